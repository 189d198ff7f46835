/** Chats that belong to a group, whose members are in them; and the pictures of groups of people that live elsewhere. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("alter table chats add column group_id integer not null default 0");
  await run("create index chats_by_group on chats (group_id) where group_id > 0");
  await run("alter table chats add column picture text not null default ''");
}
