/** A topic of a forum elsewhere goes from one of its groups to another: to whom its posts are addressed from then on, and what the old group's followers have of it. */
import type { Account, Reads, Status, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";

/** Whether the topic is addressed to the group, or was before it went elsewhere. */
export const hasStoodIn = async (db: Reads, group_id: number, { id }: Status): Promise<boolean> =>
  (await db
    .selectFrom("mentions")
    .select("status_id")
    .where("status_id", "=", id)
    .where("account_id", "=", group_id)
    .executeTakeFirst()) !== undefined;

/** Doing it again changes nothing. @param root what begins the thread, by somebody elsewhere */
export async function moveTopic(
  kith: Kith,
  root: Status,
  { from, to }: { from: Account | undefined; to: Account | undefined },
): Promise<void> {
  await kith.write(async (tx, happened) => {
    if (from !== undefined) await leave(tx, from, root);
    if (to !== undefined)
      await tx
        .insertInto("mentions")
        .values({ status_id: root.id, account_id: to.id, silent: 1 })
        .onConflict((oc) => oc.columns(["status_id", "account_id"]).doUpdateSet({ blind: 0 }))
        .execute();
    await tx
      .updateTable("statuses")
      .set((eb) => ({ version: eb("version", "+", 1) }))
      .where("id", "=", root.id)
      .execute();
    happened({ type: "status.refreshed", status_id: root.id, account_id: root.account_id, local: false });
  });
}

/**
 * Nobody is told any more that it was for the group. The addressing stays, blindly, so that an edit which repeats it does not bring the topic back
 * (`statuses/parts.ts`); answers by people of ours say what they said.
 */
async function leave(tx: Tx, { id: group_id }: Account, { id, conversation_id }: Status): Promise<void> {
  const thread = tx.selectFrom("statuses").select("id").where("conversation_id", "=", conversation_id).where("local", "=", 0);
  await tx
    .updateTable("mentions")
    .set({ silent: 1, blind: 1 })
    .where("account_id", "=", group_id)
    .where("status_id", "in", thread)
    .execute();
  await tx.deleteFrom("pins").where("account_id", "=", group_id).where("status_id", "=", id).execute();
  // Whoever follows both groups has it as the new one shows it: as long as the old entry stood, it would have been seen a moment ago.
  await tx
    .deleteFrom("home_entries")
    .where("account_id", "in", (eb) => eb.selectFrom("follows").select("account_id").where("target_id", "=", group_id))
    .where("status_id", "in", (eb) =>
      eb.selectFrom("statuses").select("id").where("account_id", "=", group_id).where("reblog_of_id", "=", id),
    )
    .execute();
}
