/** Groups elsewhere that look at posts before others see them, and posts that wait for one of them. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("alter table accounts add column approves_posts integer not null default 0");
  await run(`create table group_waits (
    status_id integer primary key references statuses (id) on delete cascade,
    group_id integer not null references accounts (id) on delete cascade,
    visibility text not null,
    closed integer not null,
    addressed text not null,
    state text not null,
    reason text not null,
    created_at integer not null
  )`);
  await run("create index group_waits_by_group on group_waits (group_id)");
}
