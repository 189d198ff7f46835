/**
 * Videos: media with a title, the sizes in which they are kept for streaming, their captions, and uploads that come in parts. What is shown of them raises the version
 * of their status (0251); files whose rows are gone, in whatever way, are left in a list to be removed.
 */
import type { Migration } from "../src/db/migrate.ts";

/** What of it is shown where a status is, and on what. */
const SHOWN = [
  { table: "videos", change: "insert", row: "new" },
  { table: "videos", change: "update of title, hls_url, state, licence", row: "new" },
  { table: "video_rungs", change: "insert", row: "new" },
  { table: "video_rungs", change: "delete", row: "old" },
  { table: "video_captions", change: "insert", row: "new" },
  { table: "video_captions", change: "update", row: "new" },
  { table: "video_captions", change: "delete", row: "old" },
] as const;

const TABLES = [
  `create table videos (
    media_id integer primary key references media (id) on delete cascade,
    account_id integer not null references accounts (id) on delete cascade,
    title text not null,
    token text not null,
    state text not null,
    progress integer not null,
    views_count integer not null,
    licence text not null,
    hls_url text not null,
    channel_uri text not null,
    created_at integer not null
  )`,
  "create index videos_by_account on videos (account_id, media_id)",
  "create index videos_by_channel on videos (channel_uri, media_id) where channel_uri <> ''",
  "create unique index videos_by_token on videos (token) where token <> ''",
  `create table video_rungs (
    id integer primary key,
    media_id integer not null references videos (media_id) on delete cascade,
    lines integer not null,
    width integer not null,
    height integer not null,
    bandwidth integer not null,
    codecs text not null,
    file text not null,
    url text not null,
    bytes integer not null,
    playlist text not null
  )`,
  "create unique index video_rungs_once on video_rungs (media_id, lines)",
  `create table video_captions (
    id integer primary key,
    media_id integer not null references videos (media_id) on delete cascade,
    language text not null,
    label text not null,
    token text not null unique,
    url text not null,
    content text not null,
    asked_at integer not null
  )`,
  "create unique index video_captions_once on video_captions (media_id, language)",
  `create table uploads (
    id integer primary key,
    account_id integer not null references accounts (id) on delete cascade,
    bytes integer not null,
    received integer not null,
    created_at integer not null
  )`,
  "create index uploads_by_account on uploads (account_id, id)",
  "create index uploads_by_time on uploads (created_at)",
  `create table upload_parts (
    id integer primary key,
    upload_id integer not null references uploads (id) on delete cascade,
    start integer not null,
    bytes integer not null,
    file text not null
  )`,
  "create unique index upload_parts_once on upload_parts (upload_id, start)",
  "create table video_leftovers (file text primary key)",
];

export async function up({ engine, run }: Migration): Promise<void> {
  for (const statement of TABLES) await run(statement);
  if (engine === "sqlite") await inSqlite(run);
  else await inPostgres(run);
}

type Run = Migration["run"];
const nameOf = ({ table, change }: (typeof SHOWN)[number]) => `${table}_${change.slice(0, 6)}_raises_version`;
const raise = (row: "new" | "old") =>
  `update statuses set version = version + 1 where id = (select status_id from media where id = ${row}.media_id)`;
/** Tables whose rows have files of their own. */
const LEAVING = ["video_rungs", "upload_parts"];
const LEAVE = "insert into video_leftovers (file) values (old.file) on conflict do nothing";

async function inSqlite(run: Run): Promise<void> {
  for (const one of SHOWN)
    await run(`create trigger ${nameOf(one)} after ${one.change} on ${one.table} begin ${raise(one.row)}; end`);
  for (const table of LEAVING)
    await run(`create trigger ${table}_leave_files after delete on ${table} when old.file <> '' begin ${LEAVE}; end`);
}

async function inPostgres(run: Run): Promise<void> {
  for (const one of SHOWN) {
    await run(`create or replace function ${nameOf(one)}() returns trigger language plpgsql as $$
      begin ${raise(one.row)}; return null; end $$`);
    await run(`create trigger ${nameOf(one)} after ${one.change} on ${one.table} for each row execute function ${nameOf(one)}()`);
  }
  await run(`create or replace function leave_file() returns trigger language plpgsql as $$
    begin if old.file <> '' then ${LEAVE}; end if; return null; end $$`);
  for (const table of LEAVING)
    await run(`create trigger ${table}_leave_files after delete on ${table} for each row execute function leave_file()`);
}
