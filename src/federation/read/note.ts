/**
 * A status as other servers write it (Note, Question, and what is converted to one) as a plain record.
 *
 * Pure: whether the author lives, the parent is known or the viewer may see it is decided by those who call. The only judgement here is of origin.
 */
import { plainText } from "../../text/plain.ts";
import { attachmentsOf, type AttachmentRecord } from "./attachments.ts";
import { addresseesOf, limitedTo, visibilityOf, type Visibility } from "./audience.ts";
import { contentOf, isConverted, languageOf, saidOf } from "./content.ts";
import { eventOf, type EventRecord } from "./event.ts";
import { collectionUri, emojis, pageUrl, tagsOf, totalItems, type EmojiRecord } from "./links.ts";
import { pollOf, type PollRecord } from "./poll.ts";
import { interactionPolicyOf, interactionsOf, type InteractionPolicy } from "./policy.ts";
import { isUnasked, quoteUriOf } from "./quote.ts";
import { count, flag, id, ids, instant, isA, list, object, one, sameOrigin, text, types, type Doc } from "./shape.ts";
import { isStoryDoc } from "./story.ts";
import { mentionsOf, tagNamesOf, type MentionRecord } from "./tags.ts";
import { Unreadable } from "./unreadable.ts";
import { channelOf } from "./video.ts";

export const NOTE_TYPES = ["Note", "Question", "Article", "Page", "Image", "Audio", "Video", "Event", "ChatMessage"] as const;
export type NoteType = (typeof NOTE_TYPES)[number];

export type NoteRecord = {
  uri: string;
  type: NoteType;
  author_uri: string;
  url: string;
  /** Raw HTML: sanitise it. */
  content_html: string;
  /** Plain text. */
  spoiler_text: string;
  sensitive: boolean;
  language: string | undefined;
  /** Milliseconds. */
  published: number | undefined;
  updated: number | undefined;
  in_reply_to_uri: string | undefined;
  /** Any URI, often a `tag:` one: only to be compared. */
  conversation_uri: string | undefined;
  context_uri: string | undefined;
  to: string[];
  cc: string[];
  /** Groups for which it is (FEP-1b12). */
  audience: string[];
  visibility: Visibility;
  mentions: MentionRecord[];
  /** Without `#`, in the sender's spelling. */
  tags: string[];
  emojis: EmojiRecord[];
  attachments: AttachmentRecord[];
  poll: PollRecord | undefined;
  event: EventRecord | undefined;
  quote_uri: string | undefined;
  /** The quoted author's stamp (FEP-044f), to be fetched and checked. */
  quote_authorization_uri: string | undefined;
  /** It quotes as servers do that ask nobody for consent. */
  quote_unasked: boolean;
  /** Undefined if the author says nothing about quotes. */
  quote_policy: InteractionPolicy | undefined;
  /** Its server says nothing at all of who may do what with it. */
  policy_unsaid: boolean;
  /** Who may answer, favour and boost it. */
  interactions: ReturnType<typeof interactionsOf>;
  /** Two people who are to know each other by it (a word of ours); otherwise none. */
  introduces: string[];
  /** The group of people in which it has been said (a word of ours). */
  chat_uri: string | undefined;
  /** The group that is to let it in before anybody sees it (a word of ours). */
  awaits: string | undefined;
  /** Of a team that signs its posts: who of it wrote this (a word of ours); of the status's own origin, else undefined. */
  posted_by: string | undefined;
  /** Who of the two is recommended to the other. */
  refers: string | undefined;
  replies_uri: string | undefined;
  /** Of a film in a channel, or a thread in a group of its own server: whether it can be answered. */
  comments: { channel_uri: string; open: boolean } | undefined;
  /** Of a thread in a group of its own server: whether it stands at the top there. */
  stickied: { group_uri: string; pinned: boolean } | undefined;
  likes_count: number | undefined;
  shares_count: number | undefined;
  /** A vote's choice, or a title. */
  name: string;
};

/** Whether a document can be read as a status, by its type. */
export function isNote(doc: Doc): boolean {
  return noteType(doc) !== undefined;
}

function noteType(doc: Doc): NoteType | undefined {
  if (isStoryDoc(doc)) return undefined;
  const all = types(doc);
  return NOTE_TYPES.find((type) => all.includes(type));
}

/**
 * Reads a status.
 *
 * @param followers_url the author's followers collection, which tells private from direct; without it nothing is taken for private
 * @throws Unreadable without an id, a status's type or an author, or if author and status differ in origin
 */
