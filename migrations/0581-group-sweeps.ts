/** All that somebody has posted in a group is being taken from it, or brought back: how far that has come. The row goes when nothing is left to do. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run(`create table group_sweeps (
    group_id integer not null references accounts (id) on delete cascade,
    account_id integer not null references accounts (id) on delete cascade,
    what text not null,
    reason text not null,
    before_id integer not null,
    primary key (group_id, account_id)
  )`);
  await run("create index group_sweeps_by_account on group_sweeps (account_id)");
}
