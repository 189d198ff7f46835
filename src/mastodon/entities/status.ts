/** Statuses, the most rendered thing of all: pure, from a loaded page, without a query and without waiting. */
import { findAddressed } from "../../collections/address.ts";
import { linkedCollections } from "../../collections/linked.ts";
import { rfc3339 } from "../../db/columns.ts";
import type { Status } from "../../db/schema.ts";
import type { Visibility } from "../../db/values.ts";
import { authorOf, originalOf, shown, type FilterMatch, type StatusPage } from "../../statuses/page.ts";
import { acct, collectionUrl, localCollectionId, tagUrl } from "../../uris.ts";
import { renderAccount, type AccountJson } from "./account.ts";
import { renderCollection, type CollectionJson } from "./collection.ts";
import { renderCard, type CardJson } from "./card.ts";
import { renderStatusCircle, type StatusCircleJson } from "./circle.ts";
import { renderEvent, type EventJson } from "./event.ts";
import { renderEmojis, type EmojiJson } from "./emojis.ts";
import { renderFilterResult, type FilterResultJson } from "./filter.ts";
import { renderMedia, type MediaJson } from "./media.ts";
import { renderPoll, type PollJson } from "./poll.ts";
import {
  quoteOf,
  renderQuoteApproval,
  renderShallowQuote,
  type QuoteApprovalJson,
  type QuoteJson,
  type ShallowQuoteJson,
} from "./quote.ts";
import { renderReaction, type ReactionJson } from "./reaction.ts";
import { renderAnswered, renderApprovals, renderWait, type ApprovalsJson, type WaitJson } from "./reply-approval.ts";
import { knowing, type Scene } from "./scene.ts";

export type StatusJson = {
  id: string;
  created_at: string;
  in_reply_to_id: string | null;
  in_reply_to_account_id: string | null;
  sensitive: boolean;
  spoiler_text: string;
  visibility: Visibility;
  language: string | null;
  uri: string;
  url: string | null;
  replies_count: number;
  reblogs_count: number;
  favourites_count: number;
  quotes_count: number;
  edited_at: string | null;
  /** Kith's own: when it deletes itself, and that it never leaves this server. */
  expires_at?: string;
  local_only?: true;
  /** Kith's own: it is for a few; and, for its author alone, for which circle it was. */
  visibility_ex?: "limited";
  circle?: StatusCircleJson;
  /** Kith's own: who is made known to whom by it; both are mentioned. */
  introduction?: { account_ids: [string, string]; referred_id?: string };
  /** Kith's own: the group in which it stands. */
  group?: { id: string; acct: string; display_name: string };
  /** Kith's own: of a team, who wrote it, where the team says so. */
  posted_by?: { id: string; acct: string; display_name: string };
  /** Kith's own: its title, with which the content begins, too. */
  title?: string;
  /** Kith's own: what takes place. */
  event?: EventJson;
  content: string;
  text?: string;
  favourited?: boolean;
  reblogged?: boolean;
  muted?: boolean;
  bookmarked?: boolean;
  pinned?: boolean;
  filtered?: FilterResultJson[];
  reblog: StatusJson | null;
  application?: { name: string; website: string | null } | null;
  account: AccountJson;
  media_attachments: MediaJson[];
  mentions: { id: string; username: string; url: string; acct: string }[];
  tags: { name: string; url: string }[];
  emojis: EmojiJson[];
  card: CardJson | null;
  poll: PollJson | null;
  quote: QuoteJson<StatusJson> | ShallowQuoteJson | null;
  quote_approval: QuoteApprovalJson;
  tagged_collections: CollectionJson[];
  reactions: ReactionJson[];
  /** Kith's own, for its author: a group elsewhere has not let it in (yet), and nobody else sees it. */
  waiting_for?: WaitJson;
} & ApprovalsJson;

/** The page's statuses, in its order. */
export const renderStatuses = (page: StatusPage, scene: Scene): StatusJson[] =>
  shown(page).map((status) => renderStatus(status, page, scene));

