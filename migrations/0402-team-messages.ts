/** Teams: whether not only their owners read what is said to them in private. Those that are there keep what they had. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("alter table teams add column shares_messages integer not null default 0");
  await run("update teams set shares_messages = 1");
}
