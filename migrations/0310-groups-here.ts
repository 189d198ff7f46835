/**
 * Groups that live here: how one joins them and who may post, who is invited, what waits for their moderators and what these have decided; and of a
 * status, in which group it is.
 */
import type { Migration } from "../src/db/migrate.ts";

type Run = Migration["run"];

export async function up({ run }: Migration): Promise<void> {
  await run("alter table statuses add column group_id integer not null default 0");
  await run("create index statuses_by_group on statuses (group_id, id) where group_id > 0");
  await run("alter table accounts add column members_only integer not null default 0");
  await run("alter table group_moderators add column role text not null default 'moderator'");
  await run("create index group_moderators_by_uri on group_moderators (uri)");
  await run(`create table groups (
    account_id integer primary key references accounts (id) on delete cascade,
    title text not null,
    note text not null,
    note_source text not null,
    membership text not null,
    posting text not null,
    approve_first integer not null,
    revealed integer not null,
    rules text not null,
    created_by integer references accounts (id) on delete set null,
    posts_count integer not null default 0,
    last_post_at integer not null default 0,
    created_at integer not null
  )`);
  await run("create index groups_by_creator on groups (created_by)");
  await run(`create table group_posts (
    status_id integer primary key references statuses (id) on delete cascade,
    group_id integer not null references accounts (id) on delete cascade,
    active_at integer not null
  )`);
  await run("create index group_posts_by_activity on group_posts (group_id, active_at, status_id)");
  await makeEntrance(run);
  await makeRecords(run);
}

/** What waits, and who has been asked in. */
async function makeEntrance(run: Run): Promise<void> {
  await run(`create table group_queue (
    status_id integer primary key references statuses (id) on delete cascade,
    group_id integer not null references accounts (id) on delete cascade,
    body text not null,
    created_at integer not null
  )`);
  await run("create index group_queue_by_group on group_queue (group_id, status_id)");
  await run(`create table group_invitations (
    id integer primary key,
    group_id integer not null references accounts (id) on delete cascade,
    account_id integer not null references accounts (id) on delete cascade,
    inviter_id integer not null references accounts (id) on delete cascade,
    created_at integer not null,
    unique (account_id, group_id)
  )`);
  await run("create index group_invitations_by_group on group_invitations (group_id, id)");
  await run(`create table group_links (
    id integer primary key,
    group_id integer not null references accounts (id) on delete cascade,
    account_id integer not null references accounts (id) on delete cascade,
    code text not null unique,
    max_uses integer not null,
    uses integer not null,
    expires_at integer not null,
    created_at integer not null
  )`);
  await run("create index group_links_by_group on group_links (group_id, id)");
}

/** What moderators have done, and what they are to look at. */
async function makeRecords(run: Run): Promise<void> {
  await run(`create table group_log (
    id integer primary key,
    group_id integer not null references accounts (id) on delete cascade,
    actor_id integer not null,
    act text not null,
    account_id integer not null,
    status_id integer not null,
    reason text not null,
    created_at integer not null
  )`);
  await run("create index group_log_by_group on group_log (group_id, id)");
  await run(`create table group_reports (
    id integer primary key,
    group_id integer not null references accounts (id) on delete cascade,
    status_id integer not null references statuses (id) on delete cascade,
    account_id integer not null references accounts (id) on delete cascade,
    comment text not null,
    created_at integer not null,
    resolved_at integer not null,
    resolved_by integer not null,
    unique (status_id, account_id)
  )`);
  await run("create index group_reports_by_group on group_reports (group_id, resolved_at, id)");
}
