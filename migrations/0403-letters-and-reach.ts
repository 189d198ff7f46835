/**
 * Letters to guests are kept until they have gone, as all others are; and reach is counted when a post is written, boosts of it included, day by day until the
 * day is over.
 */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ engine, run }: Migration): Promise<void> {
  if (engine === "postgres") await run("alter table mail_outbox alter column user_id drop not null");
  else await remakeOutbox(run);
  await run(`create table insight_reach (
    account_id integer not null references accounts (id) on delete cascade,
    day integer not null,
    homes integer not null,
    boosted integer not null,
    primary key (account_id, day)
  )`);
  await run("create index insight_reach_by_age on insight_reach (day)");
  await run("alter table insight_days add column boosted integer not null default 0");
  await run("alter table insight_days add column boosts_elsewhere integer not null default 0");
}

/** SQLite changes no column. */
async function remakeOutbox(run: Migration["run"]): Promise<void> {
  await run("drop index mail_outbox_by_age");
  await run("drop index mail_outbox_by_user");
  await run("alter table mail_outbox rename to mail_outbox_before");
  await run(`create table mail_outbox (
    key text primary key,
    user_id integer references users (id) on delete cascade,
    letter text not null,
    created_at integer not null,
    sent_at integer not null
  )`);
  await run("insert into mail_outbox select key, user_id, letter, created_at, sent_at from mail_outbox_before");
  await run("drop table mail_outbox_before");
  await run("create index mail_outbox_by_age on mail_outbox (created_at)");
  await run("create index mail_outbox_by_user on mail_outbox (user_id)");
}
