/** Few chats have a picture: by this those are found whose picture is to be moved to where only who is in them finds it. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("create index chats_by_picture on chats (picture) where picture > ''");
}
