/** One's stories as a file for their owner: what is shown, and what is kept. */
import { rfc3339 } from "../db/columns.ts";
import type { Account, Reads } from "../db/schema.ts";

/** JSON, the oldest first; `file` is the name under which the archive has its picture or film. */
export async function writeStories(db: Reads, { id }: Pick<Account, "id">): Promise<string> {
  const rows = await db
    .selectFrom("stories")
    .leftJoin("media", "media.id", "stories.media_id")
    .select(["stories.uri", "stories.text", "stories.background", "stories.audience", "stories.created_at", "stories.expires_at"])
    .select(["media.file", "media.description"])
    .where("stories.account_id", "=", id)
    .where((eb) => eb.or([eb("stories.ended_at", "=", 0), eb("stories.kept", "=", 1)]))
    .orderBy("stories.id")
    .execute();
  const said = rows.map(({ created_at, expires_at, ...story }) => ({
    ...story,
    created_at: rfc3339(created_at),
    expires_at: rfc3339(expires_at),
  }));
  return JSON.stringify(said, undefined, 2);
}
