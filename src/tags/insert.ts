/** Makes tags as they are first used. */
import { sql } from "kysely";
import type { Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";

/**
 * The ids of the tags, made where they are new; their names as first written stay.
 *
 * @param used_at ms, of the status that bears them
 */
export async function upsertTags(
  tx: Tx,
  kith: Pick<Kith, "newId" | "now">,
  tags: readonly { name: string; display_name: string }[],
  used_at: number,
): Promise<number[]> {
  // By name, so that two transactions take the rows in one order.
  const sorted = tags.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const rows = await tx
    .insertInto("tags")
    .values(
      sorted.map(({ name, display_name }) => ({
        id: kith.newId(),
        name,
        display_name,
        created_at: kith.now(),
        last_status_at: used_at,
      })),
    )
    .onConflict((oc) =>
      oc.column("name").doUpdateSet({
        last_status_at: sql<number>`case when excluded.last_status_at > tags.last_status_at then excluded.last_status_at else tags.last_status_at end`,
      }),
    )
    .returning("id")
    .execute();
  return rows.map(({ id }) => id);
}
