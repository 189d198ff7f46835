/**
 * Sees to what is due: each of its times becomes a scheduled status, which is published as any other.
 *
 * The row that says which time has had its turn, the next time, and the scheduled status are written together or not at all; that one becomes a post
 * in the transaction in which it goes. So whatever crashes, and however many processes look, each time is one post.
 */
import { each } from "../jobs/each.ts";
import { loadAccounts } from "../accounts/find.ts";
import type { Account, Media, Tx } from "../db/schema.ts";
import { Refusal } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { copyMedia } from "../media/copy.ts";
import { nextOccurrence, occurrences, type Occurrence } from "../recurrence/walk.ts";
import { loadWaitingMedia } from "../scheduled/load.ts";
import { publishScheduled } from "../scheduled/publish.ts";
import { draftOf } from "../scheduled/schedule.ts";
import { seriesOf, type Recurring } from "./load.ts";

const AT_ONCE = 50;

/** For housekeeping, every minute. Returns whether there may be more. */
export async function runRecurring(kith: Kith): Promise<boolean> {
  const due = await kith.db
    .selectFrom("recurring_statuses")
    .selectAll()
    .where("due_at", ">", 0)
    .where("due_at", "<=", kith.now())
    .orderBy("due_at")
    .limit(AT_ONCE)
    .execute();
  if (due.length === 0) return false;
  const accounts = await loadAccounts(
    kith.db,
    due.map(({ account_id }) => account_id),
  );
  await each(due, async (row) => {
    const author = accounts.get(row.account_id);
    if (author !== undefined && mayRun(author)) await runOne(kith, row);
    else await rest(kith, row);
  });
  await publishScheduled(kith);
  return due.length === AT_ONCE;
}

const mayRun = ({ suspended_at, deleted_at, moved_to_uri }: Account): boolean =>
  suspended_at === 0 && deleted_at === 0 && moved_to_uri === "";

/** Whose account is suspended, or has moved away, posts nothing: it rests until they let it go on. */
const rest = async (kith: Kith, { id }: Recurring): Promise<void> => {
  await kith.write(
    async (tx) => await tx.updateTable("recurring_statuses").set({ state: "paused", due_at: 0 }).where("id", "=", id).execute(),
  );
};

async function runOne(kith: Kith, row: Recurring): Promise<void> {
  const turn = lastDue(kith, row);
  if (turn === undefined) return await kith.write(async (tx) => void (await advance(tx, kith, row, false)));
  const copies = await copiesFor(kith, row);
  if (copies === undefined) return;
  // Copies that nothing comes of go as any upload does that nobody attaches.
  await kith.write(async (tx) => {
    if (await advance(tx, kith, row, true)) await insertRun(tx, kith, { row, turn, copies });
  });
}

/** The newest time that has come: what was missed while nothing ran is not made up for all at once. */
function lastDue({ now }: Kith, row: Recurring): Occurrence | undefined {
  let last: Occurrence | undefined;
  for (const one of occurrences(seriesOf(row), row.due_at)) {
    if (one.at > now()) break;
    last = one;
  }
  return last;
}

/** Undefined when there is no room for them now: the next minute tries again. */
async function copiesFor(kith: Kith, row: Recurring): Promise<Media[] | undefined> {
  const draft = draftOf(row);
  const media = await loadWaitingMedia(kith.db, [draft]);
  try {
    return await copyMedia(
      kith,
      { id: row.account_id },
      draft.media_ids.flatMap((id) => media.get(id) ?? []),
    );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    kith.log.info("a recurring post waits: {why}", { why: error.message });
    return undefined;
  }
}

/** To its next time; false when somebody else has been there, or it has been changed. */
async function advance(tx: Tx, kith: Kith, row: Recurring, ran: boolean): Promise<boolean> {
  const due_at = nextOccurrence(seriesOf(row), kith.now() + 1)?.at ?? 0;
  const { numUpdatedRows } = await tx
    .updateTable("recurring_statuses")
    .set({ due_at, state: due_at === 0 ? "ended" : "active", runs: row.runs + (ran ? 1 : 0) })
    .where("id", "=", row.id)
    .where("due_at", "=", row.due_at)
    .where("params", "=", row.params)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

type Run = { row: Recurring; turn: Occurrence; copies: readonly Media[] };

async function insertRun(tx: Tx, kith: Kith, { row, turn, copies }: Run): Promise<void> {
  const scheduled_id = kith.newId();
  const made = await tx
    .insertInto("recurring_runs")
    .values({ recurring_id: row.id, run_on: turn.date, scheduled_id, created_at: kith.now() })
    .onConflict((oc) => oc.doNothing())
    .returning("recurring_id")
    .executeTakeFirst();
  if (made === undefined) return;
  if (copies.length > 0)
    await tx
      .updateTable("media")
      .set({ kept_by: scheduled_id })
      .where(
        "id",
        "in",
        copies.map(({ id }) => id),
      )
      .execute();
  const params = JSON.stringify({ ...draftOf(row), media_ids: copies.map(({ id }) => id) });
  const times = { scheduled_at: turn.at, created_at: kith.now() };
  await tx
    .insertInto("scheduled_statuses")
    .values({ id: scheduled_id, account_id: row.account_id, params, idempotency_key: "", ...times })
    .execute();
}