export function renderStatus(status: Status, page: StatusPage, scene: Scene): StatusJson {
  const original = originalOf(status, page);
  const rendered = renderOwn(status, page, scene);
  if (original !== status) rendered.reblog = renderOwn(original, page, scene);
  return rendered;
}

/** A status without what it reblogs. A reblog itself has the content and the counts of its original. */
function renderOwn(status: Status, page: StatusPage, given: Scene, shallow?: ShallowQuoteJson | null): StatusJson {
  const scene = knowing(given, page);
  const original = originalOf(status, page);
  const own = original === status;
  const poll = own ? page.polls.get(original.id) : undefined;
  const rendered: StatusJson = {
    ...renderCommonStatus(status, page, scene),
    ...countsOfStatus(original),
    reblog: null,
    account: renderAccount(authorOf(status, page), scene),
    poll: poll === undefined ? null : renderPoll(poll, page, scene),
    quote: shallow ?? (own ? renderQuote(status, page, scene) : null),
    quote_approval: renderQuoteApproval(original, page),
    reactions: (page.reactions.get(original.id) ?? []).map((one) => renderReaction(one, page.viewer_id, scene)),
  };
  Object.assign(rendered, renderApprovals(original, page));
  const event = own ? page.events.get(original.id) : undefined;
  if (event !== undefined) rendered.event = renderEvent(event, scene);
  const circle = page.circles.get(original.id);
  if (circle !== undefined) rendered.circle = renderStatusCircle(circle);
  Object.assign(rendered, renderWait(status, page, scene));
  if (page.viewer_id !== 0) Object.assign(rendered, renderMarks(original, page, page.filtered.get(original.id)));
  return rendered;
}

/** What of a status everybody reads alike, and what stays as it is until its row has another version (`joined.ts`). */
export function renderCommonStatus(status: Status, page: StatusPage, scene: Scene) {
  const original = originalOf(status, page);
  const { id, in_reply_to_id, in_reply_to_account_id, edited_at } = original;
  // The lists of a reblog stand in its original only, as Mastodon has it.
  const own = original === status;
  const app = original.application_id === null ? undefined : page.apps.get(original.application_id);
  return {
    id: String(status.id),
    created_at: rfc3339(status.created_at),
    in_reply_to_id: in_reply_to_id === null ? null : String(in_reply_to_id),
    in_reply_to_account_id: in_reply_to_account_id === null ? null : String(in_reply_to_account_id),
    sensitive: original.sensitive === 1,
    spoiler_text: original.spoiler_text,
    // Apps know no "limited": like Mastodon, we call it private.
    visibility: status.visibility === "limited" ? ("private" as const) : status.visibility,
    language: original.language === "" ? null : original.language,
    uri: status.uri,
    url: original.url === "" ? original.uri : original.url,
    edited_at: edited_at === 0 ? null : rfc3339(edited_at),
    content: original.content,
    application: app === undefined ? null : { name: app.name, website: app.website === "" ? null : app.website },
    media_attachments: own ? (page.media.get(id) ?? []).map((media) => renderMedia(media, scene, page.videos.get(media.id))) : [],
    mentions: own ? renderMentions(id, page) : [],
    tags: own ? (page.tags.get(id) ?? []).map(({ name }) => ({ name, url: tagUrl(scene.instance, name) })) : [],
    emojis: renderEmojis(original.emojis, scene),
    card: own ? cardOf(id, page, scene) : null,
    tagged_collections: own ? renderCollections(original, page, scene) : [],
    ...renderPlace(original, page),
    ...renderWriter(original, page),
    ...(original.title === "" ? {} : { title: original.title }),
    ...(original.local_only === 1 ? { local_only: true as const } : {}),
    ...(original.expires_at > 0 ? { expires_at: rfc3339(original.expires_at) } : {}),
    ...introductionOf(original, page),
    ...renderAnswered(original, page),
    ...(original.visibility === "limited" ? { visibility_ex: "limited" as const } : {}),
  };
}

