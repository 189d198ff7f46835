/**
 * Answers that end without being taken back: whoever gave them is in the group no more, is blocked by who holds the event or blocks them, is suspended, or is gone. The
 * place is free at once, for who waits for it.
 */
import { expressionBuilder } from "kysely";
import type { DB, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { Happened } from "../statuses/entry.ts";
import { padded } from "../db/lists.ts";
import { lockEvent, settle } from "./settle.ts";
import type { Rsvp } from "./store.ts";

const DAY = 86_400_000;
/** Nobody has answered more that is still to come. */
const MOST = 1000;

/**
 * - `account_ids`: whose answers end, at most 500;
 * - `group_id`: only at what is held for the members of that group; - `holder_ids`: only at what those accounts hold, at most 500; neither: everywhere
 */
type Ended = { account_ids: readonly number[]; group_id?: number; holder_ids?: readonly number[] };

/** Of events: what is still to come, or lasts; whoever says no end may stay for a day. */
export const isToCome = (now: number) => {
  const eb = expressionBuilder<DB, "events">();
  return eb.or([eb("events.ends_at", ">", now), eb.and([eb("events.ends_at", "=", 0), eb("events.starts_at", ">", now - DAY)])]);
};

/** In the transaction of whatever has ended them. What is over stays as it was. */
export async function endAnswers(
  tx: Tx,
  kith: Pick<Kith, "newId" | "now">,
  happened: Happened,
  { account_ids, group_id, holder_ids }: Ended,
): Promise<void> {
  const now = kith.now();
  let answered = tx
    .selectFrom("event_rsvps")
    .innerJoin("events", "events.id", "event_rsvps.event_id")
    .innerJoin("statuses", "statuses.id", "events.status_id")
    .select(["events.id", "events.status_id", "statuses.local"])
    .distinct()
    .where("event_rsvps.account_id", "in", padded(account_ids))
    .where(isToCome(now));
  if (group_id !== undefined)
    answered = answered
      .innerJoin("accounts", "accounts.id", "statuses.group_id")
      .where("statuses.group_id", "=", group_id)
      .where("statuses.visibility", "=", "limited")
      // In a group that is closed nobody moves up.
      .where("accounts.suspended_at", "=", 0) as typeof answered;
  if (holder_ids !== undefined) answered = answered.where("events.account_id", "in", padded(holder_ids));
  // In this order all take them.
  for (const { id, status_id, local } of await answered.orderBy("events.id").limit(MOST).execute()) {
    const event = await lockEvent(tx, id);
    if (event === undefined) continue;
    const gone = await tx
      .deleteFrom("event_rsvps")
      .where("event_id", "=", id)
      .where("account_id", "in", padded(account_ids))
      .returningAll()
      .execute();
    const told = tx.deleteFrom("mentions").where("status_id", "=", status_id).where("blind", "=", 1);
    await told.where("account_id", "in", padded(account_ids)).execute();
    if (local === 1 && gone.some(({ state }) => COUNTED.has(state))) await settle(tx, kith, happened, event);
    // Who is suspended or gone says nothing any more: that is heard of the whole account.
    if (local === 0 && (group_id !== undefined || holder_ids !== undefined)) for (const rsvp of gone) takeBack(happened, rsvp);
  }
}

const COUNTED: ReadonlySet<Rsvp["state"]> = new Set(["yes", "maybe", "waiting"]);

/** Who holds it elsewhere cannot know: they hear that one of ours does not come. Of others there is nothing to say, and nothing is sent. */
function takeBack(happened: Happened, { id: rsvp_id, event_id, account_id, uri, state }: Rsvp): void {
  if (account_id !== null && uri !== "" && ["yes", "waiting", "pending"].includes(state))
    happened({ type: "event.asked", rsvp_id, event_id, account_id, what: "leave", uri });
}
