/**
 * Playlists, ours and those of other servers, with their films in order, and where a channel elsewhere lists its own; and which groups elsewhere pass on
 * what their people do, by their own documents.
 */
import type { Migration } from "../src/db/migrate.ts";

const STATEMENTS = [
  "alter table accounts add column passes_on integer not null default 0",
  "alter table accounts add column playlists_url text not null default ''",
  "alter table accounts add column playlists_asked_at integer not null default 0",
  `create table playlists (
    id integer primary key,
    account_id integer not null references accounts (id) on delete cascade,
    uri text not null unique,
    title text not null,
    description text not null,
    visibility text not null,
    films_count integer not null default 0,
    created_at integer not null,
    updated_at integer not null,
    asked_at integer not null default 0
  )`,
  "create index playlists_by_account on playlists (account_id, id)",
  `create table playlist_films (
    id integer primary key,
    playlist_id integer not null references playlists (id) on delete cascade,
    uri text not null,
    position integer not null,
    film_uri text not null,
    starts_at integer not null default 0,
    stops_at integer not null default 0,
    asked_at integer not null default 0
  )`,
  "create unique index playlist_films_once on playlist_films (playlist_id, uri)",
  "create index playlist_films_in_order on playlist_films (playlist_id, position, id)",
  "create index playlist_films_by_uri on playlist_films (uri)",
  "create index playlist_films_by_film on playlist_films (film_uri)",
];

export async function up({ run }: Migration): Promise<void> {
  for (const statement of STATEMENTS) await run(statement);
}
