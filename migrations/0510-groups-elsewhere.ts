/** What the servers of groups elsewhere tell of them besides: their rules, what stands beside them, and who is in them. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("alter table remote_groups add column rules text not null default '[]'");
  await run("alter table remote_groups add column sidebar text not null default ''");
  await run("alter table remote_groups add column members text not null default '[]'");
}
