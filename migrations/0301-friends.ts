/** Who was declined is not told, and may take back what they asked all the same. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("alter table friend_requests add column taken_back_at integer not null default 0");
}
