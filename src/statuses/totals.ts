/** What the origin of a status says of it in numbers: replies, favourites and reblogs of which most have never come here. */
import { sql } from "kysely";
import type { Status, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";

/** As offered; undefined = not at all. */
export type Totals = { likes: number | undefined; shares: number | undefined };

/** Takes over the totals, but never fewer than have come here: some servers show none, or not yet. */
export async function noteTotals(kith: Kith, status: Status, { likes, shares }: Totals): Promise<void> {
  const same = (likes ?? status.favourites_count) === status.favourites_count;
  if (status.local === 1 || (same && (shares ?? status.reblogs_count) === status.reblogs_count)) return;
  await kith.write(async (tx) => {
    if (likes !== undefined) await setTotal(tx, status.id, "favourites_count", likes);
    if (shares !== undefined) await setTotal(tx, status.id, "reblogs_count", shares);
  });
}

async function setTotal(tx: Tx, id: number, column: "favourites_count" | "reblogs_count", said: number): Promise<void> {
  const here =
    column === "favourites_count"
      ? sql`(select count(*) from favourites where favourites.status_id = ${id})`
      : sql`(select count(*) from statuses as boost where boost.reblog_of_id = ${id} and boost.deleted_at = 0)`;
  await sql`update statuses set ${sql.ref(column)} = case when ${here} > ${said} then ${here} else ${said} end
    where id = ${id} and local = 0 and deleted_at = 0`.execute(tx);
}

export type ReplyCount = { status_id: number; counted: number };

/** Writes down how many replies to a status its server counts. */
export const noteReplies = async (kith: Kith, { status_id, counted }: ReplyCount): Promise<void> =>
  await kith.write(async (tx) => {
    const values = { counted, checked_at: kith.now() };
    await tx
      .insertInto("reply_counts")
      .values({ status_id, ...values })
      .onConflict((oc) => oc.column("status_id").doUpdateSet(values))
      .execute();
  });
