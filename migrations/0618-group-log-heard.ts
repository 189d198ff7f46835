/** What moderators of groups elsewhere do is written down beside what those of ours do, and once, however often it is heard. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("create index group_log_by_subject on group_log (group_id, account_id, status_id, id)");
}