function renderPlace({ id }: Status, page: StatusPage): Pick<StatusJson, "group"> {
  const group = page.groups?.get(id);
  return group === undefined ? {} : { group: { id: String(group.id), acct: acct(group), display_name: group.display_name } };
}

function renderWriter({ posted_by }: Status, page: StatusPage): Pick<StatusJson, "posted_by"> {
  const writer = posted_by === 0 ? undefined : page.accounts.get(posted_by);
  if ((writer?.suspended_at ?? 0) > 0) return {};
  if (writer === undefined || writer.deleted_at > 0) return {};
  return { posted_by: { id: String(posted_by), acct: acct(writer), display_name: writer.display_name } };
}

function introductionOf({ id }: Status, { introductions }: StatusPage): Pick<StatusJson, "introduction"> {
  const row = introductions.get(id);
  return row === undefined
    ? {}
    : {
        introduction: {
          account_ids: [String(row.first_id), String(row.second_id)],
          ...(row.referred_id === 0 ? {} : { referred_id: String(row.referred_id) }),
        },
      };
}

type Counted = Pick<Status, "replies_count" | "reblogs_count" | "favourites_count" | "quotes_count">;
export const countsOfStatus = ({ replies_count, reblogs_count, favourites_count, quotes_count }: Counted) => ({
  replies_count,
  reblogs_count,
  favourites_count,
  quotes_count,
});

/** Those to which its text links: by the addresses of their pages, or of their documents. */
function renderCollections(status: Status, page: StatusPage, { instance }: Scene): CollectionJson[] {
  if (page.collections.size === 0) return [];
  const all = [...page.collections.values()].map(({ collection }) => collection);
  return linkedCollections(status).flatMap(({ href, id }) => {
    const ours = href === collectionUrl(instance, id) || localCollectionId(instance, href)?.collection_id === id;
    const found = page.collections.get(ours ? id : (findAddressed(all, href)?.id ?? 0));
    return found === undefined ? [] : [renderCollection(found, instance)];
  });
}

/** A quoted status stands there whole, but names only what it quotes itself. */
function renderQuote(status: Status, page: StatusPage, scene: Scene): QuoteJson<StatusJson> | null {
  const quote = quoteOf(status, page, scene.now);
  if (quote === undefined) return null;
  const { state, quoted } = quote;
  if (quoted === undefined) return { state, quoted_status: null };
  return { state, quoted_status: renderOwn(quoted, { ...page, quotes: new Map() }, scene, renderShallowQuote(quoted, page)) };
}

/** What the viewer has done with it, and which of their filters it meets. */
export function renderMarks(
  { id, account_id, conversation_id }: Pick<Status, "id" | "account_id" | "conversation_id">,
  { marks, viewer_id }: Pick<StatusPage, "marks" | "viewer_id">,
  matches: readonly FilterMatch[] | undefined,
) {
  return {
    favourited: marks.favourited.has(id),
    reblogged: marks.reblogged.has(id),
    muted: marks.muted_conversations.has(conversation_id),
    bookmarked: marks.bookmarked.has(id),
    ...(account_id === viewer_id ? { pinned: marks.pinned.has(id) } : {}),
    filtered: matches?.map(renderFilterResult) ?? [],
  };
}

function cardOf(id: number, page: StatusPage, scene: Scene): CardJson | null {
  const card = page.cards.get(id);
  if (card === undefined) return null;
  return renderCard(card, scene, { author: page.accounts.get(card.author_id ?? 0), viewer_id: page.viewer_id });
}

function renderMentions(id: number, page: StatusPage): StatusJson["mentions"] {
  const mentions: StatusJson["mentions"] = [];
  for (const { account_id, silent } of page.mentions.get(id) ?? []) {
    const account = page.accounts.get(account_id);
    if (account === undefined || silent) continue;
    const url = account.url === "" ? account.uri : account.url;
    mentions.push({ id: String(account.id), username: account.username, url, acct: acct(account) });
  }
  return mentions;
}
