/**
 * Versions that the database itself raises: whatever of an account or a status is shown and is no counter, a change of it gives its row another version,
 * whoever makes it and wherever in the code, also a process of the version before that serves while this migration runs. What is rendered of a row may be
 * kept under its version for ever.
 *
 * Counters are read anew for every answer, and raise nothing: they change a hundred times as often. What is inserted beside a status (media, mentions,
 * tags) is inserted in the transaction that makes the status or that edits it, so that only changes and removals raise its version by themselves.
 */
import type { Migration } from "../src/db/migrate.ts";

const OF_ACCOUNTS = `username, host, uri, url, actor_type, display_name, note, fields, emojis, avatar, header, avatar_description, header_description,
  feature_policy, show_media, show_media_replies, show_featured, locked, bot, discoverable, indexable, hide_collections, memorial, moved_to_uri,
  created_at, silenced_at, sensitized_at, suspended_at, deleted_at`;
const OF_STATUSES = `uri, url, account_id, local_only, reblog_of_id, quoted_id, in_reply_to_id, in_reply_to_account_id, application_id, visibility,
  sensitive, spoiler_text, content, language, emojis, created_at, edited_at, expires_at, quote_policy, locked_by`;
const OF_CARDS = `url, type, title, description, language, provider_name, provider_url, author_name, author_url, author_id, html, embed_url, image,
  image_description, blurhash, width, height, published_at`;
const OF_MEDIA = "status_id, position, kind, file, preview_file, remote_url, preview_remote_url, description, blurhash, meta";

/** What beside a status is shown with it: which changes, and of which statuses. */
const BESIDE = [
  { table: "media", change: `update of ${OF_MEDIA}`, of: "status_id in (old.status_id, new.status_id)" },
  { table: "media", change: "delete", of: "status_id = old.status_id" },
  { table: "mentions", change: "update", of: "status_id in (old.status_id, new.status_id)" },
  { table: "mentions", change: "delete", of: "status_id = old.status_id" },
  { table: "status_tags", change: "delete", of: "status_id = old.status_id" },
  { table: "status_cards", change: "update", of: "status_id in (old.status_id, new.status_id)" },
  { table: "status_cards", change: "delete", of: "status_id = old.status_id" },
  { table: "cards", change: `update of ${OF_CARDS}`, of: "id in (select status_id from status_cards where card_id = new.id)" },
] as const;

export async function up({ engine, run }: Migration): Promise<void> {
  await run("alter table accounts add column version integer not null default 0");
  if (engine === "sqlite") await inSqlite(run);
  else await inPostgres(run);
}

type Run = Migration["run"];
const raise = (of: string) => `update statuses set version = version + 1 where ${of.replace(/^status_id/, "id")}`;
const nameOf = ({ table, change }: (typeof BESIDE)[number]) => `${table}_${change.slice(0, 6)}_raises_version`;

async function inSqlite(run: Run): Promise<void> {
  for (const [table, columns] of [
    ["accounts", OF_ACCOUNTS],
    ["statuses", OF_STATUSES],
  ] as const)
    await run(`create trigger ${table}_raise_version after update of ${columns} on ${table} when new.version = old.version
      begin update ${table} set version = version + 1 where id = new.id; end`);
  for (const one of BESIDE)
    await run(`create trigger ${nameOf(one)} after ${one.change} on ${one.table} begin ${raise(one.of)}; end`);
}

async function inPostgres(run: Run): Promise<void> {
  await run(`create or replace function raise_version() returns trigger language plpgsql as $$
    begin if new.version = old.version then new.version := old.version + 1; end if; return new; end $$`);
  for (const [table, columns] of [
    ["accounts", OF_ACCOUNTS],
    ["statuses", OF_STATUSES],
  ] as const)
    await run(`create trigger ${table}_raise_version before update of ${columns} on ${table}
      for each row execute function raise_version()`);
  for (const one of BESIDE) {
    await run(`create or replace function ${nameOf(one)}() returns trigger language plpgsql as $$
      begin ${raise(one.of)}; return null; end $$`);
    await run(`create trigger ${nameOf(one)} after ${one.change} on ${one.table} for each row execute function ${nameOf(one)}()`);
  }
}
