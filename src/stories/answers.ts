/** What answers a story: a direct status, whose parent is the story's uri. */
import type { Account, Reads, Status } from "../db/schema.ts";
import { forbidden, invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { publishStatus } from "../statuses/publish.ts";
import type { Story } from "./load.ts";

/** To its author and nobody else. @throws Refusal `forbidden` where no answers are wanted, and as publishing does */
export async function answerStory(kith: Kith, account: Account, story: Story, text: string): Promise<Status> {
  if (story.replies === 0 || story.account_id === account.id) throw forbidden("This story takes no answers");
  if (text.trim() === "") throw invalid("Validation failed: Text can't be blank");
  return await publishStatus(kith, account, {
    text,
    visibility: "direct",
    sensitive: false,
    spoiler_text: "",
    media_ids: [],
    language: "",
    mentioned_ids: [story.account_id],
    story_uri: story.uri,
  });
}

export const isStory = async (db: Reads, uri: string): Promise<boolean> =>
  (await db.selectFrom("stories").select("id").where("uri", "=", uri).executeTakeFirst()) !== undefined;
