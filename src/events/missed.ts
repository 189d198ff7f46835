/** Tells those who had answered that an event is there no more, and of all that an account holds when it is suspended; or that it is there again. */
import { sql } from "kysely";
import { AWAY_AFTER } from "../access/seen.ts";
import { findAccountById } from "../accounts/find.ts";
import type { Reads, Row, Tx } from "../db/schema.ts";
import { parts } from "../db/lists.ts";
import type { Leased } from "../jobs/worker.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { policyOf } from "../moderation/policy.ts";
import { notify } from "../notifications/notify.ts";
import { isAhead, noteGone } from "./gone.ts";
import { loadComers } from "./store.ts";

const AT_ONCE = 50;
/** ms: as long as somebody may be away to whom it is told, whose home is kept for them for the same time. */
const REMEMBERED = AWAY_AFTER;

/** The handler of a job. What has become otherwise in the meantime is not told. */
export async function tellComers(kith: Kith, missed: KithEventOf<"event.missed">, job: Leased<Row<"jobs">>): Promise<void> {
  const { event_id, account_ids, back = false } = missed;
  const gone = await kith.db.selectFrom("gone_events").select("event_id").where("event_id", "=", event_id).executeTakeFirst();
  const event = await kith.db.selectFrom("events").selectAll().where("id", "=", event_id).executeTakeFirst();
  await kith.write(async (tx, happened) => {
    await job.complete(tx);
    for (const account_id of account_ids)
      if (!back && gone !== undefined)
        await notify(tx, kith, happened, { account_id, type: "event_gone", from_account_id: account_id, subject_id: event_id });
      else if (back && gone === undefined && event !== undefined) {
        const { account_id: from_account_id, status_id } = event;
        await notify(tx, kith, happened, { account_id, type: "update", from_account_id, status_id });
      }
  });
}

/** The handler of a job; doing it again does no harm. Of an account whose own server does not know it any more its events are gone. */
export async function hideEvents(kith: Kith, { account_id }: KithEventOf<"events.hidden">): Promise<void> {
  const account = await findAccountById(kith.db, account_id);
  if (account === undefined || !(await isAway(kith, account))) return;
  const reason = account.deleted_at > 0 ? "deleted" : "suspended";
  for (let last = 0; ;) {
    const events = await loadAhead(kith, account_id, last);
    if (events.length === 0) return;
    last = events.at(-1)?.id ?? last;
    await kith.write(async (tx, happened) => {
      for (const event of events) await noteGone(tx, happened, { event, local: account.host === "", reason, now: kith.now() });
    });
  }
}

/** Suspended, or of a server with which this one has nothing to do. */
const isAway = async (kith: Kith, { suspended_at, host }: Pick<Row<"accounts">, "suspended_at" | "host">): Promise<boolean> =>
  suspended_at > 0 || (await policyOf(kith, host)).severity === "suspend";

const loadAhead = async ({ db, now }: Kith, account_id: number, after: number): Promise<Row<"events">[]> =>
  await db
    .selectFrom("events")
    .selectAll()
    .where("account_id", "=", account_id)
    .where("id", ">", after)
    .where((eb) => eb.or([eb("starts_at", ">", now()), eb("ends_at", ">", now())]))
    .orderBy("id")
    .limit(AT_ONCE)
    .execute();

/** The handler of a job: takes back what was told, and says that it is there again. */
export async function showEvents(kith: Kith, { account_id }: KithEventOf<"events.shown">): Promise<void> {
  const account = await findAccountById(kith.db, account_id);
  if (account === undefined || (await isAway(kith, account))) return;
  for (;;) {
    const ids = await loadHidden(kith.db, account_id);
    if (ids.length === 0) return;
    await kith.write(async (tx, happened) => {
      const events = await tx.selectFrom("events").selectAll().where("id", "in", ids).execute();
      await forgetGone(tx, ids);
      // Of what is over by now there is nothing to tell.
      for (const event of events.filter((one) => isAhead(one, kith.now()))) {
        const { id: event_id, status_id } = event;
        for (const account_ids of parts(await loadComers(tx, event_id), AT_ONCE))
          happened({ type: "event.missed", event_id, account_ids, back: true });
        if (account.host === "") happened({ type: "event.changed", event_id, status_id });
      }
    });
  }
}

async function loadHidden(db: Reads, account_id: number): Promise<number[]> {
  const rows = await db
    .selectFrom("gone_events")
    .innerJoin("events", "events.id", "gone_events.event_id")
    .select("gone_events.event_id")
    .where("gone_events.account_id", "=", account_id)
    .limit(AT_ONCE)
    .execute();
  return rows.map(({ event_id }) => event_id);
}

/** What has been told goes with what it told of. */
async function forgetGone(tx: Tx, event_ids: readonly number[]): Promise<void> {
  // Written out: the index is a partial one.
  await sql`delete from notifications where type = 'event_gone' and subject_id in (${sql.join(event_ids)})`.execute(tx);
  await tx.deleteFrom("gone_events").where("event_id", "in", event_ids).execute();
}

/**
 * For housekeeping. True when there is more.
 *
 * What has been deleted is its author's no more to be read, so its title and place stay only until those who had answered have had their time to hear of it,
 * however far off the event is. With a suspension the event itself stays, too, and may be shown again: who was told that it is gone is to hear that then, as long
 * as it is of use.
 */
export async function forgetOldGone(kith: Kith): Promise<boolean> {
  const before = kith.now() - REMEMBERED;
  const old = await kith.db
    .selectFrom("gone_events")
    .select("event_id")
    .where((eb) =>
      eb.or([
        eb.and([eb("reason", "=", "deleted"), eb("created_at", "<", before)]),
        eb.and([eb("starts_at", "<", before), eb("ends_at", "<", before)]),
      ]),
    )
    .limit(AT_ONCE)
    .execute();
  const ids = old.map(({ event_id }) => event_id);
  if (ids.length > 0) await kith.write(async (tx) => await forgetGone(tx, ids));
  return ids.length === AT_ONCE;
}
