/** Accounts elsewhere whose posts are only for people who are signed in (Misskey). */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("alter table accounts add column signed_in_only integer not null default 0");
}
