/** Events that are there no more: what those who had answered are told of them, when their status is gone. Forgotten a month after the event. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run(`create table gone_events (
    event_id integer primary key,
    account_id integer not null,
    reason text not null,
    title text not null,
    starts_at integer not null,
    ends_at integer not null,
    all_day integer not null,
    time_zone text not null,
    place_name text not null,
    place_address text not null,
    created_at integer not null
  )`);
  await run("create index gone_events_by_account on gone_events (account_id, event_id)");
  await run("create index gone_events_by_start on gone_events (starts_at)");
  await run("create index notifications_of_gone_events on notifications (subject_id) where type = 'event_gone'");
}
