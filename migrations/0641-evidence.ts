/** What a deleted post said and showed, while a report that names it waits. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run(`create table evidence (
    status_id integer primary key,
    account_id integer not null,
    content text not null,
    spoiler_text text not null,
    emojis text not null,
    kept_at integer not null
  )`);
  await run("create index evidence_by_account on evidence (account_id, status_id)");
  await run(`create table evidence_media (
    media_id integer primary key,
    status_id integer not null references evidence (status_id) on delete cascade,
    position integer not null,
    kind text not null,
    mime_type text not null,
    file text not null,
    preview_file text not null,
    description text not null,
    blurhash text not null,
    meta text not null,
    bytes integer not null
  )`);
  await run("create index evidence_media_by_status on evidence_media (status_id, position)");
}
