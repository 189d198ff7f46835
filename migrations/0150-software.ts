/** What other servers run, when they are asked next, and which Likes stand there for what their software knows no word for. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("alter table hosts add column software_due integer not null default 0");
  await run("alter table hosts add column software_failures integer not null default 0");
  await run("create index hosts_by_software_due on hosts (state, software_due)");
  await run(`create table standing_likes (
    account_id integer not null references accounts (id) on delete cascade,
    status_id integer not null references statuses (id) on delete cascade,
    uri text not null,
    primary key (account_id, status_id)
  )`);
  await run("create index standing_likes_by_status on standing_likes (status_id)");
}
