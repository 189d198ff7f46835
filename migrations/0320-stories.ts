/** Stories: what is shown for a day. Who may see one beyond its author's followers, who has, and which inboxes have to hear of its end. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run(`create table stories (
    id integer primary key,
    uri text not null,
    account_id integer not null references accounts (id) on delete cascade,
    local integer not null,
    text text not null,
    background text not null,
    media_id integer not null,
    audience text not null,
    circle_id integer not null,
    reach integer not null,
    replies integer not null,
    reactions integer not null,
    kept integer not null,
    created_at integer not null,
    expires_at integer not null,
    ended_at integer not null
  )`);
  await run("create unique index stories_by_uri on stories (uri)");
  await run("create index stories_by_account on stories (account_id, ended_at, id)");
  await run("create index stories_by_end on stories (ended_at, expires_at)");
  await run(`create table story_readers (
    id integer primary key,
    story_id integer not null references stories (id) on delete cascade,
    account_id integer not null references accounts (id) on delete cascade
  )`);
  await run("create unique index story_readers_once on story_readers (story_id, account_id)");
  await run("create index story_readers_by_account on story_readers (account_id, story_id)");
  await run(`create table story_views (
    id integer primary key,
    story_id integer not null references stories (id) on delete cascade,
    account_id integer not null references accounts (id) on delete cascade,
    listed integer not null,
    created_at integer not null
  )`);
  await run("create unique index story_views_once on story_views (story_id, account_id)");
  await run("create index story_views_by_account on story_views (account_id, story_id)");
  await run(`create table story_reactions (
    id integer primary key,
    story_id integer not null references stories (id) on delete cascade,
    account_id integer not null references accounts (id) on delete cascade,
    emoji text not null,
    uri text not null,
    created_at integer not null
  )`);
  await run("create unique index story_reactions_once on story_reactions (story_id, account_id)");
  await run("create index story_reactions_by_account on story_reactions (account_id)");
  await run(`create table story_inboxes (
    id integer primary key,
    story_id integer not null references stories (id) on delete cascade,
    inbox_url text not null
  )`);
  await run("create unique index story_inboxes_once on story_inboxes (story_id, inbox_url)");
}
