/** Our statuses and accounts as whole ActivityPub documents: rows are loaded, `write/` does the wording. What is served and what is delivered is the same. */
import { getAccount } from "../accounts/find.ts";
import { findTag, loadFeatured, type Collection } from "../collections/load.ts";
import { findCvRow, hasCv } from "../cv/load.ts";
import { openToAll } from "../cv/save.ts";
import { fromJson } from "../db/columns.ts";
import type { Account, Reads, Row, Status } from "../db/schema.ts";
import { summaryOf } from "../events/content.ts";
import { isHidden } from "../groups/inside.ts";
import { findGroupRow } from "../groups/load.ts";
import { escapeHtml } from "../html.ts";
import { publicKeys } from "../keys/load.ts";
import type { Kith } from "../kith.ts";
import { isFree } from "../quotes/policy.ts";
import { authorOf, originalOf, type StatusPage } from "../statuses/page.ts";
import { languageOf } from "../words/languages.ts";
import { collectionsUri, cvUri, insideUri, moderatorsUri, playlistsUri } from "../uris.ts";
import { loadWriter, serialise } from "./serialise.ts";
import { loadThread } from "./threads.ts";
import { toAnnounce, toCreate, toUpdate } from "./write/activities.ts";
import { toActor, toProfileUpdate } from "./write/actor.ts";
import { withCvTerms } from "./write/cv.ts";
import { toMediaTerms, type ShownMedia } from "./write/attachments.ts";
import type { Extras, Json } from "./write/complete.ts";
import { toEventTerms, toWebsite, withEventContext } from "./write/event.ts";
import { toIntroduction, toPostedBy, withKithContext } from "./write/friend.ts";
import { toNote, type Thread } from "./write/note.ts";
import { videoTitleOf, withVideoContext } from "./write/video.ts";
import { toFeaturePolicy, toFeaturedCollection } from "./write/featured.ts";
import { toInteractionPolicy, toQuoteTerms, type QuoteTerms } from "./write/quote.ts";

/** The Note or Question of a status with content of its own. */
export async function renderNote(kith: Kith, status: Status, page: StatusPage): Promise<Json> {
  const { note, extras } = await write(kith, status, page);
  return worded(status, page, await serialise(note, "status", extras));
}

/** What brought the status: its Create, or the Announce of a reblog. */
export async function renderActivity(kith: Kith, status: Status, page: StatusPage): Promise<Json> {
  if (status.reblog_of_id !== null) {
    const announce = toAnnounce(status, originalOf(status, page), page, await loadWriter(kith));
    const terms: Json = status.approval_uri === "" ? {} : { approvedBy: status.approval_uri };
    return { ...(await serialise(announce, "status")), ...terms };
  }
  const { note, writer, extras } = await write(kith, status, page);
  return worded(status, page, await serialise(toCreate(note, status, page, writer), "status", extras));
}

/** The news of an edit. */
export async function renderUpdate(kith: Kith, status: Status, page: StatusPage): Promise<Json> {
  const { note, writer, extras } = await write(kith, status, page);
  return worded(status, page, await serialise(toUpdate(note, status, page, writer), "status", extras));
}

/**
 * The news that a poll has been counted anew: an Update that says no more than the status did (without a newer `updated` it is no edit), under an id
 * of its own, for what comes twice under one id is done once.
 */
export async function renderCounts(kith: Kith, status: Status, page: StatusPage): Promise<Json> {
  const { published: _, ...update } = await renderUpdate(kith, status, page);
  return { ...update, id: `${status.uri}#counts/${kith.newId()}` };
}

/** With our own words explained, where there are any. */
const worded = (status: Status, page: StatusPage, document: Json): Json => {
  const ours = page.introductions.has(status.id) || hasWord(document, "inChat") || hasWord(document, "postedBy");
  const introducing = ours ? withKithContext(document) : document;
  if (videoTitleOf(status, page) !== undefined) return withVideoContext(introducing);
  const event = page.events.get(status.id);
  return event === undefined ? introducing : withWebsite(withEventContext(introducing), toWebsite(event));
};

