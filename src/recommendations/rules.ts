/** What a recommendation may say, and who may write one for whom. */
import { isBlockedBetween } from "../blocks/hidden.ts";
import type { Account, Reads } from "../db/schema.ts";
import { invalid, missing } from "../errors.ts";
import { stripNul } from "../text/outside.ts";

/** What the author is, or was, to the subject. */
export const RELATIONS = [
  "colleague",
  "manager",
  "report",
  "client",
  "contractor",
  "teacher",
  "student",
  "friend",
  "other",
] as const;
export type RecommendationRelation = (typeof RELATIONS)[number];

export const MOST_TEXT = 2000;
/** ms for which somebody whose recommendation was declined is not heard again. */
export const UNHEARD = 30 * 86_400_000;
/** So many may wait for one person's answer. */
export const MOST_WAITING = 200;

export const relationOf = (relation: string): RecommendationRelation => RELATIONS.find((one) => one === relation) ?? "other";

export function readText(text: string): string {
  const content = stripNul(text)
    .replace(/\r\n?/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
  if (content === "") throw invalid("Validation failed: Recommendation can't be blank");
  if (content.length > MOST_TEXT) throw invalid(`Validation failed: Text is too long (maximum is ${MOST_TEXT} characters)`);
  return content;
}

/** @throws Refusal `missing` for oneself, for whom there is nothing to say of, and where one has blocked the other */
export async function assertMayRecommend(db: Reads, author: Pick<Account, "id">, subject: Account): Promise<void> {
  const nobody = subject.actor_type === "Application" || subject.actor_type === "Group";
  if (author.id === subject.id || nobody || subject.suspended_at > 0 || subject.deleted_at > 0) throw missing();
  if ((await isBlockedBetween(db, author.id, subject.id)) || (await isBlockedBetween(db, subject.id, author.id))) throw missing();
}
