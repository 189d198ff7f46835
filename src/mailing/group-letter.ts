/** A group as a mailing list (RFC 2369, RFC 2919, RFC 8058): one post as a letter that can be answered, or those of a day in one. The handler of a job. */
import { findAccountById } from "../accounts/find.ts";
import { readSettings } from "../accounts/settings.ts";
import { findUser } from "../accounts/users.ts";
import { localeOfUser } from "../access/language.ts";
import type { Account, Status, User } from "../db/schema.ts";
import { findGroupOf } from "../groups/lists.ts";
import { html, raw, type Html } from "../html.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { letterName, type KeptLetter } from "../mail/open.ts";
import { loadContext } from "../statuses/context.ts";
import { loadStatusPage } from "../statuses/load.ts";
import { plainText } from "../text/plain.ts";
import { mayStand } from "../timelines/rules.ts";
import type { Locale } from "../words/locale.ts";
import { pageOf } from "./digest-letter.ts";
import { headOf, mayQuote, nameOf } from "./excerpt.ts";
import { languageOf, letterPage, linkTo, quoted } from "./page.ts";
import { sendOnce } from "./once.ts";
import { AUTOMATIC } from "./send.ts";
import { tokenAddress } from "./tokens.ts";
import { unsubscribeHeaders, unsubscribeLink } from "./unsubscribe.ts";

type Post = { status: Status; author: Account; attached: number };
type Reading = { kith: Kith; user: User; group: Account; title: string; locale: Locale; stop: string };

const SUBJECT = 70;
/** What a thread is known by, the oldest first: mail programs need no more. */
const MOST_REFERENCES = 20;

export async function sendGroupMail(kith: Kith, event: KithEventOf<"group_mail.due">): Promise<void> {
  const { account_id, group_id, status_ids, daily, more = 0 } = event;
  const [user, account] = [await findUser(kith.db, account_id), await findAccountById(kith.db, account_id)];
  const group = await findGroupOf(kith.db, account_id, group_id);
  if (user === undefined || account === undefined || account.suspended_at > 0 || group === undefined) return;
  if (!(await isWanted(kith, account_id, group_id))) return;
  const key = `group.${group_id}.${account_id}.${daily ? "day" : "post"}.${status_ids.at(-1) ?? 0}`;
  await sendOnce(kith, user, key, async () => {
    const posts = await loadPosts(kith, account_id, status_ids);
    const [first] = posts;
    if (first === undefined) return undefined;
    const title = nameOf(group);
    const stop = await unsubscribeLink(kith, user, { group_id });
    const reading = { kith, user, group, title, locale: localeOfUser(kith, user), stop };
    const letter = daily ? dailyLetter(reading, posts, more) : await postLetter(reading, first);
    return { ...letter, tells_of: [...new Set((daily ? posts : [first]).map(({ author }) => author.id))] };
  });
}

const isWanted = async ({ db }: Kith, account_id: number, group_id: number): Promise<boolean> =>
  (await db
    .selectFrom("group_mail")
    .select("mode")
    .where("account_id", "=", account_id)
    .where("group_id", "=", group_id)
    .executeTakeFirst()) !== undefined;

/** Those that their reader may and wants to see, as they are now. */
async function loadPosts(kith: Kith, viewer_id: number, ids: readonly number[]): Promise<Post[]> {
  const rows = await kith.db
    .selectFrom("statuses")
    .select("statuses.id")
    .where("statuses.id", "in", ids)
    .where((eb) => mayStand(viewer_id, kith.now())(eb as never))
    .where("statuses.conversation_id", "not in", (eb) =>
      eb
        .selectFrom("muted_conversations")
        .select("muted_conversations.conversation_id")
        .where("muted_conversations.account_id", "=", viewer_id),
    )
    .orderBy("statuses.id")
    .execute();
  const page = await loadStatusPage(
    kith.db,
    viewer_id,
    rows.map(({ id }) => id),
  );
  return rows.flatMap(({ id }) => {
    const status = page.statuses.get(id);
    const author = status && page.accounts.get(status.account_id);
    if (status === undefined || author === undefined) return [];
    return [{ status, author, attached: page.media.get(id)?.length ?? 0 }];
  });
}

async function postLetter(reading: Reading, post: Post): Promise<KeptLetter> {
  const { kith, user, group, title, locale, stop } = reading;
  const { t } = locale;
  const { ancestors } = await loadContext(kith, user.id, post.status);
  const above = ancestors.slice(-MOST_REFERENCES);
  const root = ancestors[0] === undefined ? post.status : await rootOf(reading, ancestors[0], post.status);
  const subject = `${ancestors.length > 0 ? "Re: " : ""}[${title}] ${subjectOf(reading, root)}`;
  const answers = tokenAddress(kith, "r", user, post.status.id);
  const href = `${pageOf(kith, post.author)}/${post.status.id}`;
  const foot = [
    ...(answers === undefined ? [] : [html`${t("mail.group_reply")}`]),
    html`${t("mail.group_why", { group: title })} ${linkTo(stop, t("mail.stop"))}`,
  ];
  const read = t("mail.group_read");
  const parts = [bodyHtml(reading, post), html`<p>${linkTo(href, read)}</p>`];
  const label = (text: string) => t("mail.label", { text });
  const replies = answers === undefined ? [] : [t("mail.group_reply")];
  const ends = [`${label(read)} ${href}`, ...replies, `${label(t("mail.stop"))} ${stop}`];
  const parent = above.at(-1);
  return {
    subject,
    text: `${bodyText(reading, post)}\n\n-- \n${ends.join("\n")}\n`,
    html: letterPage(locale, subject, parts, foot),
    from_name: t("mail.via", { name: nameOf(post.author), group: title }),
    ...(answers === undefined ? {} : { reply_to: answers }),
    message_id: messageId(kith, post.status.id),
    ...(parent === undefined ? {} : { in_reply_to: messageId(kith, parent), references: above.map((id) => messageId(kith, id)) }),
    headers: { ...listHeaders(kith, user, group, stop), "Archived-At": `<${href}>` },
  };
}

