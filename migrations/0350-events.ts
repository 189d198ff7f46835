/** Events: a status with a row here is one. Who comes to them, and by which secret their calendar is read. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run(`create table events (
    id integer primary key,
    status_id integer not null unique references statuses (id) on delete cascade,
    account_id integer not null references accounts (id) on delete cascade,
    title text not null,
    note text not null,
    starts_at integer not null,
    ends_at integer not null,
    time_zone text not null,
    all_day integer not null,
    place_name text not null,
    place_address text not null,
    latitude text not null,
    longitude text not null,
    online_url text not null,
    capacity integer not null,
    join_mode text not null,
    external_url text not null,
    guests_max integer not null,
    mail_guests integer not null,
    state text not null,
    categories text not null,
    words text not null,
    organiser_uri text not null,
    sequence integer not null,
    going_count integer not null,
    maybe_count integer not null,
    waiting_count integer not null,
    created_at integer not null
  )`);
  await run("create index events_by_start on events (starts_at, id)");
  await run("create index events_by_account on events (account_id, starts_at, id)");
  await run(`create table event_rsvps (
    id integer primary key,
    event_id integer not null references events (id) on delete cascade,
    account_id integer references accounts (id) on delete cascade,
    state text not null,
    number integer not null,
    invited integer not null,
    message text not null,
    uri text not null,
    name text not null,
    email text not null,
    reminded integer not null,
    created_at integer not null,
    answered_at integer not null,
    unique (event_id, account_id)
  )`);
  await run("create unique index event_rsvps_once_by_mail on event_rsvps (event_id, email) where email <> ''");
  await run("create index event_rsvps_by_state on event_rsvps (event_id, state, id)");
  await run("create index event_rsvps_by_account on event_rsvps (account_id, event_id)");
  await run("create index event_rsvps_by_uri on event_rsvps (uri)");
  await run(`create table event_feeds (
    account_id integer primary key references accounts (id) on delete cascade,
    secret text not null unique,
    created_at integer not null
  )`);
}
