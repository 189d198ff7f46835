/**
 * What profiles of Mastodon 4.6 say of themselves: words for their pictures, and which tabs they show. Reports may name collections, and cards have
 * the account that their page names as its author.
 */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("alter table accounts add column avatar_description text not null default ''");
  await run("alter table accounts add column header_description text not null default ''");
  await run("alter table accounts add column show_media integer not null default 1");
  await run("alter table accounts add column show_media_replies integer not null default 1");
  await run("alter table accounts add column show_featured integer not null default 1");
  await run("alter table cards add column author_id integer references accounts (id) on delete set null");
  await run("create index cards_by_author on cards (author_id) where author_id is not null");
  await run("alter table reports add column collection_ids text not null default '[]'");
}