/** Of itself, or of the status in it. */
const hasWord = (document: Json, word: string): boolean =>
  word in document || (typeof document["object"] === "object" && word in (document["object"] as Json));

/** A link among the attachments of an event, which the vocabulary would write as it writes pictures. */
function withWebsite(document: Json, links: Json[]): Json {
  if (links.length === 0) return document;
  if (document["type"] === "Event")
    return { ...document, attachment: [...((document["attachment"] as Json[] | undefined) ?? []), ...links] };
  return { ...document, object: withWebsite(document["object"] as Json, links) };
}

/** When and where, in the language of the status, else of this server. */
function eventSummary({ locales, instance }: Kith, { id, language }: Status, { events }: StatusPage): string {
  const event = events.get(id);
  return event === undefined ? "" : summaryOf(event, locales(languageOf(language) ?? instance.language));
}

/** What few have is read when there is some. */
async function shownMedia({ id, content }: Status, { media, videos }: StatusPage): Promise<ShownMedia> {
  const shown = { media: media.get(id) ?? [], videos };
  if (!shown.media.some((one) => videos.has(one.id))) return { ...shown, chapters: () => [] };
  const { chaptersIn } = await import("../videos/chapters.ts");
  return { ...shown, chapters: (video) => chaptersIn(video, content) };
}

async function write(kith: Kith, status: Status, page: StatusPage) {
  const writer = await loadWriter(kith);
  const thread = await loadThread(kith, status);
  const quote = await loadQuoteTerms(kith.db, status);
  const extras: Extras = {
    conversation: thread.conversation_uri,
    media: toMediaTerms(await shownMedia(status, page), writer),
    terms: {
      ...toContextTerm(thread),
      ...(quote && toQuoteTerms(quote)),
      ...toInteractionPolicy(status, authorOf(status, page)),
      ...(status.approval_uri === "" ? {} : { approvedBy: status.approval_uri }),
      ...toIntroduction(status, page),
      ...toPostedBy(status, page),
      ...(await loadChatTerm(kith.db, status)),
      ...toEventTerms(status, page, eventSummary(kith, status, page)),
    },
  };
  const quoting = quote === undefined ? status : { ...status, content: withQuoteLine(status.content, quote.url) };
  return { note: toNote(quoting, page, writer, thread), writer, extras };
}

/** The group of people in which its author has said it: to other servers, too, it is for all who are in that, whoever they think that is. */
async function loadChatTerm(db: Reads, { id, account_id, visibility }: Status): Promise<Json> {
  if (visibility !== "direct") return {};
  const chat = await db
    .selectFrom("chat_statuses")
    .innerJoin("chats", "chats.id", "chat_statuses.chat_id")
    .select("chats.uri")
    .where("chat_statuses.account_id", "=", account_id)
    .where("chat_statuses.status_id", "=", id)
    .where("chats.uri", "<>", "")
    .executeTakeFirst();
  return chat === undefined ? {} : { inChat: chat.uri };
}

/** The whole thread (FEP-7888). */
const toContextTerm = ({ context_uri }: Thread): Json => (context_uri === "" ? {} : { context: context_uri });

/** Servers that know no quotes show at least where it is. */
const withQuoteLine = (content: string, url: string): string =>
  `<p class="quote-inline">RE: <a href="${escapeHtml(url)}" rel="nofollow noopener noreferrer" target="_blank">${escapeHtml(url)}</a></p>${content}`;

/** A quote that has been refused or taken back is none. */
async function loadQuoteTerms(db: Reads, { id, quoted_id }: Status): Promise<(QuoteTerms & { url: string }) | undefined> {
  if (quoted_id === null) return undefined;
  const row = await db
    .selectFrom("quotes")
    .innerJoin("statuses", "statuses.id", "quotes.quoted_id")
    .select(["statuses.uri", "statuses.url", "statuses.quote_policy", "statuses.local", "quotes.stamp_uri", "quotes.state"])
    .where("quotes.status_id", "=", id)
    .where("quotes.state", "in", ["pending", "accepted"])
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const stamp_uri = row.state === "accepted" ? row.stamp_uri : "";
  return { quoted_uri: row.uri, url: row.url || row.uri, stamp_uri, unasked: stamp_uri === "" && isFree(row) };
}

