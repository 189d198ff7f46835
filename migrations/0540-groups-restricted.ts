/** Groups elsewhere in which their moderators alone begin threads; and what statuses of ours that are gone were besides words, where that is known. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("alter table remote_groups add column restricted integer not null default 0");
  await run(`create table gone_forms (
    status_id integer primary key references statuses (id) on delete cascade,
    form text not null
  )`);
}
