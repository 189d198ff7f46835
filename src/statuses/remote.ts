/** A status from elsewhere as it is handed to the domain, and what is made of it: harmless, clamped, in our shapes. */
import type { Account, Status } from "../db/schema.ts";
import type { Emoji, PollOption, Visibility } from "../db/values.ts";
import type { EntryEvent } from "../events/draft.ts";
import type { Introduced } from "../friends/introductions.ts";
import { sanitizeContent } from "../sanitize.ts";
import { graphemes, firstGraphemes } from "../text/count.ts";
import { isTagName } from "../text/grammar.ts";
import { normalizeTag } from "../text/names.ts";
import { httpUrl, stripNul } from "../text/outside.ts";
import type { EntryPoll, RemoteMedia, StatusContent, StatusEntry } from "./entry.ts";
import type { PageTag } from "./page.ts";

export type RemotePoll = {
  options: readonly PollOption[];
  multiple: boolean;
  /** ms; undefined = never. */
  expires_at?: number | undefined;
  closed?: boolean | undefined;
  voters_count?: number | undefined;
};

/** Plain values whose origin has been checked: the author's server says so, and it may. Instants in ms. */
export type RemoteStatus = {
  uri: string;
  /** Its page; "" = none. */
  url: string;
  /** Raw HTML. */
  content: string;
  /** Plain text; "" = none. */
  title?: string | undefined;
  /** Plain text. */
  spoiler_text: string;
  sensitive: boolean;
  /** BCP 47, "" = not known. */
  language: string;
  visibility: Visibility;
  published?: number | undefined;
  /** Of an edit. */
  updated?: number | undefined;
  /** What it answers: our id when it is known, otherwise the uri. */
  in_reply_to_id?: number | undefined;
  in_reply_to_uri?: string | undefined;
  /** Ids of accounts, in any order. */
  mentions: readonly number[];
  /** Of those who are addressed without being mentioned. */
  addressed?: readonly number[] | undefined;
  /** As written, without `#`. */
  tags: readonly string[];
  emojis: readonly Emoji[];
  media: readonly RemoteMedia[];
  poll?: RemotePoll | undefined;
  /** Its description is raw HTML. */
  event?: EntryEvent | undefined;
  conversation_uri?: string | undefined;
  /** The collection of its whole thread (FEP-7888), where it names one. */
  context_uri?: string | undefined;
  quoted_id?: number | undefined;
  /** The stamp that it names, unchecked. */
  quote_stamp?: string | undefined;
  /** Its server asks nobody before somebody is quoted. */
  quote_unasked?: boolean | undefined;
  /** Bits of `quotes/policy.ts`. */
  quote_policy?: number | undefined;
  /** Who may answer, favour and boost it (`consent.ts`). */
  interactions?: number | undefined;
  /** Somebody here asked for it: it is kept whether or not it concerns anybody here. */
  wanted?: boolean | undefined;
  /** It was fetched in the background: nobody is told of it. */
  quiet?: boolean | undefined;
  /** Two of those whom it mentions, who are to know each other by it. */
  introduces?: Introduced | undefined;
  /** Who of a team wrote it, as its server says, which is theirs as well. */
  posted_by?: number | undefined;
  /** The group of people in which its author says it. */
  chat_uri?: string | undefined;
  /** The group of ours that is to let it in before anybody sees it. */
  awaits_uri?: string | undefined;
  /** The group for members only that has passed it on to us. */
  shown_in?: Account | undefined;
};

const MOST = Object.freeze({ mentions: 200, tags: 64, emojis: 100, media: 16, options: 50, votes: 1_000_000_000 });
const LENGTH = Object.freeze({ spoiler_text: 5000, description: 10_000, title: 1000, uri: 2048, language: 35 });

