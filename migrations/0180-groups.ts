/** What groups elsewhere decide about themselves (who moderates, who is banned, what is locked or removed), and who is addressed without the others knowing. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("alter table mentions add column blind integer not null default 0");
  await run(`create table blind_copies (
    actor_uri text not null,
    activity_uri text not null,
    account_id integer not null references accounts (id) on delete cascade,
    created_at integer not null,
    primary key (actor_uri, activity_uri, account_id)
  )`);
  await run("create index blind_copies_by_age on blind_copies (created_at)");
  await run("alter table statuses add column locked_by integer not null default 0");
  await run(`create table remote_groups (
    account_id integer primary key references accounts (id) on delete cascade,
    moderators_url text not null,
    checked_at integer not null
  )`);
  await run(`create table group_moderators (
    group_id integer not null references accounts (id) on delete cascade,
    uri text not null,
    position integer not null,
    primary key (group_id, uri)
  )`);
  await run(`create table group_bans (
    group_id integer not null references accounts (id) on delete cascade,
    account_id integer not null references accounts (id) on delete cascade,
    reason text not null,
    expires_at integer not null,
    created_at integer not null,
    primary key (account_id, group_id)
  )`);
  await run(`create table group_locks (
    status_id integer primary key references statuses (id) on delete cascade,
    group_id integer not null references accounts (id) on delete cascade,
    reason text not null,
    created_at integer not null
  )`);
  await run(`create table group_removals (
    status_id integer not null references statuses (id) on delete cascade,
    group_id integer not null references accounts (id) on delete cascade,
    reason text not null,
    created_at integer not null,
    primary key (status_id, group_id)
  )`);
}
