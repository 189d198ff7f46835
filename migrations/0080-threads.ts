/** Whole threads and profiles: when their origins were asked last, and what these count that may not be here. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run(`create table turns (
    name text primary key,
    counted integer not null,
    failures integer not null,
    checked_at integer not null,
    next_at integer not null
  ) without rowid`);
  await run("create index turns_by_age on turns (next_at)");
  await run(`create table reply_counts (
    status_id integer primary key references statuses (id) on delete cascade,
    counted integer not null,
    checked_at integer not null
  )`);
  await run("create index reply_counts_by_age on reply_counts (checked_at)");
  await run(`create table quiet_statuses (
    status_id integer primary key references statuses (id) on delete cascade,
    created_at integer not null
  )`);
  await run("create index quiet_statuses_by_age on quiet_statuses (created_at)");
  await run("alter table conversations add column context_uri text not null default ''");
}
