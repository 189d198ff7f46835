/** What the domain refuses about something written, beside the field that it concerns. */
import { Refusal } from "../errors.ts";
import type { Problems } from "../../views/context.ts";
import { problemsOf } from "./problems.ts";
import type { Visit } from "./visit.ts";

/** By the sentence of the API; whatever fits none is about the text. */
const FIELDS: readonly (readonly [pattern: RegExp, field: string])[] = [
  [/Cannot attach|Media |[Ff]ile |Description is too long/, "media"],
  [/Options |Expires at /, "poll"],
  [/Circle /, "circle_id"],
  [/Scheduled at|scheduled posts/, "scheduled_at"],
  [/limit of \d+ drafts|trying to (?:reply|quote)|Idempotency/, ""],
];

/** What is wrong with a file. */
export const mediaProblem = ({ locale }: Visit, { message }: Refusal): string => locale.refusal(message);

/** @throws the error itself, when it is no refusal that a form can show */
export function writingProblems({ locale }: Visit, error: unknown): Problems {
  const message = error instanceof Refusal ? error.message : "";
  return problemsOf(error, locale, FIELDS.find(([pattern]) => pattern.test(message))?.[1] ?? "text");
}
