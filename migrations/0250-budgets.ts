/**
 * What a server may take: how much memory each of its processes has, when one had to turn somebody away for want of it, and what was let go of
 * other servers' threads when the database was full. And indexes by which an account that nobody knows any more is deleted without a search
 * through every table that might name it.
 */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run(`create table processes (
    name text primary key,
    role text not null,
    memory integer not null,
    highest integer not null,
    ceiling integer not null,
    refused integer not null,
    started_at integer not null,
    seen_at integer not null
  )`);
  await run(`create table episodes (
    id integer primary key,
    process text not null,
    highest integer not null,
    ceiling integer not null,
    refused integer not null,
    began_at integer not null,
    ended_at integer not null
  )`);
  await run(`create table prunings (
    id integer primary key,
    asked integer not null,
    statuses integer not null,
    accounts integer not null,
    files integer not null,
    bytes integer not null,
    goal integer not null,
    began_at integer not null,
    ended_at integer not null
  )`);
  for (const [table, column] of NAMING) await run(`create index ${table}_by_${column} on ${table} (${column})`);
  await run("create index statuses_by_answered on statuses (in_reply_to_account_id) where in_reply_to_account_id is not null");
}

/** What a deleted account takes along; small tables, or such as have few rows for each status. */
const NAMING = [
  ["polls", "account_id"],
  ["account_notes", "target_id"],
  ["notifications", "from_account_id"],
  ["quotes", "quoted_account_id"],
  ["quotes", "account_id"],
  ["notification_permissions", "from_account_id"],
  ["notification_requests", "from_account_id"],
  ["endorsements", "target_id"],
  ["dismissed_suggestions", "target_id"],
  ["group_bans", "group_id"],
  ["group_locks", "group_id"],
  ["group_removals", "group_id"],
  ["blind_copies", "account_id"],
  ["announcement_dismissals", "account_id"],
  ["announcement_reactions", "account_id"],
  // And of tags that nobody uses any more.
  ["featured_tags", "tag_id"],
  ["collections", "tag_id"],
] as const;
