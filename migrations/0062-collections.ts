/** Collections cross the border (FEP-7aa9): where those of others are, who lets whom recommend them, and the stamps that prove it. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("alter table accounts add column collections_url text not null default ''");
  await run("alter table accounts add column feature_policy integer not null default 0");
  // Null for ours, whose uris follow from their ids.
  await run("alter table collections add column uri text");
  await run("alter table collections add column url text not null default ''");
  await run("alter table collections add column fetched_at integer not null default 0");
  await run("create unique index collections_by_uri on collections (uri)");
  await run("alter table collection_items add column uri text not null default ''");
  await run("alter table collection_items add column stamp_uri text not null default ''");
  await run("alter table collection_items add column request_uri text not null default ''");
  await run("create index collection_items_by_stamp on collection_items (stamp_uri)");
}
