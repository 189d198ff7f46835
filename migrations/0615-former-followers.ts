/** Servers where somebody has followed an account of ours once and does no more: what they were sent then, they have, and are to hear of its end. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run(`create table former_followers (
    account_id integer not null references accounts (id) on delete cascade,
    host text not null,
    inbox_url text not null,
    left_at integer not null,
    primary key (account_id, host)
  )`);
}
