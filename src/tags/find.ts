/** Finds tags, and how much they have been used of late. */
import { sql } from "kysely";
import { padded } from "../db/lists.ts";
import { prepare } from "../db/prepared.ts";
import type { Reads, Row } from "../db/schema.ts";
import { normalizeTag } from "../text/names.ts";

export type Tag = Row<"tags">;
/** `day`: the ms at which it begins (UTC). */
export type TagUse = { day: number; uses: number; accounts: number };

const DAY = 86_400_000;
const DAYS = 7;

/** @param name in any spelling, with or without `#` */
export const findTag = async (db: Reads, name: string): Promise<Tag | undefined> =>
  await db.selectFrom("tags").selectAll().where("name", "=", normalizeTag(name)).executeTakeFirst();

/** Tags that begin with `q`, the latest used first; `reviewed`: only `q` itself and those of which somebody has decided whether they may trend. */
export async function searchTags(db: Reads, q: string, limit: number, reviewed = false): Promise<Tag[]> {
  const from = normalizeTag(q);
  if (from === "") return [];
  // Both databases order text by code points: the range is read along the index of names.
  return await selectBegun(db, { from, end: `${from}\u{10ffff}`, limit, reviewed });
}

type Begun = { from: string; end: string; limit: number; reviewed: boolean };

const selectBegun = prepare((db, { from, end, limit, reviewed }: Begun) => {
  let begun = db.selectFrom("tags").selectAll().where("name", ">=", from).where("name", "<", end);
  if (reviewed) begun = begun.where(sql<boolean>`(tags.name = ${from} or ${isReviewed})`);
  return begun.orderBy("last_status_at", "desc").orderBy("id", "desc").limit(limit);
});

const isReviewed = sql<boolean>`exists (select 1 from trends where trends.kind = 'tag' and trends.subject_id = tags.id and trends.reviewed_at > 0)`;

/** In the order of their ids; those that are gone fall out. */
export async function loadTagsById(db: Reads, ids: readonly number[]): Promise<Tag[]> {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom("tags").selectAll().where("id", "in", padded(ids)).execute();
  const known = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => known.get(id) ?? []);
}

/** The last seven days of each tag, today first, in public statuses known here; as of the last count (`trends/count.ts`). */
export async function loadTagHistory(db: Reads, tag_ids: readonly number[], now: number): Promise<Map<number, TagUse[]>> {
  const today = now - (now % DAY);
  const rows = await db
    .selectFrom("tag_days")
    .selectAll()
    .where("tag_id", "in", padded(tag_ids))
    .where("day", ">", today - DAYS * DAY)
    .execute();
  return new Map(
    tag_ids.map((tag_id) => {
      const days = Array.from({ length: DAYS }, (_, ago) => {
        const day = today - ago * DAY;
        const row = rows.find((each) => each.tag_id === tag_id && each.day === day);
        return { day, uses: row?.uses ?? 0, accounts: row?.accounts ?? 0 };
      });
      return [tag_id, days];
    }),
  );
}