export function readNoteRecord(doc: Doc, followers_url?: string): NoteRecord {
  const [uri, type, author_uri] = [id(doc.id), noteType(doc), authorOf(doc)];
  if (uri === undefined) throw new Unreadable("a status without an id");
  if (type === undefined) throw new Unreadable("not a status");
  if (author_uri === undefined) throw new Unreadable("a status without an author");
  // The author's host must be the status's host. Without this check any server could put words into anyone's mouth.
  if (!sameOrigin(uri, author_uri)) throw new Unreadable("status and author differ in origin");
  const [url, tags] = [pageUrl(doc.url) ?? uri, tagsOf(doc)];
  // Pleroma's and Akkoma's chats: for one person, whom no tag names, and never for more.
  const chat = type === "ChatMessage";
  const comments = commentsOf(doc) ?? threadCommentsOf(doc, uri);
  // Where no channel or group decides it, it is the author who wants none (Pixelfed, WordPress).
  const closed = doc.commentsEnabled === false && comments === undefined && one(doc.audience) === undefined;
  const mentions = chat ? ids(doc.to, 1).map((href) => ({ href, name: "" })) : mentionsOf(tags);
  return {
    uri,
    type,
    author_uri,
    url,
    content_html: contentOf(doc, isConverted(type), url),
    spoiler_text: warningOf(doc, type),
    sensitive: flag(doc.sensitive),
    language: languageOf(doc),
    published: instant(doc.published),
    // Mbin (met as 1.10.1) puts it one level too deep (src/Service/ActivityPub/ActivityJsonBuilder.php writes `object.updated` into the object).
    updated: instant(doc.updated ?? object(doc.object)?.updated),
    to: addresseesOf(doc.to),
    cc: addresseesOf(doc.cc),
    audience: [...ids(doc.audience, 10), ...channelsOf(doc)],
    visibility: chat ? "direct" : limitedTo(visibilityOf(doc, followers_url), doc, mentions),
    mentions,
    tags: tagNamesOf(tags, saidOf(doc)),
    emojis: emojis(tags),
    attachments: attachmentsOf(doc, type),
    poll: pollOf(doc),
    event: eventOf(doc, saidOf(doc)),
    quote_uri: quoteUriOf(doc, tags),
    quote_authorization_uri: id(doc.quoteAuthorization),
    quote_unasked: isUnasked(doc, tags),
    quote_policy: interactionPolicyOf(doc, "canQuote"),
    policy_unsaid: one(doc.interactionPolicy) === undefined,
    interactions: interactionsOf(doc, closed),
    introduces: ids(doc.introduces, 2),
    posted_by: signerOf(doc, uri),
    refers: id(doc.refers),
    chat_uri: id(doc.inChat),
    awaits: id(doc.awaits),
    comments,
    stickied: stickiedOf(doc, uri),
    likes_count: totalItems(doc.likes),
    shares_count: totalItems(doc.shares),
    name: text(doc.name ?? doc.nameMap, 1000),
    // Last: after it, V8 would set each property one by one.
    ...placeOf(doc),
  };
}

/**
 * Of an event, the summary says when and where; of an article it is its beginning or its gist, in HTML (FEP-b2b8), of a forum's page its title and tags (Mbin), unless
 * that is sensitive. Mastodon writes words, and GoToSocial HTML without tags.
 */
function warningOf(doc: Doc, type: NoteType): string {
  const titled = type === "Article" || type === "Page";
  if (type === "Event" || (titled && !flag(doc.sensitive))) return "";
  const summary = text(doc.summary ?? doc.summaryMap, 5000);
  const title = text(doc.name ?? doc.nameMap, 1000);
  if (type === "Page" && title !== "" && summary.startsWith(title)) return "";
  return type === "Article" || !summary.includes("<") ? plainText(summary) : summary;
}

/** Its own server alone can say that somebody wrote it: of anybody elsewhere its word counts for nothing. */
function signerOf(doc: Doc, uri: string): string | undefined {
  const signer = id(doc.postedBy);
  return signer !== undefined && sameOrigin(uri, signer) ? signer : undefined;
}

/** The person, where a video or a group's page also names its channel or group. */
function authorOf(doc: Doc): string | undefined {
  const all = list(doc.attributedTo, 20);
  return id(all.find((entry) => isA(object(entry), "Person")) ?? all[0]);
}

/** `commentsPolicy`, which newer PeerTubes have as well: 1 all, 2 none, 3 what its author lets in. */
function commentsOf(doc: Doc): NoteRecord["comments"] {
  const channel_uri = channelOf(doc);
  const closed = doc.commentsEnabled === false || count(doc.commentsPolicy) === 2;
  return channel_uri === undefined ? undefined : { channel_uri, open: !closed };
}

/** What begins a thread in a group of its own server: what is said of it there is the group's own word (Lemmy and Mbin). */
function threadGroupOf(doc: Doc, uri: string): string | undefined {
  const group = id(doc.inReplyTo) === undefined ? id(one(doc.audience)) : undefined;
  return group !== undefined && sameOrigin(group, uri) ? group : undefined;
}

function threadCommentsOf(doc: Doc, uri: string): NoteRecord["comments"] {
  const channel_uri = typeof doc.commentsEnabled === "boolean" ? threadGroupOf(doc, uri) : undefined;
  return channel_uri === undefined ? undefined : { channel_uri, open: flag(doc.commentsEnabled) };
}

function stickiedOf(doc: Doc, uri: string): NoteRecord["stickied"] {
  const group_uri = typeof doc.stickied === "boolean" ? threadGroupOf(doc, uri) : undefined;
  return group_uri === undefined ? undefined : { group_uri, pinned: flag(doc.stickied) };
}

/** What answers a video is for its channel, too. */
function channelsOf(doc: Doc): string[] {
  const channel = channelOf(doc);
  return channel === undefined ? [] : [channel];
}

type Place = Pick<NoteRecord, "in_reply_to_uri" | "conversation_uri" | "context_uri" | "replies_uri">;

function placeOf(doc: Doc): Place {
  const conversation = one(doc.conversation);
  return {
    in_reply_to_uri: id(doc.inReplyTo),
    conversation_uri: text(object(conversation)?.id ?? conversation, 2048) || undefined,
    context_uri: id(doc.context),
    replies_uri: collectionUri(doc.replies),
  };
}
