/** Who holds an event decides who may come, and hears what organisers elsewhere have decided about people here. */
import type { Account } from "../db/schema.ts";
import { invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { notify } from "../notifications/notify.ts";
import { admit, lockEvent, settle, tellComer } from "./settle.ts";
import type { Event, Rsvp } from "./store.ts";

/**
 * Lets somebody come who has asked or waits, or tells them (also whoever comes already) that they cannot.
 *
 * @throws Refusal `missing`; `invalid` when there is no place left
 */
export async function decideOn(
  kith: Kith,
  holder: Account,
  event: Event,
  { rsvp_id, accepted }: { rsvp_id: number; accepted: boolean },
): Promise<void> {
  if (event.account_id !== holder.id) throw missing();
  await kith.write(async (tx, happened) => {
    const locked = await lockEvent(tx, event.id);
    const rsvp = await tx.selectFrom("event_rsvps").selectAll().where("id", "=", rsvp_id).executeTakeFirst();
    if (locked === undefined || rsvp === undefined || rsvp.event_id !== locked.id) throw missing();
    if (rsvp.state === "unconfirmed") throw missing();
    if (accepted) {
      if (!["pending", "waiting", "declined"].includes(rsvp.state)) return;
      const going = await tx
        .selectFrom("event_rsvps")
        .select(({ fn }) => fn.sum<number | null>("number").as("people"))
        .where("event_id", "=", locked.id)
        .where("state", "=", "yes")
        .executeTakeFirstOrThrow();
      if (locked.capacity > 0 && Number(going.people ?? 0) + rsvp.number > locked.capacity)
        throw invalid("Validation failed: There are not so many places left");
      await admit(tx, kith, happened, { event: locked, rsvp });
    } else {
      if (["no", "declined", "none"].includes(rsvp.state)) return;
      await tx.updateTable("event_rsvps").set({ state: "declined" }).where("id", "=", rsvp.id).execute();
      await tellComer(tx, kith, happened, {
        event: locked,
        account_id: rsvp.account_id,
        uri: rsvp.uri,
        state: "declined",
        rsvp_id,
      });
    }
    await settle(tx, kith, happened, locked);
  });
}

/** Who says so holds the event, or answers for who does. */
async function mayDecide(kith: Kith, actor: Account, event: Event): Promise<boolean> {
  return event.account_id === actor.id || (event.organiser_uri !== "" && event.organiser_uri === actor.uri);
}

/** What an organiser elsewhere says to a Join of ours: `waiting` is a TentativeAccept. Undefined when `uri` is no Join that waits for an answer by them. */
export async function receiveDecision(
  kith: Kith,
  actor: Account,
  uri: string,
  state: "yes" | "declined" | "waiting",
): Promise<Rsvp | undefined> {
  const rsvp =
    uri === "" ? undefined : await kith.db.selectFrom("event_rsvps").selectAll().where("uri", "=", uri).executeTakeFirst();
  const event =
    rsvp === undefined
      ? undefined
      : await kith.db.selectFrom("events").selectAll().where("id", "=", rsvp.event_id).executeTakeFirst();
  if (rsvp === undefined || event === undefined || rsvp.account_id === null || !(await mayDecide(kith, actor, event)))
    return undefined;
  const { account_id } = rsvp;
  await kith.write(async (tx, happened) => {
    const { numUpdatedRows } = await tx
      .updateTable("event_rsvps")
      .set({ state })
      .where("id", "=", rsvp.id)
      .where("uri", "=", uri)
      .where("state", "in", ["pending", "waiting", "yes", "declined"])
      .where("state", "<>", state)
      .executeTakeFirst();
    if (numUpdatedRows === 0n || state === "waiting") return;
    const type = state === "yes" ? "event_admitted" : "event_declined";
    await notify(tx, kith, happened, { account_id, type, from_account_id: event.account_id, status_id: event.status_id });
  });
  return rsvp;
}
