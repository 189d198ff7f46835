/** The letter that sums up what somebody has missed, as text and as HTML. The handler of a job. */
import { readSettings } from "../accounts/settings.ts";
import { findAccountById } from "../accounts/find.ts";
import { findUser } from "../accounts/users.ts";
import { localeOfUser } from "../access/language.ts";
import type { Account, Row, User } from "../db/schema.ts";
import { html, join, type Html } from "../html.ts";
import type { Leased } from "../jobs/worker.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { letterName, type Letter } from "../mail/open.ts";
import { profileUrl } from "../uris.ts";
import type { Locale } from "../words/locale.ts";
import { MOST_UNREAD } from "./digest.ts";
import { excerptOf, mayQuote, nameOf } from "./excerpt.ts";
import { gatherMissed, isNothing, type Missed, type Said } from "./gather.ts";
import { letterPage, linkTo, quoted } from "./page.ts";
import { sendOnce } from "./once.ts";
import { AUTOMATIC } from "./send.ts";
import { unsubscribeHeaders, unsubscribeLink } from "./unsubscribe.ts";

/** A line of a letter, and where it leads. */
type Line = { text: string; href: string; /** The same with the languages of what it quotes. */ words?: Html };
type Section = { title: string; lines: readonly Line[] };
type Reader = { user: User; account: Account; locale: Locale };

export async function sendDigest(kith: Kith, event: KithEventOf<"digest.due">, job: Leased<Row<"jobs">>): Promise<void> {
  const { user_id, since, count } = event;
  const [user, account] = [await findUser(kith.db, user_id), await findAccountById(kith.db, user_id)];
  // They may have come, or ended it, since it was due.
  if (user === undefined || account === undefined || user.last_seen_at > since || readSettings(user).digest === "") return;
  // Told by the letter of another turn, which waited for the mail server as this one did: what that did not tell is for the next.
  if (await isTold(kith, event)) return;
  const reader = { user, account, locale: localeOfUser(kith, user) };
  // The same name if the job has to begin again: mail programs show a letter once.
  const message_id = letterName(kith.instance.origin, `digest.${user_id}.${since}.${count}`);
  const sent = await sendOnce(kith, user, message_id, async () => {
    const missed = await gatherMissed(kith, user, since);
    if (isNothing(missed)) return undefined;
    const stop = await unsubscribeLink(kith, user, { digest: true });
    return { ...writeDigest(kith, reader, { missed, stop, last: count >= MOST_UNREAD }), message_id, tells_of: namedIn(missed) };
  });
  if (sent) await noteSent(kith, { ...event, message_id }, job);
}

const namedIn = ({ mentions, followers, messages, best }: Missed): number[] => {
  const people = [...followers.people, ...messages.from.people];
  return [...new Set([...people, ...[...mentions.posts, ...best].map(({ author }) => author)].map(({ id }) => id))];
};

const isTold = async ({ db }: Kith, { user_id, since }: KithEventOf<"digest.due">): Promise<boolean> =>
  (await db
    .selectFrom("digests")
    .select("user_id")
    .where("user_id", "=", user_id)
    .where("sent_at", ">", since)
    .executeTakeFirst()) !== undefined;

type Sent = KithEventOf<"digest.due"> & { message_id: string };

/**
 * In the transaction that ends the job: what has been sent is not sent again, and the next letter begins where it ends. That is when it was written, which may
 * be turns ago.
 */
const noteSent = async (kith: Kith, { user_id, until, count, message_id }: Sent, job: Leased<Row<"jobs">>) =>
  await kith.write(async (tx) => {
    await job.complete(tx);
    const letter = await tx.selectFrom("mail_outbox").select("created_at").where("key", "=", message_id).executeTakeFirst();
    const sent_at = Math.min(until, letter?.created_at ?? until);
    await tx.updateTable("digests").set({ sent_at, sent_count: count }).where("user_id", "=", user_id).execute();
  });

type Contents = { missed: Missed; stop: string; last: boolean };