export function contentOf(remote: RemoteStatus, now: number): StatusContent {
  const spoiler_text = cut(remote.spoiler_text.trim(), LENGTH.spoiler_text);
  return {
    content: sanitizeContent(remote.content),
    text: "",
    title: cut(remote.title ?? "", LENGTH.title)
      .replace(/\s+/g, " ")
      .trim(),
    spoiler_text,
    sensitive: remote.sensitive || spoiler_text !== "",
    language: remote.language.length <= LENGTH.language ? stripNul(remote.language) : "",
    emojis: remote.emojis
      .flatMap(({ shortcode, url }) => (httpUrl(url) === undefined ? [] : [{ shortcode, url }]))
      .slice(0, MOST.emojis),
    mentions: [...new Set(remote.mentions)].sort((a, b) => a - b).slice(0, MOST.mentions),
    addressed: [...new Set(remote.addressed ?? [])].sort((a, b) => a - b).slice(0, MOST.mentions),
    tags: tagsOf(remote.tags),
    media_ids: [],
    remote_media: mediaOf(remote.media),
    poll: remote.poll === undefined ? undefined : pollOf(remote.poll, now),
    event: remote.event === undefined ? undefined : { ...remote.event, note: sanitizeContent(remote.event.note) },
  };
}

/** The whole entry of a status that is to be added. */
export function entryOf(
  author: Account,
  remote: RemoteStatus,
  known: { parent: Status | undefined; quoted: Status | undefined },
  now: number,
): StatusEntry {
  return {
    author,
    uri: remote.uri,
    url: httpUrl(remote.url) ?? remote.uri,
    visibility: remote.visibility,
    local_only: false,
    created_at: Math.min(Math.max(remote.published ?? now, 0), now),
    in_reply_to_uri: known.parent === undefined ? (remote.in_reply_to_uri ?? "") : "",
    conversation_uri: stripNul((remote.conversation_uri ?? "").slice(0, LENGTH.uri)),
    context_uri: httpUrl(remote.context_uri ?? "") ?? "",
    quiet: remote.quiet,
    introduces: remote.introduces,
    posted_by: remote.posted_by,
    chat_uri: remote.chat_uri,
    reblog_of: undefined,
    application_id: null,
    idempotency_key: "",
    quote_stamp: remote.quote_stamp,
    quote_unasked: remote.quote_unasked,
    quote_policy: remote.quote_policy,
    interactions: remote.interactions,
    told_at: Math.min(remote.updated ?? 0, now),
    // Last: after it, V8 would set each property one by one.
    ...contentOf(remote, now),
    ...known,
  };
}

function tagsOf(names: readonly string[]): PageTag[] {
  const tags = new Map<string, PageTag>();
  for (const display_name of names) {
    const name = normalizeTag(display_name);
    if (isTagName(name) && !tags.has(name) && tags.size < MOST.tags)
      tags.set(name, { name, display_name: display_name.replace(/^#/, "") });
  }
  return [...tags.values()];
}

/** Each file once: an edit knows files by their addresses. */
function mediaOf(media: readonly RemoteMedia[]): RemoteMedia[] {
  const files = new Map<string, RemoteMedia>();
  for (const file of media) {
    const remote_url = httpUrl(file.remote_url);
    if (remote_url === undefined || files.has(remote_url) || files.size >= MOST.media) continue;
    const preview_remote_url = httpUrl(file.preview_remote_url ?? "");
    files.set(remote_url, { ...file, remote_url, preview_remote_url, description: cut(file.description, LENGTH.description) });
  }
  return [...files.values()];
}

function pollOf(poll: RemotePoll, now: number): EntryPoll {
  const expires_at = poll.expires_at ?? 0;
  // Everybody has one vote there.
  const votes = poll.multiple ? 0 : poll.options.reduce((sum, { votes_count }) => sum + clamp(votes_count), 0);
  return {
    options: poll.options
      .slice(0, MOST.options)
      .map(({ title, votes_count }) => ({ title: cut(title, LENGTH.title), votes_count: clamp(votes_count) })),
    multiple: poll.multiple,
    hide_totals: false,
    expires_at,
    closed_at: poll.closed === true ? (expires_at > 0 ? Math.min(expires_at, now) : now) : 0,
    voters_count: clamp(poll.voters_count ?? votes),
  };
}

const clamp = (votes: number): number => (Number.isFinite(votes) ? Math.min(Math.max(Math.trunc(votes), 0), MOST.votes) : 0);

function cut(text: string, max: number): string {
  const clean = stripNul(text.slice(0, max * 4));
  return graphemes(clean) <= max ? clean : firstGraphemes(clean, max);
}
