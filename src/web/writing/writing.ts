/** Reads the form in which one writes: what was typed and chosen, as a draft, with the files that came along. */
import type { Media, Status } from "../../db/schema.ts";
import type { QuotePolicy, Visibility } from "../../db/values.ts";
import { readSettings } from "../../accounts/settings.ts";
import type { Draft, PollDraft } from "../../statuses/draft.ts";
import { POLL_LIMITS } from "../../statuses/rules.ts";
import { readId } from "../../ids.ts";
import { readRepeat } from "../../recurrence/form.ts";
import type { Recurrence } from "../../recurrence/rule.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { problemsOf } from "../frame/problems.ts";
import { myUser, type Visit } from "../frame/visit.ts";
import { readMedia } from "./writing-media.ts";

/** From open to closed. */
export const VISIBILITIES: readonly Visibility[] = ["public", "unlisted", "private", "direct"];
const CHOICES: readonly Visibility[] = [...VISIBILITIES, "limited"];
const POLICIES: readonly QuotePolicy[] = ["public", "followers", "nobody"];
/** Seconds: a minute, ten years. */
const [SOONEST, LATEST] = [60, 10 * 366 * 86_400];

export type Written = {
  draft: Draft;
  /** As the server has them now. */
  media: Media[];
  /** What was said of files that are not there (`writing-media.ts`). */
  left: readonly string[];
  /** What is to be said anew about media of a status that is edited. */
  media_words: { id: number; description: string; focus: string | undefined }[];
  /** ms; undefined when it is to be published at once, NaN for what is no time. */
  scheduled_at: number | undefined;
  /** What was typed as that time. */
  time: string;
  problems: Problems;
  draft_id: number | undefined;
  scheduled_id: number | undefined;
  recurring_id: number | undefined;
  /** What has been handed in, to be written better. */
  submission_id: number | undefined;
  /** How often it comes again; undefined: never. */
  rule: Recurrence | undefined;
};

/** @param edited the status whose media may stay */
export async function readWritten(visit: Visit, edited?: Status): Promise<Written> {
  const { form, locale } = visit;
  const { media, media_words, problem, left } = await readMedia(visit, edited);
  const time = form.text("scheduled_at").slice(0, 40);
  const repeat = edited === undefined ? readRule(visit, time) : { rule: undefined };
  const draft: Draft = {
    ...readChoices(visit),
    text: form.text("text"),
    title: form.text("title"),
    group_id: readId(form.text("group_id")),
    spoiler_text: form.text("spoiler_text"),
    in_reply_to_id: readId(form.text("in_reply_to_id")),
    quoted_id: readId(form.text("quoted_id")),
    media_ids: media.map(({ id }) => id),
    poll: readPoll(visit),
    idempotency_key: form.text("key").slice(0, 100),
    written_by: visit.session?.member?.account_id,
  };
  return {
    draft,
    media,
    media_words,
    left,
    scheduled_at: time === "" ? undefined : locale.times.readMinute(time),
    time,
    problems: { ...(problem === undefined ? {} : { media: problem }), ...repeat.problems },
    rule: repeat.rule,
    submission_id: readId(form.text("submission_id")),
    recurring_id: readId(form.text("recurring_id")),
    draft_id: readId(form.text("draft_id")),
    scheduled_id: readId(form.text("scheduled_id")),
  };
}

/** How often it is to come again, by the day on which it comes first. */
function readRule({ form, locale }: Visit, time: string): { rule: Recurrence | undefined; problems?: Problems } {
  try {
    return { rule: readRepeat(form, Number.isNaN(locale.times.readMinute(time)) ? "2026-01-01T00:00" : time) };
  } catch (error) {
    return { rule: undefined, problems: problemsOf(error, locale, "repeat_until") };
  }
}

function readChoices(visit: Visit) {
  const { form } = visit;
  const settings = readSettings(myUser(visit));
  const language = form.text("language");
  const expires_in = Number(form.text("expires_in"));
  return {
    sensitive: form.has("sensitive"),
    // In a group, it is the group's.
    visibility:
      CHOICES.find((each) => each === form.text("visibility")) ??
      (form.text("group_id") === "" ? settings.default_privacy : ("public" as const)),
    circle_id: form.text("visibility") === "limited" ? readId(form.text("circle_id")) : undefined,
    local_only: form.has("local_only"),
    quote_policy: POLICIES.find((each) => each === form.text("quote_policy")) ?? settings.default_quote_policy,
    language: /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/.test(language) ? language : "",
    content_type: form.has("markdown") ? ("text/markdown" as const) : ("text/plain" as const),
    expires_in: expires_in >= SOONEST && expires_in <= LATEST ? Math.floor(expires_in) : undefined,
  };
}

/** None when nothing has been typed into its options. Empty ones between others are left out. */
function readPoll({ form }: Visit): PollDraft | undefined {
  const options = Array.from({ length: POLL_LIMITS.options }, (_, at) => form.text(`poll_option_${at + 1}`).trim()).filter(
    (option) => option !== "",
  );
  if (options.length === 0) return undefined;
  return {
    options,
    multiple: form.has("poll_multiple"),
    hide_totals: form.has("poll_hide_totals"),
    expires_in: Number(form.text("poll_expires_in")) || 0,
  };
}
