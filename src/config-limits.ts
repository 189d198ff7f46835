/** How much of everything a server takes (`limits` in `instance.config.ts`). */
import { z } from "zod";

const positive = (most: number) => z.number().int().positive().max(most);

export const limits = z
  .strictObject({
    /** false switches every rate limit off (tests, benchmarks). */
    rate: z.boolean().default(true),
    status_characters: positive(100_000).default(5000),
    /** So many groups may one person make. */
    groups_per_person: positive(10_000).default(10),
    /** So many team accounts may one person make (0: nobody does), with so many people in each. */
    teams_per_person: z.number().int().min(0).max(10_000).default(5),
    team_members: positive(1000).default(50),
    media_per_status: positive(16).default(4),
    image_bytes: positive(200_000_000).default(16_000_000),
    image_pixels: positive(500_000_000).default(33_177_600),
    /** Of films and sounds; the pixels are those of one picture. */
    video_bytes: positive(10_000_000_000).default(99_614_720),
    video_pixels: positive(100_000_000).default(8_294_400),
    video_seconds: positive(86_400).default(21_600),
    /** The largest activity that the inbox reads, in bytes. */
    inbox_bytes: positive(16_000_000).default(1_000_000),
    /** Deliveries under way at once: in all, and to one host. */
    deliveries: positive(1000).default(96),
    deliveries_per_host: positive(32).default(2),
    /** Requests to one host at once for threads and profiles that somebody opens, by each process. */
    fetches_per_host: positive(32).default(2),
    /** What opening a thread may fetch at most: replies (0: none, threads are left as they came), levels of replies, pages of one collection, */
    thread_replies: z.number().int().min(0).max(10_000).default(500),
    thread_depth: positive(1000).default(30),
    thread_pages: positive(1000).default(20),
    /** requests to one host, and seconds in all. */
    thread_requests_per_host: positive(10_000).default(500),
    thread_seconds: positive(600).default(60),
    /** A thread is fetched again after so many minutes at the earliest, an old one later; a profile after so many hours. */
    thread_minutes: positive(1440).default(10),
    profile_hours: positive(720).default(24),
    /**
     * Bytes of memory that all processes of this machine may take together; near it, requests are turned away before it is reached. 0: most of what
     * the container may have (cgroup), and none where there is no such limit.
     */
    memory: z.number().int().min(0).max(1e13).default(0),
    /** Bytes of the database past which old threads of other servers go that nobody here has touched; and of all media. 0: none. */
    database_bytes: z.number().int().min(0).max(1e15).default(0),
    media_bytes: z.number().int().min(0).max(1e15).default(0),
  })
  .prefault({});
