/** What clients send when they write, as a draft: one reading for posts, scheduled posts, drafts and edits. */
import { z } from "zod";
import { readSettings } from "../accounts/settings.ts";
import { invalid } from "../errors.ts";
import type { Draft, PollDraft } from "../statuses/draft.ts";
import { myUser, type ApiRequest } from "./respond.ts";
import { flag, id, list, text, whole } from "./shapes.ts";

const visibilities = ["public", "unlisted", "private", "direct"] as const;
const NOT_LISTED = "is not included in the list";
export const policy = z.enum(["public", "followers", "nobody"], NOT_LISTED);
const poll = z.object({
  options: list(text(2000), 50),
  expires_in: whole(0, 1_000_000_000),
  multiple: flag.nullish(),
  hide_totals: flag.nullish(),
});
const content = z.object({
  status: text(1_000_000).nullish(),
  spoiler_text: text().nullish(),
  sensitive: flag.nullish(),
  language: text(35).nullish(),
  media_ids: list(id, 50).nullish(),
  poll: poll.nullish(),
  content_type: z.enum(["text/plain", "text/markdown"], NOT_LISTED).nullish(),
});
export const draftShape = content.extend({
  in_reply_to_id: id.nullish(),
  quoted_status_id: id.nullish(),
  visibility: z.enum([...visibilities, "limited", "local"], NOT_LISTED).nullish(),
  circle_id: id.nullish(),
  group_id: id.nullish(),
  title: text(500).nullish(),
  scheduled_at: text(100).nullish(),
  quote_approval_policy: policy.nullish(),
  local_only: flag.nullish(),
  expires_in: whole(60, 10 * 366 * 86_400).nullish(),
  allowed_mentions: list(id, 1000).nullish(),
});
export const editShape = content.extend({
  title: text(500).nullish(),
  quote_approval_policy: policy.nullish(),
  media_attributes: list(z.object({ id, description: text().nullish(), focus: text(100).nullish() }), 50).nullish(),
});

/** Forms send empty fields for what is not there. */
export function withoutEmpty(fields: ApiRequest["body"]): ApiRequest["body"] {
  const kept = { ...fields };
  for (const name of EMPTY) if (kept[name] === "") delete kept[name];
  return kept;
}
const EMPTY = [
  "in_reply_to_id",
  "quoted_status_id",
  "circle_id",
  "group_id",
  "visibility",
  "scheduled_at",
  "poll",
  "sensitive",
  "content_type",
  "quote_approval_policy",
  "expires_in",
];

export const pollOf = (fields: z.output<typeof poll> | null | undefined): PollDraft | undefined =>
  fields === null || fields === undefined
    ? undefined
    : {
        options: fields.options,
        expires_in: fields.expires_in,
        multiple: fields.multiple ?? false,
        hide_totals: fields.hide_totals ?? false,
      };

export const languageOf = (tag: string): string => (/^[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*$/i.test(tag) ? tag : "");

/** The draft that the fields make, with what the author prefers where they say nothing. `visibility=local` is public, and stays here. */
export function toDraft(request: ApiRequest, fields: z.output<typeof draftShape>): Draft {
  const settings = readSettings(myUser(request));
  const local = fields.visibility === "local";
  return {
    text: fields.status ?? "",
    title: fields.title ?? undefined,
    group_id: fields.group_id ?? undefined,
    visibility: fields.visibility === "local" ? "public" : (fields.visibility ?? settings.default_privacy),
    circle_id: fields.visibility === "limited" ? (fields.circle_id ?? undefined) : undefined,
    in_reply_to_id: fields.in_reply_to_id ?? undefined,
    quoted_id: fields.quoted_status_id ?? undefined,
    sensitive: fields.sensitive ?? settings.default_sensitive,
    spoiler_text: fields.spoiler_text ?? "",
    media_ids: fields.media_ids ?? [],
    language: languageOf(fields.language ?? settings.default_language),
    poll: pollOf(fields.poll),
    content_type: fields.content_type ?? undefined,
    quote_policy: fields.quote_approval_policy ?? settings.default_quote_policy,
    local_only: local || fields.local_only === true,
    expires_in: fields.expires_in ?? undefined,
    allowed_ids: fields.allowed_mentions ?? undefined,
    application_id: request.access?.app_id,
    written_by: request.access?.member?.account_id,
  };
}

/** An instant in ms. @throws Refusal `invalid` for what is none */
export function instantOf(written: string): number {
  const at = Date.parse(written);
  if (!Number.isFinite(at)) throw invalid("Validation failed: Scheduled at is invalid");
  return at;
}
