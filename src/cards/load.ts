/** Link cards by their ids. */
import { padded } from "../db/lists.ts";
import type { Reads, Row } from "../db/schema.ts";

/** In the order of the ids; those that are gone fall out. */
export async function loadCards(db: Reads, ids: readonly number[]): Promise<Row<"cards">[]> {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom("cards").selectAll().where("id", "in", padded(ids)).execute();
  const known = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => known.get(id) ?? []);
}
