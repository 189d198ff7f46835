/** Which story a message answers: a status whose parent is a story's uri. */
import { evened } from "../db/lists.ts";
import type { Reads, Row, Status } from "../db/schema.ts";

/** `story`: as long as it is remembered here, which may be over. */
export type AnsweredStory = { uri: string; story: Pick<Row<"stories">, "id" | "account_id" | "ended_at" | "kept"> | undefined };

/** As every Kith has them (`storyUri`), so that they are known as such when the story is not. */
const STORY = /^https?:\/\/[^/]+\/users\/\d+\/stories\/\d+$/;

/** By status id. Asked only of messages whose parent is no status. */
export async function loadAnsweredStories(db: Reads, statuses: readonly Status[]): Promise<ReadonlyMap<number, AnsweredStory>> {
  const messages = statuses.filter(({ visibility, in_reply_to_uri }) => visibility === "direct" && in_reply_to_uri !== "");
  if (messages.length === 0) return new Map();
  const rows = await db
    .selectFrom("stories")
    .select(["id", "account_id", "uri", "ended_at", "kept"])
    .where("uri", "in", evened([...new Set(messages.map(({ in_reply_to_uri }) => in_reply_to_uri))]))
    .execute();
  const known = new Map(rows.map((row) => [row.uri, row]));
  const answered = messages.filter(({ in_reply_to_uri: uri }) => known.has(uri) || STORY.test(uri));
  return new Map(answered.map(({ id, in_reply_to_uri: uri }) => [id, { uri, story: known.get(uri) }]));
}
