/** Letters about events: to guests without an account, and reminders to those who want them by letter. */
import { sendLetter } from "../access/letters.ts";
import { findUser } from "../accounts/users.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { findStatusById } from "../statuses/find.ts";
import type { Locale } from "../words/locale.ts";
import { summaryOf } from "./content.ts";
import { guestToken } from "./guests.ts";
import type { Event } from "./store.ts";

async function find(kith: Kith, rsvp_id: number) {
  const rsvp = await kith.db.selectFrom("event_rsvps").selectAll().where("id", "=", rsvp_id).executeTakeFirst();
  const event = rsvp && (await kith.db.selectFrom("events").selectAll().where("id", "=", rsvp.event_id).executeTakeFirst());
  const status = event && (await findStatusById(kith.db, event.status_id));
  return rsvp === undefined || event === undefined || status === undefined || status.deleted_at > 0
    ? undefined
    : { rsvp, event, status };
}

const wordsOf = (event: Event, locale: Locale) => ({
  event: event.title,
  when: summaryOf(event, locale),
  cancelled: event.state === "cancelled" ? "yes" : "no",
});

/** The handler of a job. Addresses that asked for nothing else get one letter for each thing that happens. */
export async function writeToGuest(kith: Kith, { rsvp_id, what }: KithEventOf<"event.guest">): Promise<void> {
  const found = await find(kith, rsvp_id);
  if (found === undefined || found.rsvp.email === "" || !kith.mail.configured) return;
  const { rsvp, event, status } = found;
  if (what !== "asked" && what !== "declined" && !["yes", "maybe", "waiting"].includes(rsvp.state)) return;
  const { instance } = kith;
  const locale = kith.locales(instance.language, instance.time_zone);
  const link = `${instance.origin}/events/guest/${rsvp.id}/${guestToken(kith, rsvp)}`;
  const values = { ...wordsOf(event, locale), title: instance.title, name: rsvp.name, page: status.url, link };
  const text = what === "asked" && rsvp.state !== "unconfirmed" ? "known" : what;
  await kith.mail.send({
    to: rsvp.email,
    subject: locale.t(`events.letter_${text}_subject`, values),
    text: `${locale.t(`events.letter_${text}`, values)}\n`,
  });
}

/** The handler of a job: each guest of an event that has changed gets a letter. */
export async function tellGuests(kith: Kith, { event_id }: KithEventOf<"event.changed">): Promise<void> {
  const rows = await kith.db
    .selectFrom("event_rsvps")
    .select("id")
    .where("event_id", "=", event_id)
    .where("account_id", "is", null)
    .where("state", "in", ["yes", "maybe", "waiting", "pending"])
    .execute();
  if (rows.length === 0) return;
  await kith.write(async (_tx, happened) => {
    for (const { id } of rows) happened({ type: "event.guest", rsvp_id: id, what: "changed" });
  });
}

/** The handler of a job. */
export async function writeReminder(kith: Kith, { rsvp_id, what }: KithEventOf<"event.reminded">): Promise<void> {
  const found = await find(kith, rsvp_id);
  const user = await findUser(kith.db, found?.rsvp.account_id ?? 0);
  if (found === undefined || user === undefined) return;
  const locale = kith.locales(kith.instance.language, kith.instance.time_zone);
  const values = { ...wordsOf(found.event, locale), page: `${kith.instance.origin}/events/${found.event.id}` };
  await sendLetter(kith, user, { subject: `events.letter_${what}_subject`, text: `events.reminder_letter`, values });
}
