/** What helps people find each other and what is talked about: featured tags, endorsements, collections, trends, yearly reports. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  for (const statement of tables.split(/;\n/)) if (statement.trim() !== "") await run(statement);
}

const tables = `
create table featured_tags (
  id integer primary key,
  account_id integer not null references accounts (id) on delete cascade,
  tag_id integer not null references tags (id) on delete cascade,
  created_at integer not null
);
create unique index featured_tags_once on featured_tags (account_id, tag_id);

create table endorsements (
  id integer primary key,
  account_id integer not null references accounts (id) on delete cascade,
  target_id integer not null references accounts (id) on delete cascade,
  created_at integer not null
);
create unique index endorsements_once on endorsements (account_id, target_id);
create index endorsements_by_account on endorsements (account_id, id);

create table dismissed_suggestions (
  account_id integer not null references accounts (id) on delete cascade,
  target_id integer not null references accounts (id) on delete cascade,
  primary key (account_id, target_id)
) without rowid;
create index accounts_to_discover on accounts (last_status_at, id) where discoverable = 1 and silenced_at = 0 and suspended_at = 0 and deleted_at = 0;

alter table codes add column used_at integer not null default 0;
alter table tokens add column code_hash text not null default '';
create index tokens_by_code on tokens (code_hash) where code_hash <> '';

create table collections (
  id integer primary key,
  account_id integer not null references accounts (id) on delete cascade,
  name text not null,
  description text not null,
  language text not null,
  tag_id integer references tags (id) on delete set null,
  sensitive integer not null,
  discoverable integer not null,
  created_at integer not null,
  updated_at integer not null
);
create index collections_by_account on collections (account_id, id);
create table collection_items (
  id integer primary key,
  collection_id integer not null references collections (id) on delete cascade,
  account_id integer not null references accounts (id) on delete cascade,
  state text not null,
  created_at integer not null
);
create unique index collection_items_once on collection_items (collection_id, account_id);
create index collection_items_by_account on collection_items (account_id, id);

create table tag_days (
  tag_id integer not null references tags (id) on delete cascade,
  day integer not null,
  uses integer not null,
  accounts integer not null,
  primary key (tag_id, day)
) without rowid;
create index tag_days_by_day on tag_days (day);

create table trends (
  id integer primary key,
  kind text not null,
  subject_id integer not null,
  state text not null,
  score integer not null,
  language text not null,
  updated_at integer not null,
  reviewed_at integer not null
);
create unique index trends_once on trends (kind, subject_id);
create index trends_by_score on trends (kind, state, score);

create table annual_reports (
  account_id integer not null references accounts (id) on delete cascade,
  year integer not null,
  data text not null,
  requested_at integer not null,
  made_at integer not null,
  viewed_at integer not null,
  primary key (account_id, year)
) without rowid;

create table async_refreshes (
  id text primary key,
  account_id integer not null,
  result_count integer not null,
  done_at integer not null,
  created_at integer not null
);
create index async_refreshes_by_age on async_refreshes (created_at);
`;
