/**
 * Guests without an account: where the organiser lets them, somebody gives a name and an address, proves that address by a link in a letter, and is counted. The same link
 * takes it back. Their address is shown to nobody, and forgotten a month after the event.
 */
import { createHmac } from "node:crypto";
import { assertLimit } from "../access/limits.ts";
import { isSame } from "../access/secrets.ts";
import { forbidden, invalid, missing } from "../errors.ts";
import { purposeKey } from "../keys/purpose.ts";
import type { Kith } from "../kith.ts";
import { isLonger } from "../text/count.ts";
import { stripNul } from "../text/outside.ts";
import { findStatusById } from "../statuses/find.ts";
import { isOpen } from "../statuses/visible.ts";
import { judge } from "./answer.ts";
import { isOver, lockEvent, settle } from "./settle.ts";
import { blankRsvp, type Event, type Rsvp } from "./store.ts";

const DAY = 86_400_000;
/** ms: how long after the event they are remembered, and how long a link waits to be followed. */
const [REMEMBERED, WAITS] = [30 * DAY, 3 * DAY];
const LONGEST_NAME = 60;

/** What stands in the links of a guest's letters. */
export const guestToken = (kith: Kith, { id, created_at }: Pick<Rsvp, "id" | "created_at">): string =>
  createHmac("sha256", purposeKey(kith, "event-guest")).update(`${id}/${created_at}`).digest("base64url");

/** Whether people without an account may say that they come. */
export async function takesGuests(kith: Kith, event: Event): Promise<boolean> {
  if (event.mail_guests === 0 || !kith.mail.configured || event.state === "cancelled" || event.join_mode === "invited")
    return false;
  const status = await findStatusById(kith.db, event.status_id);
  return status?.local === 1 && isOpen(status) && status.local_only === 0 && !isOver(event, kith.now());
}

/** `locale`: the language that they read. */
type Asking = { name: string; email: string; number: number; ip: string; locale: string };

/**
 * Sends the letter with the link. Whoever asks hears the same whether or not the address has been used before.
 *
 * @throws Refusal `forbidden` where no guests are taken, `invalid`, `too-many`
 */
export async function askAsGuest(kith: Kith, event: Event, asked: Asking): Promise<void> {
  const [name, email] = [stripNul(asked.name).trim().replaceAll(/\s+/g, " "), stripNul(asked.email).trim().toLowerCase()];
  if (!(await takesGuests(kith, event))) throw forbidden("This event takes no guests by letter");
  if (name === "" || isLonger(name, LONGEST_NAME))
    throw invalid(`Validation failed: Name must have 1 to ${LONGEST_NAME} characters`);
  if (email.length > 254 || !/^[^\s@<>",;:\\]+@[^\s@<>",;:\\]+\.[^\s@<>",;:\\]+$/.test(email))
    throw invalid("Validation failed: Email is invalid");
  const number = Math.max(1, asked.number);
  if (number - 1 > event.guests_max) throw invalid(`Validation failed: You may bring ${event.guests_max} people`);
  await assertLimit(kith, "event-guest", email);
  await assertLimit(kith, "event-guests", event.id);
  await kith.write(async (tx, happened) => {
    const known = await tx
      .selectFrom("event_rsvps")
      .selectAll()
      .where("event_id", "=", event.id)
      .where("email", "=", email)
      .executeTakeFirst();
    const { locale } = asked;
    // While nothing is answered, when they asked last: the link of that letter waits from then on.
    const answered_at = kith.now();
    const fresh = { ...blankRsvp(kith, event.id), name, email, number, locale, answered_at, state: "unconfirmed" as const };
    if (known === undefined)
      await tx
        .insertInto("event_rsvps")
        .values(fresh)
        .onConflict((oc) => oc.doNothing())
        .execute();
    else if (known.state === "unconfirmed")
      await tx.updateTable("event_rsvps").set({ name, number, locale, answered_at }).where("id", "=", known.id).execute();
    happened({ type: "event.guest", rsvp_id: known?.id ?? fresh.id, what: "asked" });
  });
}

/** @throws Refusal `missing` for a link that is not (or no longer) theirs */
export async function getGuest(kith: Kith, id: number | undefined, token: string): Promise<{ rsvp: Rsvp; event: Event }> {
  const rsvp =
    id === undefined ? undefined : await kith.db.selectFrom("event_rsvps").selectAll().where("id", "=", id).executeTakeFirst();
  if (rsvp === undefined || rsvp.account_id !== null || !isSame(guestToken(kith, rsvp), token))
    throw missing("The link of this letter works no more");
  const event = await kith.db.selectFrom("events").selectAll().where("id", "=", rsvp.event_id).executeTakeFirstOrThrow();
  return { rsvp, event };
}

/** By the link of their letter. @throws Refusal `missing`, `invalid` when it is too late */
export async function answerAsGuest(
  kith: Kith,
  { rsvp, event }: { rsvp: Rsvp; event: Event },
  answer: "yes" | "no",
): Promise<void> {
  await kith.write(async (tx, happened) => {
    const locked = await lockEvent(tx, event.id);
    const before = await tx.selectFrom("event_rsvps").selectAll().where("id", "=", rsvp.id).executeTakeFirst();
    if (locked === undefined || before === undefined) throw missing();
    if (answer === "yes" && (isOver(locked, kith.now()) || locked.state === "cancelled"))
      throw invalid("Validation failed: The event is over");
    if (answer === "yes" && !["unconfirmed", "no"].includes(before.state)) return;
    const verdict = await judge(tx, locked, { answer, number: before.number, before });
    if (verdict === undefined) throw forbidden("Only those who are invited may come");
    const { state } = verdict;
    await tx.updateTable("event_rsvps").set({ state, answered_at: kith.now() }).where("id", "=", before.id).execute();
    if (state === "yes" || state === "waiting")
      happened({ type: "event.guest", rsvp_id: before.id, what: state === "yes" ? "admitted" : "waiting" });
    await settle(tx, kith, happened, locked);
  });
}

/** For housekeeping: addresses, and answers that wait for the end of a suspension, are kept no longer than they are needed. */
export async function forgetGuests(kith: Kith): Promise<void> {
  const now = kith.now();
  await kith.write(async (tx) => {
    const past = tx
      .selectFrom("events")
      .select("id")
      .where("starts_at", "<", now - REMEMBERED)
      .where("ends_at", "<", now - REMEMBERED);
    await tx.deleteFrom("event_rsvps_aside").where("event_id", "in", past).execute();
    await tx
      .deleteFrom("event_rsvps")
      .where("account_id", "is", null)
      .where((eb) =>
        eb.or([
          eb.and([eb("state", "=", "unconfirmed"), eb("created_at", "<", now - WAITS), eb("answered_at", "<", now - WAITS)]),
          eb("event_id", "in", past),
        ]),
      )
      .execute();
  });
}