/** The actor of one of our accounts, with the address under which WebFinger finds it (FEP-2c59). */
export async function renderActor(kith: Kith, account: Account): Promise<Json> {
  const actor = toActor(account, await publicKeys(kith, account.id), await loadWriter(kith));
  const whole = withAddress(kith, account, await serialise(actor, "actor"), await groupOf(kith, account));
  return await withCv(kith, account, whole);
}

/** The news of a profile. */
export async function renderProfileUpdate(kith: Kith, account: Account): Promise<Json> {
  const writer = await loadWriter(kith);
  const actor = toActor(account, await publicKeys(kith, account.id), writer);
  const update = await serialise(toProfileUpdate(account, actor, writer), "actor");
  const whole = withAddress(kith, account, update.object as Json, await groupOf(kith, account));
  return { ...update, object: await withCv(kith, account, whole) };
}

/** With a headline, and where there is more to be read of what they do. */
async function withCv({ db, instance }: Kith, account: Account, actor: Json): Promise<Json> {
  const row = await findCvRow(db, account.id);
  return withCvTerms(actor, {
    headline: row?.headline ?? "",
    open_to: row === undefined ? [] : openToAll(row),
    uri: (await hasCv(db, account, row)) ? cvUri(instance, account.id) : "",
  });
}

/** Whose pages may name the account as their author; left out where there are none. */
const attributionOf = ({ attribution_domains }: Account): Json => {
  const attributionDomains = fromJson(attribution_domains);
  return attributionDomains.length === 0 ? {} : { attributionDomains };
};

/** What the vocabulary has no words for. */
const withAddress = (kith: Kith, account: Account, actor: Json, group?: Row<"groups">): Json => ({
  ...actor,
  webfinger: `${account.username}@${kith.instance.domain}`,
  ...(group === undefined ? {} : toGroupTerms(kith.instance, account, group)),
  ...(account.actor_type === "Application" || account.actor_type === "Group"
    ? {}
    : {
        endpoints: { ...(actor.endpoints as Json), uploadMedia: `${account.uri}/media` },
        ...attributionOf(account),
        ...toFeaturePolicy(account, collectionsUri(kith.instance, account.id)),
        playlists: playlistsUri(kith.instance, account.id),
      }),
});

/** Who looks after it, who may post there (FEP-1b12, as Lemmy words it), whether it is for its members alone, and whether it takes votes against. */
const toGroupTerms = (instance: Kith["instance"], account: Account, group: Row<"groups">): Json => ({
  attributedTo: moderatorsUri(instance, account.id),
  moderators: moderatorsUri(instance, account.id),
  postingRestrictedToMods: group.posting === "moderators",
  ...(account.members_only === 1 ? { membersOnly: true } : {}),
  ...(group.downvotes === 0 ? { noDownvotes: true } : {}),
  ...(group.approve_first === 1 ? { approvesFirst: true } : {}),
  // Who may not know what it is about may not know its rules either: there those ask who are in it.
  ...(isHidden(account, group)
    ? { inside: insideUri(instance, account.id) }
    : group.rules === "[]"
      ? {}
      : { rules: fromJson(group.rules) }),
});

const groupOf = async ({ db }: Kith, { id, actor_type }: Account): Promise<Row<"groups"> | undefined> =>
  actor_type === "Group" ? await findGroupRow(db, id) : undefined;

/** One of our collections, to be put into another document or to stand alone. */
export async function renderFeatured({ db, instance }: Kith, collection: Collection): Promise<Json> {
  const author = await getAccount(db, collection.account_id);
  const [members, tag] = [await loadFeatured(db, collection), await findTag(db, collection)];
  return toFeaturedCollection({ collection, author, members, tag }, instance);
}
