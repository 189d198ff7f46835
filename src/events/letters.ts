/** Letters about events: to guests without an account, and reminders to those who want them by letter. */
import { localeOfUser } from "../access/language.ts";
import { findUser } from "../accounts/users.ts";
import type { Row } from "../db/schema.ts";
import type { Leased } from "../jobs/worker.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { letterName, type KeptLetter } from "../mail/open.ts";
import { sendOnce } from "../mailing/once.ts";
import { letterOfText } from "../mailing/page.ts";
import { AUTOMATIC } from "../mailing/send.ts";
import { findStatusById } from "../statuses/find.ts";
import { findVisibleStatus } from "../statuses/load.ts";
import { languageOf } from "../words/languages.ts";
import type { Locale } from "../words/locale.ts";
import { summaryOf } from "./content.ts";
import type { Occasion } from "./events.ts";
import { guestToken } from "./guests.ts";

type Job = Leased<Row<"jobs">>;

async function find(kith: Kith, rsvp_id: number) {
  const rsvp = await kith.db.selectFrom("event_rsvps").selectAll().where("id", "=", rsvp_id).executeTakeFirst();
  const event = rsvp && (await kith.db.selectFrom("events").selectAll().where("id", "=", rsvp.event_id).executeTakeFirst());
  const status = event && (await findStatusById(kith.db, event.status_id));
  return rsvp === undefined || event === undefined || status === undefined || status.deleted_at > 0
    ? undefined
    : { rsvp, event, status };
}

function wordsOf(event: Occasion, locale: Locale) {
  const { times } = locale;
  const there = times.inZone(event.time_zone);
  const differs = event.all_day === 0 && there.isoMinute(event.starts_at) !== times.isoMinute(event.starts_at);
  const here = differs ? ` (${locale.t("events.your_time", { when: times.whole(event.starts_at) })})` : "";
  return {
    event: event.title,
    when: `${summaryOf(event, locale)}${here}`,
  };
}

/** The handler of a job. Addresses that asked for nothing else get one letter for each thing that happens. */
export async function writeToGuest(kith: Kith, { rsvp_id, what }: KithEventOf<"event.guest">, job: Job): Promise<void> {
  const found = await find(kith, rsvp_id);
  if (found === undefined || found.rsvp.email === "" || !kith.mail.configured) return;
  const { rsvp, event, status } = found;
  if (what !== "asked" && what !== "declined" && !["yes", "maybe", "waiting"].includes(rsvp.state)) return;
  const { instance } = kith;
  const { name, key } = calledBy(kith, job);
  // In the language in which they asked, on the clocks of the place.
  const locale = kith.locales(languageOf(rsvp.locale) ?? instance.language, event.time_zone);
  const link = `${instance.origin}/events/guest/${rsvp.id}/${guestToken(kith, rsvp)}`;
  const cancelled = event.state === "cancelled" ? "yes" : "no";
  const values = { ...wordsOf(event, locale), cancelled, title: instance.title, name: rsvp.name, page: status.url, link };
  const text = what === "asked" && rsvp.state !== "unconfirmed" ? "known" : what;
  const [subject, words] = [locale.t(`events.letter_${text}_subject`, values), locale.t(`events.letter_${text}`, values)];
  await sendOnce(kith, { guest: rsvp.email }, key, async () => letterOf(locale, name, { subject, words }));
}

/** As text, and as HTML for who reads that. */
const letterOf = (locale: Locale, message_id: string, { subject, words }: { subject: string; words: string }): KeptLetter => ({
  subject,
  text: `${words}\n`,
  html: letterOfText(locale, subject, words),
  headers: { ...AUTOMATIC },
  message_id,
});

/** The handler of a job: to a guest of an event that has been deleted, or whose organiser has, or is suspended. */
export async function tellItIsGone(kith: Kith, gone: KithEventOf<"event.gone">, job: Job): Promise<void> {
  const { instance } = kith;
  if (gone.email === "" || !kith.mail.configured) return;
  const locale = kith.locales(languageOf(gone.locale) ?? instance.language, gone.time_zone);
  const { reason = "deleted" } = gone;
  const cancelled = reason === "deleted" ? "yes" : "no";
  const values = { ...wordsOf(gone, locale), cancelled, reason, title: instance.title, name: gone.name };
  const [subject, words] = [locale.t("events.letter_changed_subject", values), locale.t("events.letter_gone", values)];
  const { name, key } = calledBy(kith, job);
  await sendOnce(kith, { guest: gone.email }, key, async () => letterOf(locale, name, { subject, words }));
}

/** A letter belongs to the job that writes it: whichever attempt of it sends it, it is the same, and goes once. */
const calledBy = ({ instance }: Kith, { row }: Job) => ({
  key: `event.${row.id}`,
  name: letterName(instance.origin, `event.${row.id}`),
});

/** The handler of a job: each guest of an event that has changed gets a letter. */
export async function tellGuests(kith: Kith, { event_id }: KithEventOf<"event.changed">, job: Job): Promise<void> {
  const rows = await kith.db
    .selectFrom("event_rsvps")
    .select("id")
    .where("event_id", "=", event_id)
    .where("account_id", "is", null)
    .where("state", "in", ["yes", "maybe", "waiting", "pending"])
    .execute();
  if (rows.length === 0) return;
  // Together with the end of this job: none of them is asked for twice.
  await kith.write(async (tx, happened) => {
    await job.complete(tx);
    for (const { id } of rows) happened({ type: "event.guest", rsvp_id: id, what: "changed" });
  });
}

/** The handler of a job. */
export async function writeReminder(kith: Kith, { rsvp_id, what }: KithEventOf<"event.reminded">, job: Job): Promise<void> {
  const found = await find(kith, rsvp_id);
  const user = await findUser(kith.db, found?.rsvp.account_id ?? 0);
  if (found === undefined || user === undefined) return;
  if ((await findVisibleStatus(kith.db, user.id, found.status.id)) === undefined) return;
  const locale = localeOfUser(kith, user);
  const { title, origin } = kith.instance;
  const page = `${origin}/events/${found.event.id}`;
  const values = { ...wordsOf(found.event, locale), title, page, link: `${origin}/events#reminders` };
  const [subject, words] = [locale.t(`events.letter_${what}_subject`, values), locale.t("events.reminder_letter", values)];
  const { name, key } = calledBy(kith, job);
  await sendOnce(kith, user, key, async () => letterOf(locale, name, { subject, words }));
}
