/** Insights: sums of days for accounts and groups, from which sites visitors came, and who wants none of it. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run(`create table insight_days (
    account_id integer not null references accounts (id) on delete cascade,
    day integer not null,
    posts integer not null,
    servers integer not null,
    homes integer not null,
    interactions integer not null,
    followers integer not null,
    primary key (account_id, day)
  )`);
  await run("create index insight_days_by_age on insight_days (day)");
  await run(`create table insight_referrers (
    account_id integer not null references accounts (id) on delete cascade,
    day integer not null,
    host text not null,
    count integer not null,
    primary key (account_id, day, host)
  )`);
  await run("create index insight_referrers_by_age on insight_referrers (day)");
  await run(`create table insight_choices (
    account_id integer primary key references accounts (id) on delete cascade,
    disabled integer not null,
    since integer not null
  )`);
}
