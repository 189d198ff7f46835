/** Moderation: reports, strikes, blocks of every kind, the audit log; announcements, rules and terms; who was here from which address. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  for (const statement of tables.split(/;\n/)) if (statement.trim() !== "") await run(statement);
}

const tables = `
alter table accounts add column sensitized_at integer not null default 0;
alter table notifications add column subject_id integer not null default 0;
drop index notifications_once;
create unique index notifications_once on notifications (account_id, from_account_id, type, coalesce(status_id, 0), subject_id);

create table reports (
  id integer primary key,
  uri text not null,
  account_id integer not null references accounts (id) on delete cascade,
  target_id integer not null references accounts (id) on delete cascade,
  category text not null,
  comment text not null,
  status_ids text not null,
  rule_ids text not null,
  forwarded integer not null,
  assigned_id integer,
  action_taken_at integer not null,
  action_taken_by_id integer,
  created_at integer not null,
  updated_at integer not null
);
create index reports_by_target on reports (target_id, id);
create index reports_by_account on reports (account_id, id);
create index reports_open on reports (id) where action_taken_at = 0;
create index reports_by_resolution on reports (action_taken_at) where action_taken_at > 0;
create unique index reports_by_uri on reports (uri) where uri <> '';

create table strikes (
  id integer primary key,
  moderator_id integer not null,
  target_id integer not null references accounts (id) on delete cascade,
  report_id integer not null,
  action text not null,
  comment text not null,
  status_ids text not null,
  created_at integer not null
);
create index strikes_by_target on strikes (target_id, id);

create table severed_relationships (
  id integer primary key,
  account_id integer not null references accounts (id) on delete cascade,
  type text not null,
  target_name text not null,
  followers_count integer not null,
  following_count integer not null,
  created_at integer not null
);
create unique index severed_relationships_once on severed_relationships (account_id, type, target_name, created_at);

create table domain_blocks (
  id integer primary key,
  domain text not null unique,
  severity text not null,
  reject_media integer not null,
  reject_reports integer not null,
  private_comment text not null,
  public_comment text not null,
  obfuscate integer not null,
  created_at integer not null,
  updated_at integer not null
);
create table domain_allows (id integer primary key, domain text not null unique, created_at integer not null);
create table email_domain_blocks (
  id integer primary key,
  domain text not null unique,
  allow_with_approval integer not null,
  created_at integer not null
);
create table email_domain_attempts (
  block_id integer not null references email_domain_blocks (id) on delete cascade,
  day integer not null,
  ip text not null,
  attempts integer not null,
  primary key (block_id, day, ip)
) without rowid;
create table ip_blocks (
  id integer primary key,
  ip text not null unique,
  severity text not null,
  comment text not null,
  expires_at integer not null,
  created_at integer not null
);
create table canonical_email_blocks (
  id integer primary key,
  canonical_email_hash text not null unique,
  account_id integer not null,
  created_at integer not null
);

create table user_ips (
  user_id integer not null references users (id) on delete cascade,
  ip text not null,
  used_at integer not null,
  primary key (user_id, ip)
) without rowid;
create index user_ips_by_ip on user_ips (ip);
create index user_ips_by_age on user_ips (used_at);

create table audit_log (
  id integer primary key,
  account_id integer not null,
  action text not null,
  target_type text not null,
  target_id integer not null,
  target_name text not null,
  details text not null,
  created_at integer not null
);

create table announcements (
  id integer primary key,
  text text not null,
  content text not null,
  all_day integer not null,
  starts_at integer not null,
  ends_at integer not null,
  scheduled_at integer not null,
  published_at integer not null,
  created_at integer not null,
  updated_at integer not null
);
create index announcements_scheduled on announcements (scheduled_at) where published_at = 0 and scheduled_at > 0;
create table announcement_dismissals (
  announcement_id integer not null references announcements (id) on delete cascade,
  account_id integer not null references accounts (id) on delete cascade,
  primary key (announcement_id, account_id)
) without rowid;
create table announcement_reactions (
  id integer primary key,
  announcement_id integer not null references announcements (id) on delete cascade,
  account_id integer not null references accounts (id) on delete cascade,
  name text not null,
  created_at integer not null
);
create unique index announcement_reactions_once on announcement_reactions (announcement_id, account_id, name);

create table rules (
  id integer primary key,
  position integer not null,
  text text not null,
  hint text not null,
  translations text not null,
  created_at integer not null,
  updated_at integer not null,
  deleted_at integer not null
);
create table terms_of_service (
  id integer primary key,
  effective_date text not null unique,
  text text not null,
  changelog text not null,
  created_at integer not null
);
`;
