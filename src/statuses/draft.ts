/** What somebody wants to publish, as any door hands it over: shape checked there, right in `rules.ts`. */
import type { EventDraft } from "../events/draft.ts";
import type { Introduced } from "../friends/introductions.ts";
import type { QuotePolicy, Visibility } from "../db/values.ts";

export type PollDraft = {
  options: readonly string[];
  multiple: boolean;
  hide_totals: boolean;
  /** Seconds from now. */
  expires_in: number;
  /** ms; of a poll that an edit leaves as it is, in place of `expires_in`: it may have passed. */
  expires_at?: number | undefined;
};

export type Draft = {
  /** Plain text, as typed. */
  text: string;
  visibility: Visibility;
  in_reply_to_id?: number | undefined;
  sensitive: boolean;
  spoiler_text: string;
  /** In their order. */
  media_ids: readonly number[];
  /** BCP 47, "" = not known. */
  language: string;
  poll?: PollDraft | undefined;
  idempotency_key?: string | undefined;
  quoted_id?: number | undefined;
  application_id?: number | null | undefined;
  /** Never leaves this server. */
  local_only?: boolean | undefined;
  /** ms; for what is brought along from elsewhere. */
  created_at?: number | undefined;
  /** What `text` is written in; HTML may be anything at all. */
  content_type?: "text/plain" | "text/markdown" | "text/html" | undefined;
  /** Accounts that it is addressed to, whether or not its text names them. */
  mentioned_ids?: readonly number[] | undefined;
  /** The only accounts that its text may name; without it, anybody. */
  allowed_ids?: readonly number[] | undefined;
  /** Accounts to which it is addressed without anybody else being told. */
  blind_ids?: readonly number[] | undefined;
  /** Seconds from its publication until it is deleted. */
  expires_in?: number | undefined;
  /** Without it, what the author prefers. */
  quote_policy?: QuotePolicy | undefined;
  /** For whom it is, when it is `limited`: one of the author's own. */
  circle_id?: number | undefined;
  /** Two of those whom it names, who are to know each other by it. */
  introduces?: Introduced | undefined;
  /** The thread of a chat, which it begins or joins; without it, that of what it answers. */
  conversation_uri?: string | undefined;
  /** The group in which it begins a thread; without it, one that it names. */
  group_id?: number | undefined;
  /** Of what begins a thread in a group; its content begins with it. */
  title?: string | undefined;
  /** It is an event, of which `text` is the description. */
  event?: EventDraft | undefined;
  /** The uri of the story that it answers. */
  story_uri?: string | undefined;
  /** Of a team: the account of who writes it. */
  written_by?: number | undefined;
  /** The scheduled status that is published by this. */
  scheduled_id?: number | undefined;
};

/** What an edit may change; `poll` undefined takes a poll away. */
export type EditDraft = Pick<
  Draft,
  | "text"
  | "sensitive"
  | "spoiler_text"
  | "media_ids"
  | "language"
  | "poll"
  | "event"
  | "title"
  | "content_type"
  | "mentioned_ids"
  | "blind_ids"
> & {
  /** What is said anew about its media. */
  media_words?: readonly { id: number; description?: string | undefined; focus?: string | undefined }[] | undefined;
};

/** A warning without a text is the text, as on Mastodon. */
export const tidied = <D extends EditDraft>(draft: D): D =>
  draft.text.trim() === "" && draft.spoiler_text.trim() !== "" ? { ...draft, text: draft.spoiler_text, spoiler_text: "" } : draft;
