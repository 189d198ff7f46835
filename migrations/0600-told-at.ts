/** When a status was last said to be as it is here, by the word of its own server: what is older than that and comes later holds no more. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("alter table statuses add column told_at integer not null default 0");
}
