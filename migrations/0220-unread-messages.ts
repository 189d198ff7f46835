/** Whether there are new messages is asked for on every page. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("create index conversation_members_unread on conversation_members (account_id, unread)");
}
