/** What `addStatus` takes: all of a status that is to be, read, resolved and made harmless before any transaction begins. */
import type { CircleAudience } from "../circles/reach.ts";
import type { EntryEvent } from "../events/draft.ts";
import type { Introduced } from "../friends/introductions.ts";
import type { Account, Status } from "../db/schema.ts";
import type { Emoji, MediaKind, PollOption, Visibility } from "../db/values.ts";
import type { Place } from "../groups/place.ts";
import type { Waiting } from "../groups/entries.ts";
import type { KithEvent } from "../kith-events.ts";
import type { RemoteVideo } from "../videos/receive.ts";
import type { PageTag } from "./page.ts";

/** A file that stays where it is, as its author's server describes it. */
export type RemoteMedia = {
  remote_url: string;
  preview_remote_url?: string | undefined;
  /** "" when its server does not say. */
  mime_type: string;
  kind: MediaKind;
  /** Plain text. */
  description: string;
  blurhash?: string | undefined;
  width?: number | undefined;
  height?: number | undefined;
  /** From -1 to 1. */
  focus?: { x: number; y: number } | undefined;
  /** Seconds, of a sound. */
  duration?: number | undefined;
  /** What it has besides, if it is a video. */
  video?: RemoteVideo | undefined;
};

/** A poll as it begins, or as its server counts it; instants in ms, 0 = never. */
export type EntryPoll = {
  options: PollOption[];
  multiple: boolean;
  hide_totals: boolean;
  expires_at: number;
  closed_at: number;
  voters_count: number;
};

/** What an edit can change. */
export type StatusContent = {
  /** Safe HTML. */
  content: string;
  /** What was typed; "" for remote statuses. */
  text: string;
  spoiler_text: string;
  sensitive: boolean;
  /** BCP 47, "" = not known. */
  language: string;
  content_type?: "text/plain" | "text/markdown" | "text/html" | undefined;
  emojis: Emoji[];
  /** Ids of the mentioned accounts, ascending, each once. */
  mentions: readonly number[];
  /** Ids of accounts that are addressed and not named: they may read it, and are not told of it. */
  addressed?: readonly number[] | undefined;
  /** Ids of accounts to which it is addressed without anybody else being told (`bto`, `bcc`); ascending. */
  blind?: readonly number[] | undefined;
  /** Each once; `name` is normalised. */
  tags: readonly PageTag[];
  /** Media of ours, in their order. */
  media_ids: readonly number[];
  /** Whether their files have been placed apart; undefined where there are none. */
  apart?: boolean | undefined;
  /** Media of a remote status, in their order. */
  remote_media: readonly RemoteMedia[];
  poll: EntryPoll | undefined;
  /** Plain text; `content` begins with it. */
  title?: string | undefined;
  /** Without it, what was one stays one. */
  event?: EntryEvent | undefined;
};

export type StatusEntry = StatusContent & {
  author: Account;
  /** "" for a status of ours, whose uri follows from its id. */
  uri: string;
  /** "" for a status of ours. */
  url: string;
  visibility: Visibility;
  local_only: boolean;
  /** ms; also the place in timelines. */
  created_at: number;
  /** What it answers, when that is known here. */
  parent: Status | undefined;
  /** What it answers, when that is not known here; otherwise "". */
  in_reply_to_uri: string;
  /** "" when its author's server names none. */
  /** The group of people in which its author says it, as they know it. */
  chat_uri?: string | undefined;
  /** What it is to be once a group has let it in, which looks first. */
  waiting?: Waiting | undefined;
  conversation_uri: string;
  /** The collection of its whole thread, as its author's server names it. */
  context_uri?: string | undefined;
  /** It enters no home, calls nobody and is not streamed (`quiet.ts`). */
  quiet?: boolean | undefined;
  quoted: Status | undefined;
  reblog_of: Status | undefined;
  application_id: number | null;
  /** "" = none. */
  idempotency_key: string;
  /** Relays take it, though nobody elsewhere follows its author. */
  relayed?: boolean | undefined;
  /** Who may quote it: bits of `quote-policy.ts`; 0 = nobody but its author. */
  quote_policy?: number | undefined;
  interactions?: number | undefined;
  /** When its server said it so, of one that had been edited (ms). */
  told_at?: number | undefined;
  /** The stamp of the quoted author that it names, unchecked. */
  quote_stamp?: string | undefined;
  /** Its server asks nobody before somebody is quoted. */
  quote_unasked?: boolean | undefined;
  /** ms, 0 = never: then it is deleted. */
  expires_at?: number | undefined;
  /** The group in which it is to be (`groups/place.ts`). */
  place?: Place | undefined;
  /** The scheduled status that this one was: it goes in the same transaction, or nothing comes of both. */
  scheduled_id?: number | undefined;
  /** Of a team: which of its people wrote it, and whether everybody is told. */
  written_by?: { account_id: number; named: boolean } | undefined;
  /** Of a team elsewhere: who of it wrote it. */
  posted_by?: number | undefined;
  /** The circle of ours for which it is: its people are among the `blind`. */
  circle?: CircleAudience | undefined;
  /** Two of those whom it names, who are to know each other by it. */
  introduces?: Introduced | undefined;
};

/** `added` is false when it was there already: then `status` is the one that was, which may be a tombstone. */
export type Added = { status: Status; added: boolean };

export type Happened = (event: KithEvent) => void;

/** An entry without content: what a reblog is. */
export const emptyContent: Readonly<StatusContent> = Object.freeze({
  content: "",
  text: "",
  spoiler_text: "",
  sensitive: false,
  language: "",
  emojis: [] as Emoji[],
  mentions: [] as number[],
  tags: [] as PageTag[],
  media_ids: [] as number[],
  remote_media: [] as RemoteMedia[],
  poll: undefined,
});
