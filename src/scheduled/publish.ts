/** Publishes what was scheduled, when its time has come: each once, for the row goes in the transaction that brings the status. */
import { each } from "../jobs/each.ts";
import { findAccountById } from "../accounts/find.ts";
import { assertNotLockedOut } from "../accounts/users.ts";
import type { Tx } from "../db/schema.ts";
import { Refusal } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { releaseMedia } from "../media/reserve.ts";
import { insertDraft } from "../drafts/drafts.ts";
import { notify } from "../notifications/notify.ts";
import { publishStatus } from "../statuses/publish.ts";
import { draftOf, type Scheduled } from "./schedule.ts";

const AT_ONCE = 50;

/** For the clock, every minute or so. Returns whether there may be more. */
export async function publishScheduled(kith: Kith): Promise<boolean> {
  const due = await kith.db
    .selectFrom("scheduled_statuses")
    .selectAll()
    .where("scheduled_at", "<=", kith.now())
    .orderBy("scheduled_at")
    .orderBy("id")
    .limit(AT_ONCE)
    .execute();
  await each(due, async (scheduled) => await publishOne(kith, scheduled));
  return due.length === AT_ONCE;
}

async function publishOne(kith: Kith, scheduled: Scheduled): Promise<void> {
  const author = await findAccountById(kith.db, scheduled.account_id);
  if (author === undefined) return;
  try {
    await assertNotLockedOut(kith.db, author.id);
    await publishStatus(kith, author, { ...draftOf(scheduled), scheduled_id: scheduled.id });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await shelve(kith, scheduled, error);
  }
}

/**
 * What may not be published any more (the status that it answers is gone, …) becomes a draft again, so that nothing written is lost; its author is told why.
 * What comes again and again keeps its words by itself: it rests until its author has seen to it, or they would hear the same each time.
 */
async function shelve(kith: Kith, scheduled: Scheduled, { message: refused }: Refusal): Promise<void> {
  const shelved = await kith.write(async (tx, happened) => {
    const { numDeletedRows } = await tx.deleteFrom("scheduled_statuses").where("id", "=", scheduled.id).executeTakeFirst();
    if (numDeletedRows === 0n) return false;
    await releaseMedia(tx, [scheduled.id]);
    const { account_id } = scheduled;
    const subject_id =
      (await restSeries(tx, scheduled, refused)) ??
      (await insertDraft(tx, kith, { account_id, draft: draftOf(scheduled), refused })).id;
    await notify(tx, kith, happened, { account_id, type: "post_refused", from_account_id: account_id, subject_id });
    return true;
  });
  if (shelved) kith.log.info("a scheduled status was not published: {why}", { why: refused });
}

/** What it was a time of, which did not come; undefined where it is of nothing that would come again. */
async function restSeries(tx: Tx, { id, account_id }: Scheduled, refused: string): Promise<number | undefined> {
  const series = await tx
    .selectFrom("recurring_statuses")
    .innerJoin("recurring_runs", "recurring_runs.recurring_id", "recurring_statuses.id")
    .select("recurring_statuses.id")
    .where("recurring_statuses.account_id", "=", account_id)
    .where("recurring_statuses.state", "=", "active")
    .where("recurring_runs.scheduled_id", "=", id)
    .executeTakeFirst();
  if (series === undefined) return undefined;
  await tx
    .updateTable("recurring_statuses")
    .set((eb) => ({ state: "paused", due_at: 0, refused, runs: eb("runs", "-", 1) }))
    .where("id", "=", series.id)
    .execute();
  return series.id;
}
