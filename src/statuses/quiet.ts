/**
 * Statuses that were fetched without telling anybody, because somebody opened a thread or a profile: they enter no home, call nobody and are not
 * streamed. Should one of them be delivered after all, which it may be a moment later, it is told then, as if it had come only now.
 */
import type { Status, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";

/** Deliveries are tried for three days; after this many ms none is still to come. */
const REMEMBERED = 4 * 86_400_000;

export const markQuiet = async (tx: Tx, { id: status_id }: Status, created_at: number): Promise<void> => {
  await tx
    .insertInto("quiet_statuses")
    .values({ status_id, created_at })
    .onConflict((oc) => oc.doNothing())
    .execute();
};

/** Whether it had been fetched quietly; from now on it has not. */
export async function endQuiet(tx: Tx, { id }: Status): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom("quiet_statuses").where("status_id", "=", id).executeTakeFirst();
  return numDeletedRows > 0n;
}

export const isQuiet = async ({ db }: Pick<Kith, "db">, { id }: Status): Promise<boolean> =>
  (await db.selectFrom("quiet_statuses").select("status_id").where("status_id", "=", id).executeTakeFirst()) !== undefined;

/** Forgets them when nothing can be delivered any more. A recurring job. */
export const forgetQuiet = async (kith: Kith): Promise<void> =>
  await kith.write(async (tx) => {
    await tx
      .deleteFrom("quiet_statuses")
      .where("created_at", "<", kith.now() - REMEMBERED)
      .execute();
  });