function writeDigest(kith: Kith, { user, account, locale }: Reader, { missed, stop, last }: Contents): Omit<Letter, "to"> {
  const { t } = locale;
  const { origin, title } = kith.instance;
  const subject = t("mail.digest_subject", { title });
  const greeting = t("mail.digest_greeting", { name: nameOf(account) });
  const sections = sectionsOf(kith, missed, { user, account, locale });
  const ends: Line[] = [
    { text: t("mail.see_all"), href: `${origin}/notifications` },
    { text: t("mail.change_how"), href: `${origin}/settings/mail` },
    { text: t("mail.stop"), href: stop },
  ];
  const why = last ? t("mail.digest_last") : t("mail.digest_why");
  const text = [
    greeting,
    ...sections.map(({ title: heading, lines }) =>
      [heading, ...lines.map((line) => `• ${line.text}\n  ${line.href}`)].join("\n"),
    ),
    why,
    ends.map((line) => `${t("mail.label", { text: line.text })}\n${line.href}`).join("\n"),
  ].join("\n\n");
  const parts: Html[] = [
    html`<h1 dir="auto">${greeting}</h1>`,
    ...sections.map(
      ({ title: heading, lines }) =>
        html`<h2>${heading}</h2><ul>${lines.map((line) => html`<li><span dir="auto">${linkTo(line.href, line.words ?? line.text)}</span></li>`)}</ul>`,
    ),
  ];
  const foot = [
    html`${why}`,
    join(
      ends.map((line) => linkTo(line.href, line.text)),
      " · ",
    ),
  ];
  return {
    subject,
    text: `${text}\n`,
    html: letterPage(locale, subject, parts, foot),
    headers: { ...AUTOMATIC, ...unsubscribeHeaders(stop) },
  };
}

function sectionsOf(kith: Kith, missed: Missed, { user, locale }: Reader): Section[] {
  const { t, list } = locale;
  const { origin } = kith.instance;
  const { mentions, followers, messages, others, best, groups } = missed;
  const some = (people: readonly Account[], count: number) =>
    list([...people.map(nameOf), ...(count > people.length ? [t("mail.more_people", { count: count - people.length })] : [])]);
  const said = (one: Said): Line => ({ ...sentenceOf(one, user, locale), href: hrefOf(kith, one) });
  const news = groups.map(({ group, title, count }) => ({
    text: t("mail.group_news", { group: title, count }),
    href: pageOf(kith, group),
  }));
  return [
    { title: t("mail.mentions", { count: mentions.count }), lines: mentions.posts.map(said) },
    {
      title: t("mail.messages", { count: messages.chats }),
      lines: messages.chats === 0 ? [] : [{ text: some(messages.from.people, messages.from.count), href: `${origin}/messages` }],
    },
    {
      title: t("mail.followers", { count: followers.count }),
      lines: followers.count === 0 ? [] : [{ text: some(followers.people, followers.count), href: `${origin}/notifications` }],
    },
    { title: t("mail.best"), lines: best.map(said) },
    { title: t("mail.groups"), lines: news },
    {
      title: t("mail.notices"),
      lines: others === 0 ? [] : [{ text: t("mail.others", { count: others }), href: `${origin}/notifications` }],
    },
  ].filter(({ lines }) => lines.length > 0);
}

function sentenceOf({ author, status }: Said, user: User, { t, rich }: Locale): Omit<Line, "href"> {
  const name = nameOf(author);
  if (!mayQuote(status, readSettings(user))) return { text: t("mail.told_private", { name }) };
  const text = excerptOf(status);
  if (text === "") return { text: t("mail.told_nothing", { name }) };
  return { text: t("mail.told", { name, text }), words: rich("mail.told", { name, text: quoted(status, text) }) };
}

const hrefOf = ({ instance }: Kith, { author, status }: Said): string => `${pageOf({ instance }, author)}/${status.id}`;

/** The page here, wherever somebody lives. */
export const pageOf = ({ instance }: Pick<Kith, "instance">, { username, host }: Account): string =>
  profileUrl(instance, host === "" ? username : `${username}@${host}`);