async function rootOf({ kith, user }: Reading, id: number, status: Status): Promise<Status> {
  return (await loadStatusPage(kith.db, user.id, [id])).statuses.get(id) ?? status;
}

/** What it is called, or its first line: an event begins with its title, and whoever writes from an app with a line of its own. */
function subjectOf({ user, group, locale: { t } }: Reading, status: Status): string {
  if (!mayQuote(status, readSettings(user))) return t("mail.members_only");
  return headOf(status, group, SUBJECT) || t("mail.untitled");
}

function bodyText({ user, title, locale: { t } }: Reading, { status, author, attached }: Post): string {
  if (!mayQuote(status, readSettings(user))) return t("mail.group_private", { name: nameOf(author), group: title });
  const more = attached === 0 ? [] : [t("mail.attached", { count: attached })];
  if (status.spoiler_text !== "") return [t("mail.warned", { text: status.spoiler_text }), ...more].join("\n\n");
  return [plainText(status.content) || t("mail.untitled"), ...more].join("\n\n");
}

/** `content` has been cleaned when it came. Pictures are not fetched from a letter: they would tell that it is read. */
function bodyHtml(reading: Reading, post: Post): Html {
  const { status, attached } = post;
  const { user, locale } = reading;
  const name = html`<p><strong dir="auto">${nameOf(post.author)}</strong></p>`;
  if (!mayQuote(status, readSettings(user))) return html`${name}<p dir="auto">${bodyText(reading, post)}</p>`;
  const more = attached === 0 ? "" : html`<p>${locale.t("mail.attached", { count: attached })}</p>`;
  if (status.spoiler_text !== "")
    return html`${name}<p dir="auto">${locale.rich("mail.warned", { text: quoted(status, status.spoiler_text) })}</p>${more}`;
  return html`${name}<div dir="auto"${languageOf(status)}>${raw(status.content.replace(/<img\b[^>]*>/gi, ""))}</div>${more}`;
}

/** @param more posts of which it says only that there are so many */
function dailyLetter(reading: Reading, posts: readonly Post[], more: number): KeptLetter {
  const { kith, user, group, title, locale, stop } = reading;
  const { t } = locale;
  const subject = t("mail.group_daily_subject", { group: title, count: posts.length });
  const hrefOf = ({ author, status }: Post) => `${pageOf(kith, author)}/${status.id}`;
  const text = posts.map((post) => `${nameOf(post.author)}\n${bodyText(reading, post)}\n${hrefOf(post)}`).join("\n\n* * *\n\n");
  const parts = posts.map(
    (post, at) =>
      html`${at === 0 ? "" : raw("<hr>")}${bodyHtml(reading, post)}<p>${linkTo(hrefOf(post), t("mail.group_read"))}</p>`,
  );
  const page = pageOf(kith, group);
  const rest = more === 0 ? "" : t("mail.group_more", { count: more });
  if (more > 0) parts.push(html`<hr><p>${rest} ${linkTo(page, t("mail.group_read"))}</p>`);
  const ending = more === 0 ? "" : `\n\n* * *\n\n${rest}\n${page}`;
  const foot = [html`${t("mail.group_why", { group: title })} ${linkTo(stop, t("mail.stop"))}`];
  const newest = posts.at(-1)?.status.id ?? 0;
  return {
    subject,
    text: `${text}${ending}\n\n-- \n${t("mail.label", { text: t("mail.stop") })} ${stop}\n`,
    html: letterPage(locale, subject, parts, foot),
    from_name: title,
    message_id: letterName(kith.instance.origin, `d.${user.id}.${newest}`),
    headers: listHeaders(kith, user, group, stop),
  };
}

const hostOf = ({ instance }: Kith): string => new URL(instance.origin).hostname;
/** The same for all readers and for ever, so that threads hold together. */
const messageId = (kith: Kith, status_id: number): string => letterName(kith.instance.origin, `s.${status_id}`);

function listHeaders(kith: Kith, user: User, group: Account, stop: string): Record<string, string> {
  const post = tokenAddress(kith, "g", user, group.id);
  const host = group.host === "" ? hostOf(kith) : `${group.host.replace(/:\d+$/, "")}.${hostOf(kith)}`;
  return {
    ...AUTOMATIC,
    Precedence: "list",
    "List-Id": `<${group.username.toLowerCase()}.${host}>`,
    "List-Help": `<${kith.instance.origin}/settings/mail>`,
    "List-Post": post === undefined ? "NO" : `<mailto:${post}>`,
    "List-Archive": `<${pageOf(kith, group)}>`,
    ...unsubscribeHeaders(stop),
  };
}
