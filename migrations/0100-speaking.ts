/** Relays, and which documents are for an account's followers (FEP-8fcf). */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("alter table documents add column for_followers integer not null default 0");
  await run(`create table relays (
    id integer primary key,
    kind text not null,
    url text not null,
    inbox_url text not null,
    actor_uri text not null,
    state text not null,
    follow_uri text not null,
    created_at integer not null,
    updated_at integer not null
  )`);
  await run("create unique index relays_by_url on relays (url)");
}
