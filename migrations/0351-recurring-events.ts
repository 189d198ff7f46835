/** Events that come again, each time as an event of its own; and the language of guests by letter. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run(`create table event_series (
    id integer primary key,
    account_id integer not null references accounts (id) on delete cascade,
    starts text not null,
    time_zone text not null,
    rule text not null,
    duration integer not null,
    words text not null,
    event text not null,
    next_date text not null,
    next_at integer not null,
    announce_at integer not null,
    sequence integer not null,
    created_at integer not null
  )`);
  await run("create index event_series_by_account on event_series (account_id, id)");
  await run("create index event_series_due on event_series (announce_at) where announce_at > 0");
  await run("alter table events add column series_id integer references event_series (id) on delete set null");
  await run("alter table events add column series_date text not null default ''");
  await run("create unique index events_once_in_series on events (series_id, series_date)");
  await run("alter table event_rsvps add column locale text not null default ''");
}
