/** Answers to events of accounts that are suspended: they hold no place, and come back when the suspension ends. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run(`create table event_rsvps_aside (
    id integer primary key,
    event_id integer not null references events (id) on delete cascade,
    account_id integer not null references accounts (id) on delete cascade,
    state text not null,
    number integer not null,
    invited integer not null,
    message text not null,
    uri text not null,
    reminded integer not null,
    created_at integer not null,
    answered_at integer not null,
    unique (account_id, event_id)
  )`);
  await run("create index event_rsvps_aside_by_event on event_rsvps_aside (event_id)");
}
