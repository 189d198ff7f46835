/** What people here have posted to groups elsewhere, and what these do not show: their authors are told so. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run(`create table group_unpassed (
    status_id integer primary key references statuses (id) on delete cascade,
    group_id integer not null references accounts (id) on delete cascade,
    created_at integer not null
  )`);
  await run("create index group_unpassed_by_group on group_unpassed (group_id)");
}
