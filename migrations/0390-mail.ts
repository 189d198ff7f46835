/** Letters: how often in a row they have come unread, which groups come by mail and what of them has been sent, addresses that bounce, letters that came in. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("alter table digests add column sent_at integer not null default 0");
  await run("alter table digests add column sent_count integer not null default 0");
  await run(`create table group_mail (
    account_id integer not null references accounts (id) on delete cascade,
    group_id integer not null references accounts (id) on delete cascade,
    mode text not null,
    since integer not null,
    due_at integer not null,
    primary key (account_id, group_id)
  )`);
  await run("create index group_mail_by_group on group_mail (group_id, mode)");
  await run("create index group_mail_due on group_mail (due_at)");
  await run(`create table group_mail_sent (
    account_id integer not null references accounts (id) on delete cascade,
    status_id integer not null,
    sent_at integer not null,
    primary key (account_id, status_id)
  )`);
  await run("create index group_mail_sent_by_age on group_mail_sent (sent_at)");
  await run(`create table mail_bounces (
    user_id integer primary key references users (id) on delete cascade,
    email_lower text not null,
    count integer not null,
    last_error text not null,
    last_at integer not null,
    paused_at integer not null
  )`);
  await run(`create table mail_seen (
    key text primary key,
    seen_at integer not null
  )`);
  await run("create index mail_seen_by_age on mail_seen (seen_at)");
  await run(`create table mail_counts (
    day integer not null,
    kind text not null,
    count integer not null,
    primary key (day, kind)
  )`);
}
