/** What a worker for deliveries has before it: the rows, in the queues of their lanes, laid aside, or due later; and what is known of each server. */
import type { Chance } from "./chance.ts";
import { makeHeap, type Heap } from "./heap.ts";
import { GIVEN_UP, GIVEN_UP_TAKING_BACK, MS } from "./rules.ts";
import { makeTally, type Tally } from "./tally.ts";

/** Something that is said: to whom, when (ms), in which of their lanes, and whether it takes something back. */
export type Letter = { at: number; lane: number; hosts: ArrayLike<number>; takes_back?: boolean };
/** What a server does with a request that begins at an instant: how long (ms) it takes, and whether it takes it. */
export type Answer = { ms: number; taken: boolean };

export type Job = {
  letters: Iterable<Letter>;
  hosts: number;
  per_host: number;
  /** Places in all, and how many processes share them and have a core each. */
  places: number;
  workers: number;
  /** ms of CPU for a try. */
  cpu: number;
  answer: (host: number, at: number) => Answer;
  /** Servers that are known to be away when it begins, since so many ms, and how many deliveries wait for each. */
  away?: ReadonlyMap<number, { since: number; waiting: number }>;
  /** Ends at this instant (ms), whatever is left. */
  until: number;
  /** Those deliveries are timed whose letters are from this instant (ms) on and whose server is one of these. */
  timed?: (host: number, at: number) => boolean;
  chance: Chance;
};

export type Worked = {
  created: number;
  delivered: number;
  given_up: number;
  /** Under way or waiting at the end. */
  left: number;
  tries: number;
  /** ms from the letter to the answer, of those that are timed, and when the last of them arrived. */
  latency: Tally;
  last: number;
  /** Most that were due and had no place, and most places taken. */
  longest: number;
  busiest: number;
};

export type Desk = {
  job: Job;
  worked: Worked;
  /** Of each row: its server, its lane, when it was said and is given up, since when it is due, how often it was tried; the next in its queue, or -1. */
  rows: Record<"host" | "lane" | "said" | "ends" | "due" | "attempts" | "next", number[]>;
  /** Of each lane: its queue, how many rows of it are claimed, and those of them that have not begun. */
  lanes: { head: Int32Array; tail: Int32Array; claimed: Int32Array; begun_later: Map<number, number[]> };
  servers: { failures: Int32Array; failed_at: Float64Array; paused: Float64Array; aside: Map<number, number[]> };
  /** Lanes that have something due and nothing claimed, by the age of the first. */
  ready: Heap;
  /** What comes: `2n`: the n-th try ends; `2n + 1`: row n is due. */
  clock: Heap;
  tries: { row: number; taken: boolean }[];
  /** Until when each process is busy (ms). */
  cores: Float64Array;
  free: number;
  waiting: number;
};

export function openDesk(job: Job): Desk {
  const { hosts, per_host } = job;
  const lanes = hosts * per_host;
  const none = (): Int32Array => new Int32Array(lanes).fill(-1);
  const zero = { created: 0, delivered: 0, given_up: 0, left: 0, tries: 0, last: 0, longest: 0, busiest: 0 };
  return {
    job,
    worked: { ...zero, latency: makeTally() },
    rows: { host: [], lane: [], said: [], ends: [], due: [], attempts: [], next: [] },
    lanes: { head: none(), tail: none(), claimed: new Int32Array(lanes), begun_later: new Map() },
    servers: {
      failures: new Int32Array(hosts),
      failed_at: new Float64Array(hosts),
      paused: new Float64Array(hosts),
      aside: new Map(),
    },
    ready: makeHeap(),
    clock: makeHeap(),
    tries: [],
    cores: new Float64Array(job.workers),
    free: job.places,
    waiting: 0,
  };
}

/** Writes a row down. */
export function write(
  { rows, worked, job }: Desk,
  host: number,
  { at, lane, takes_back = false }: Omit<Letter, "hosts">,
): number {
  worked.created++;
  rows.lane.push(host * job.per_host + lane);
  rows.said.push(at);
  rows.ends.push(at + (takes_back ? GIVEN_UP_TAKING_BACK : GIVEN_UP) * MS);
  rows.due.push(at);
  rows.attempts.push(0);
  rows.next.push(-1);
  return rows.host.push(host) - 1;
}

/** Puts a row that is due at the end of its lane. */
export function join(desk: Desk, row: number, at: number): void {
  const { rows, lanes } = desk;
  const lane = rows.lane[row] as number;
  const last = lanes.tail[lane] as number;
  rows.next[row] = -1;
  rows.due[row] = at;
  lanes.tail[lane] = row;
  desk.waiting++;
  if (last !== -1) rows.next[last] = row;
  else {
    lanes.head[lane] = row;
    offer(desk, lane);
  }
}

/** A lane that has something due, and nothing claimed, may be claimed from. */
export function offer({ rows, lanes, ready }: Desk, lane: number): void {
  const first = lanes.head[lane] as number;
  if (first !== -1 && lanes.claimed[lane] === 0) ready.push(rows.due[first] as number, lane);
}

export function takeFirst(desk: Desk, lane: number): number {
  const { rows, lanes } = desk;
  const row = lanes.head[lane] as number;
  lanes.head[lane] = rows.next[row] as number;
  if (lanes.head[lane] === -1) lanes.tail[lane] = -1;
  desk.waiting--;
  return row;
}

/** Takes what is due or laid aside for a server, oldest first. */
export function takeAll(desk: Desk, host: number): number[] {
  const { lanes, servers, job } = desk;
  const rows = servers.aside.get(host) ?? [];
  servers.aside.delete(host);
  for (let lane = host * job.per_host; lane < (host + 1) * job.per_host; lane++)
    while (lanes.head[lane] !== -1) rows.push(takeFirst(desk, lane));
  return rows.sort((one, other) => one - other);
}
