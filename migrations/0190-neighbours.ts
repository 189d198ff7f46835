/**
 * An activity is known by its id and its actor together: of two accounts of one server, neither can use up the other's ids. And what a host takes for
 * a signature outlives a restart.
 */
import type { Migration } from "../src/db/migrate.ts";

const COLUMNS =
  "id, activity_uri, actor_uri, body, received_at, done_at, lane, priority, run_at, attempts, leased_until, lease, last_error";

export async function up({ engine, run }: Migration): Promise<void> {
  if (engine === "postgres") {
    await run("alter table inbox drop constraint inbox_activity_uri_key");
    await run("drop index inbox_due");
  } else await rebuild(run);
  // With the lane, so that looking past lanes that are busy touches no rows, which have whole activities in them.
  await run("create index inbox_due on inbox (priority, run_at, id, lane) where leased_until = 0 and done_at = 0");
  await run("create unique index inbox_once on inbox (activity_uri, actor_uri)");
  await run("alter table hosts add column signature_scheme text not null default ''");
}

/** SQLite cannot drop a constraint. */
async function rebuild(run: Migration["run"]): Promise<void> {
  await run(`create table inbox_new (
    id integer primary key,
    activity_uri text not null,
    actor_uri text not null,
    body text not null,
    received_at integer not null,
    done_at integer not null,
    lane text not null,
    priority integer not null,
    run_at integer not null,
    attempts integer not null,
    leased_until integer not null,
    lease text not null,
    last_error text not null
  )`);
  await run(`insert into inbox_new (${COLUMNS}) select ${COLUMNS} from inbox`);
  await run("drop table inbox");
  await run("alter table inbox_new rename to inbox");
  await run("create index inbox_leased on inbox (lane, leased_until) where leased_until > 0");
  await run("create index inbox_done on inbox (done_at) where done_at > 0");
}
