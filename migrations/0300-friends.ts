/** Friends: who has asked whom, who has introduced whom to whom, and circles, to which one may post. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run(`create table circles (
    id integer primary key,
    account_id integer not null references accounts (id) on delete cascade,
    name text not null,
    title text not null,
    created_at integer not null
  )`);
  await run("create unique index circles_once on circles (account_id, name)");
  await run(`create table circle_members (
    id integer primary key,
    circle_id integer not null references circles (id) on delete cascade,
    account_id integer not null references accounts (id) on delete cascade
  )`);
  await run("create unique index circle_members_once on circle_members (circle_id, account_id)");
  await run("create index circle_members_by_account on circle_members (account_id, circle_id)");
  await run(`create table status_circles (
    status_id integer primary key references statuses (id) on delete cascade,
    circle_id integer not null,
    name text not null,
    title text not null,
    people integer not null,
    servers integer not null
  )`);
  await run(`create table friend_requests (
    id integer primary key,
    account_id integer not null references accounts (id) on delete cascade,
    target_id integer not null references accounts (id) on delete cascade,
    declined_at integer not null,
    created_at integer not null
  )`);
  await run("create unique index friend_requests_once on friend_requests (account_id, target_id)");
  await run("create index friend_requests_by_target on friend_requests (target_id, id)");
  await run(`create table introductions (
    status_id integer primary key references statuses (id) on delete cascade,
    account_id integer not null references accounts (id) on delete cascade,
    first_id integer not null references accounts (id) on delete cascade,
    second_id integer not null references accounts (id) on delete cascade,
    created_at integer not null
  )`);
  await run("create index introductions_by_account on introductions (account_id, status_id)");
  await run("create index introductions_by_first on introductions (first_id, status_id)");
  await run("create index introductions_by_second on introductions (second_id, status_id)");
}
