/** What became of what we sent: receipts by status, what is left of them when the rows go, and hosts that an administrator holds back. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("alter table documents add column kind text not null default ''");
  await run("create index documents_by_status on documents (status_id, id) where status_id is not null");
  await run(`create table receipt_totals (
    status_id integer primary key,
    delivered integer not null,
    refused integer not null,
    failed integer not null,
    suspended integer not null,
    counted_at integer not null
  )`);
}
