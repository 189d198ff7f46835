/** What the domain refuses about something written, beside the field that it concerns. */
import type { Refusal } from "../../errors.ts";
import { assertMaySchedule } from "../../scheduled/schedule.ts";
import type { EditDraft } from "../../statuses/draft.ts";
import { assertMayPublish } from "../../statuses/rules.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { problemsIn, problemsOf, type Fields } from "../frame/problems.ts";
import { me, type Visit } from "../frame/visit.ts";

/** By the sentence of the API; whatever fits none is about the text. */
const FIELDS: Fields = [
  [/Cannot attach|Media |[Ff]ile |Description is too long/, "media"],
  ["Title", "title"],
  [/Options /, "poll_option_1"],
  [/Expires at /, "poll_expires_in"],
  [/Circle /, "circle_id"],
  [/Scheduled at|scheduled posts/, "scheduled_at"],
  [/limit of \d+ drafts|trying to (?:reply|quote)|Idempotency/, ""],
  [/./, "text"],
];

/** What is wrong with a file. */
export const mediaProblem = ({ locale }: Visit, { message }: Refusal): string => locale.refusal(message);

/** @throws the error itself, when it is no refusal that a form can show */
export const writingProblems = ({ locale }: Visit, error: unknown): Problems => problemsOf(error, locale, FIELDS);

/**
 * What was wrong before it came to the domain, and what that would refuse besides.
 *
 * @param scheduled_at when it is to be posted, if not at once
 */
export async function withRefusals(visit: Visit, draft: EditDraft, wrong: Problems, scheduled_at?: number): Promise<Problems> {
  const { kith, locale } = visit;
  const found = await problemsIn(locale, FIELDS, () =>
    scheduled_at === undefined
      ? assertMayPublish(kith.instance, me(visit), draft)
      : assertMaySchedule(kith, me(visit), draft, scheduled_at),
  );
  const { text, ...others } = found;
  // A file that could not be taken was to be there all the same.
  const bare = "media" in wrong && draft.text.trim() === "";
  return { ...others, ...(text === undefined || bare ? {} : { text }), ...wrong };
}
