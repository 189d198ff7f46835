/**
 * Media that are processed after they have been taken in, and the cache of what lies on other servers.
 *
 * `media.original` is the upload as it came, kept until `state` is no longer "waiting". A row of `remote_files` is a file that was fetched, or,
 * without a `file`, an attempt that failed: `key` is a hash of its address and of what was made of it.
 */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  for (const statement of statements.split(/;\n/)) if (statement.trim() !== "") await run(statement);
}

const statements = `
alter table media add column state text not null default 'ready';
alter table media add column original text not null default '';
alter table media add column error text not null default '';

create table remote_files (
  key text primary key,
  file text not null,
  mime_type text not null,
  bytes integer not null,
  failures integer not null,
  retry_at integer not null,
  used_at integer not null
) without rowid;
create index remote_files_by_use on remote_files (used_at, bytes);
`;
