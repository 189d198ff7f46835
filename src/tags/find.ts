/** Finds tags, and how much they have been used of late. */
import { sql } from "kysely";
import { padded } from "../db/lists.ts";
import type { Reads, Row } from "../db/schema.ts";
import { idAt } from "../ids.ts";
import { normalizeTag } from "../text/names.ts";

export type Tag = Row<"tags">;
/** `day`: the ms at which it begins (UTC). */
export type TagUse = { day: number; uses: number; accounts: number };

const DAY = 86_400_000;
const DAYS = 7;

/** @param name in any spelling, with or without `#` */
export const findTag = async (db: Reads, name: string): Promise<Tag | undefined> =>
  await db.selectFrom("tags").selectAll().where("name", "=", normalizeTag(name)).executeTakeFirst();

/** Tags that begin with `q`, the latest used first. */
export async function searchTags(db: Reads, q: string, limit: number): Promise<Tag[]> {
  const from = normalizeTag(q);
  if (from === "") return [];
  // Both databases order text by code points: the range is read along the index of names.
  return await db
    .selectFrom("tags")
    .selectAll()
    .where("name", ">=", from)
    .where("name", "<", `${from}\u{10ffff}`)
    .orderBy("last_status_at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
}

/** The last seven days of each tag, today first, in public statuses known here. */
export async function loadTagHistory(db: Reads, tag_ids: readonly number[], now: number): Promise<Map<number, TagUse[]>> {
  const today = now - (now % DAY);
  const start = idAt(today - (DAYS - 1) * DAY);
  const { rows } = await sql<{ tag_id: number; day: number; uses: number; accounts: number }>`
    select st.tag_id as tag_id, (st.status_id - ${start}) / ${sql.lit(4096 * DAY)} as day, count(*) as uses, count(distinct s.account_id) as accounts
    from status_tags as st join statuses as s on s.id = st.status_id
    where st.tag_id in (${sql.join(padded(tag_ids))}) and st.status_id >= ${start} and s.visibility = 'public' and s.deleted_at = 0
    group by 1, 2`.execute(db);
  return new Map(
    tag_ids.map((tag_id) => {
      const days = Array.from({ length: DAYS }, (_, ago) => {
        const row = rows.find((each) => each.tag_id === tag_id && each.day === DAYS - 1 - ago);
        return { day: today - ago * DAY, uses: row?.uses ?? 0, accounts: row?.accounts ?? 0 };
      });
      return [tag_id, days];
    }),
  );
}
