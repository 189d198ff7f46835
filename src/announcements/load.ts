/** Announcements as their readers see them: with who has reacted how, and whether they have read it. */
import { sql } from "kysely";
import { grouped, padded } from "../db/lists.ts";
import type { Reads, Row } from "../db/schema.ts";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { Announcement } from "./write.ts";

export type Reaction = { announcement_id: number; name: string; count: number; mine: number };
/** A page of announcements, for a reader (0 = anybody). */
export type AnnouncementPage = {
  viewer_id: number;
  announcements: readonly Announcement[];
  read: ReadonlySet<number>;
  reactions: ReadonlyMap<number, readonly Reaction[]>;
  emojis: ReadonlyMap<string, Row<"custom_emojis">>;
};

const MOST = 100;

/** What is published and has not ended, the oldest first. */
export async function loadCurrent({ db, now }: Pick<Kith, "db" | "now">): Promise<Announcement[]> {
  const at = now();
  return await db
    .selectFrom("announcements")
    .selectAll()
    .where("published_at", ">", 0)
    .where((eb) => eb.or([eb("ends_at", "=", 0), eb("ends_at", ">", at)]))
    .orderBy("id")
    .limit(MOST)
    .execute();
}

export const loadAllAnnouncements = async (db: Reads): Promise<Announcement[]> =>
  await db.selectFrom("announcements").selectAll().orderBy("id", "desc").limit(MOST).execute();

/** @throws Refusal `missing`, also for one that is not published */
export async function getAnnouncement(db: Reads, id: number): Promise<Announcement> {
  const row = await db
    .selectFrom("announcements")
    .selectAll()
    .where("id", "=", id)
    .where("published_at", ">", 0)
    .executeTakeFirst();
  if (row === undefined) throw missing();
  return row;
}

/** Three queries, however many announcements. */
export async function loadAnnouncementPage(
  db: Reads,
  viewer_id: number,
  announcements: readonly Announcement[],
): Promise<AnnouncementPage> {
  const ids = padded(announcements.map(({ id }) => id));
  const read = await db
    .selectFrom("announcement_dismissals")
    .select("announcement_id")
    .where("account_id", "=", viewer_id)
    .where("announcement_id", "in", ids)
    .execute();
  const { rows } = await sql<Reaction>`select announcement_id, name, count(*) as count,
      max(case when account_id = ${viewer_id} then 1 else 0 end) as mine, min(id) as first
    from announcement_reactions where announcement_id in (${sql.join(ids)}) group by announcement_id, name order by first`.execute(
    db,
  );
  return {
    viewer_id,
    announcements,
    read: new Set(read.map(({ announcement_id }) => announcement_id)),
    reactions: grouped(rows, ({ announcement_id }) => announcement_id),
    emojis: await loadEmojis(db, announcements, rows),
  };
}

/** Custom emojis that the texts and the reactions name. */
async function loadEmojis(db: Reads, announcements: readonly Announcement[], reactions: readonly Reaction[]) {
  const inTexts = announcements.flatMap(({ text }) => [...text.matchAll(/:([a-zA-Z0-9_]{2,}):/g)].map(([, name = ""]) => name));
  const names = [...new Set([...inTexts, ...reactions.map(({ name }) => name)])]
    .filter((name) => /^\w+$/.test(name))
    .slice(0, 200);
  if (names.length === 0) return new Map<string, Row<"custom_emojis">>();
  const rows = await db.selectFrom("custom_emojis").selectAll().where("host", "=", "").where("shortcode", "in", names).execute();
  return new Map(rows.map((row) => [row.shortcode, row]));
}
