/** For those who run the server: notes among themselves, words for warnings, custom emojis that are switched off, what a server has been like lately, and the audit log by who, what and whom. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run(`create table moderation_notes (
    id integer primary key,
    target_type text not null,
    target_id integer not null,
    account_id integer not null,
    content text not null,
    created_at integer not null
  )`);
  await run("create index moderation_notes_by_target on moderation_notes (target_type, target_id, id)");
  await run(`create table warning_templates (
    id integer primary key,
    title text not null,
    text text not null,
    created_at integer not null,
    updated_at integer not null
  )`);
  await run(`create table gauges (
    name text not null,
    at integer not null,
    value integer not null,
    primary key (name, at)
  )`);
  await run("alter table custom_emojis add column disabled integer not null default 0");
  await run("create index audit_log_by_account on audit_log (account_id, id)");
  await run("create index audit_log_by_target on audit_log (target_type, target_id, id)");
}
