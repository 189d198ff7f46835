/** Votes against what stands in groups: who gave them, how many there are, and which groups take none, here and elsewhere. */
import type { Migration } from "../src/db/migrate.ts";

const STATEMENTS = [
  `create table downvotes (
    id integer primary key,
    account_id integer not null references accounts (id) on delete cascade,
    status_id integer not null references statuses (id) on delete cascade,
    uri text not null,
    created_at integer not null
  )`,
  "create unique index downvotes_once on downvotes (account_id, status_id)",
  "create index downvotes_by_status on downvotes (status_id)",
  "alter table statuses add column downvotes_count integer not null default 0",
  "alter table groups add column downvotes integer not null default 1",
  "alter table accounts add column no_downvotes integer not null default 0",
];

export async function up({ run }: Migration): Promise<void> {
  for (const statement of STATEMENTS) await run(statement);
}
