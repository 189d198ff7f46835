/** When somebody ceased to follow an account of this server, without saying who: so that the days before it are told with them. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run(`create table insight_leavings (
    account_id integer not null references accounts (id) on delete cascade,
    follow_id integer not null,
    left_at integer not null,
    primary key (account_id, follow_id)
  )`);
  await run("create index insight_leavings_by_age on insight_leavings (left_at)");
}
