/** Statuses and what belongs to them. Columns as in `migrations/`; a test compares them. */
import type { Generated } from "kysely";
import type { Flag, Json } from "../columns.ts";
import type { Visibility, StatusForm, MediaKind, MediaState, Emoji, PollOption, MediaMeta } from "../values.ts";

export interface ConversationsTable {
  id: number;
  uri: string;
  created_at: number;
  /** The collection of the whole thread (FEP-7888), as its statuses name it; "" = none. */
  context_uri: Generated<string>;
}

export interface StatusesTable {
  id: number;
  uri: string;
  url: string;
  account_id: number;
  local: Flag;
  reblog_of_id: number | null;
  quoted_id: number | null;
  in_reply_to_id: number | null;
  in_reply_to_account_id: number | null;
  in_reply_to_uri: string;
  conversation_id: number;
  application_id: number | null;
  visibility: Visibility;
  local_only: Flag;
  sensitive: Flag;
  spoiler_text: string;
  content: string;
  text: string;
  content_type: "text/plain" | "text/markdown" | "text/html";
  language: string;
  emojis: Json<Emoji[]>;
  replies_count: number;
  reblogs_count: number;
  favourites_count: number;
  quotes_count: number;
  created_at: number;
  edited_at: number;
  expires_at: number;
  deleted_at: number;
  /** Raised by the database itself whenever something of it changes that is shown and is no counter, media and cards included (migration 0251). */
  version: number;
  quote_policy: number;
  /** Who may answer, favour and boost it (`statuses/consent.ts`); 0 = everybody. */
  interactions: Generated<number>;
  /** The consent of whom it answers, where they are asked; "" = none. */
  approval_uri: Generated<string>;
  /** Above 0 once somebody has reacted: then, and only then, it is worth asking for them. */
  reactions_count: number;
  /** Votes against it, in a group that takes them. */
  downvotes_count: Generated<number>;
  /** The group that has locked the thread down to here; 0 = none. */
  locked_by: number;
  /** Of a team, who is named as having written it; 0 = nobody. */
  posted_by: Generated<number>;
  /** The group in which it is: one that lives here, or one for members only; 0 = none. */
  group_id: number;
  /** Of what begins a thread in a group, in plain text; its content begins with it, too. "" = none. */
  title: string;
  /** Of one from elsewhere: the latest `updated` that was believed, also where it was no edit; 0 = none. */
  told_at: Generated<number>;
}

/** An emoji that somebody put under a status. `name`: an emoji, a shortcode of ours, or `shortcode@host`; the last two with a picture. */
export interface ReactionsTable {
  id: number;
  status_id: number;
  account_id: number;
  name: string;
  image_url: string;
  uri: string;
  created_at: number;
}

/** The Like that stands at the author's server for a favourite, for reactions, or for both, where reactions are not understood. */
export interface StandingLikesTable {
  account_id: number;
  status_id: number;
  uri: string;
}

/**
 * What a status of ours that everybody could see was, when it is gone; of one from before there was this table nothing is known. Of those elsewhere only films in
 * channels that their authors have taken back, and may publish again.
 */
export interface GoneFormsTable {
  status_id: number;
  form: StatusForm;
}

export interface StatusEditsTable {
  id: number;
  status_id: number;
  content: string;
  text: string;
  spoiler_text: string;
  sensitive: Flag;
  media: Json<number[]>;
  emojis: Json<Emoji[]>;
  created_at: number;
  descriptions: Json<string[]>;
  poll: string;
}

export interface MentionsTable {
  status_id: number;
  account_id: number;
  silent: Flag;
  /** Nobody is told that it is addressed to them: `bto` and `bcc`, which are silent as well, and the group elsewhere that a topic has left. */
  blind: Generated<Flag>;
}

export interface TagsTable {
  id: number;
  name: string;
  display_name: string;
  created_at: number;
  last_status_at: number;
}

export interface StatusTagsTable {
  tag_id: number;
  status_id: number;
}

export interface CustomEmojisTable {
  id: number;
  shortcode: string;
  host: string;
  uri: string;
  image_url: string;
  category: string;
  visible: Flag;
  updated_at: number;
  /** Nobody here can use it any more; where it stands already, it stays. */
  disabled: Flag;
}

export interface MediaTable {
  id: number;
  account_id: number;
  status_id: number | null;
  position: number;
  kind: MediaKind;
  mime_type: string;
  file: string;
  preview_file: string;
  remote_url: string;
  preview_remote_url: string;
  description: string;
  blurhash: string;
  meta: Json<MediaMeta>;
  bytes: number;
  created_at: number;
  kept_by: Generated<number>;
  draft_id: Generated<number>;
  /** 0: for everybody; 1: for a few, its addresses bear a mark (`media/apart.ts`); 2: likewise, but its files are still to be moved. */
  apart: Generated<0 | 1 | 2>;
  state: Generated<MediaState>;
  original: Generated<string>;
  error: Generated<string>;
}

export interface PollsTable {
  id: number;
  status_id: number;
  account_id: number;
  options: Json<PollOption[]>;
  multiple: Flag;
  hide_totals: Flag;
  votes_count: number;
  voters_count: number;
  expires_at: number;
  closed_at: number;
  fetched_at: number;
}

export interface PollVotesTable {
  poll_id: number;
  account_id: number;
  choice: number;
  uri: string;
  created_at: number;
}

export interface FavouritesTable {
  id: number;
  account_id: number;
  status_id: number;
  uri: string;
  created_at: number;
}

/** A vote against what stands in a group. */
export interface DownvotesTable {
  id: number;
  account_id: number;
  status_id: number;
  uri: string;
  created_at: number;
}

export interface BookmarksTable {
  id: number;
  account_id: number;
  status_id: number;
  created_at: number;
}

export interface PinsTable {
  id: number;
  account_id: number;
  status_id: number;
  created_at: number;
}

export interface IdempotencyKeysTable {
  account_id: number;
  key: string;
  status_id: number;
  created_at: number;
}

export interface StatusesTables {
  reactions: ReactionsTable;
  standing_likes: StandingLikesTable;
  gone_forms: GoneFormsTable;
  conversations: ConversationsTable;
  statuses: StatusesTable;
  status_edits: StatusEditsTable;
  mentions: MentionsTable;
  tags: TagsTable;
  status_tags: StatusTagsTable;
  custom_emojis: CustomEmojisTable;
  media: MediaTable;
  polls: PollsTable;
  poll_votes: PollVotesTable;
  favourites: FavouritesTable;
  downvotes: DownvotesTable;
  bookmarks: BookmarksTable;
  pins: PinsTable;
  idempotency_keys: IdempotencyKeysTable;
}
