/** What statuses gained: schedules, drafts, quotes with consent, link cards, translations, and an end of their own choosing. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  for (const statement of statements.split(/;\n/)) if (statement.trim() !== "") await run(statement);
}

const statements = `
create table scheduled_statuses (
  id integer primary key,
  account_id integer not null references accounts (id) on delete cascade,
  params text not null,
  idempotency_key text not null,
  scheduled_at integer not null,
  created_at integer not null
);
create index scheduled_by_account on scheduled_statuses (account_id, id);
create unique index scheduled_once on scheduled_statuses (account_id, idempotency_key) where idempotency_key <> '';
create index scheduled_by_time on scheduled_statuses (scheduled_at);

create table drafts (
  id integer primary key,
  account_id integer not null references accounts (id) on delete cascade,
  params text not null,
  created_at integer not null,
  updated_at integer not null
);
create index drafts_by_account on drafts (account_id, id);

create table quotes (
  status_id integer primary key references statuses (id) on delete cascade,
  account_id integer not null references accounts (id) on delete cascade,
  quoted_id integer not null references statuses (id) on delete cascade,
  quoted_account_id integer not null references accounts (id) on delete cascade,
  state text not null,
  stamp_uri text not null,
  request_uri text not null,
  created_at integer not null,
  updated_at integer not null
);
create index quotes_by_quoted on quotes (quoted_id, status_id);
create index quotes_by_stamp on quotes (stamp_uri) where stamp_uri <> '';
insert into quotes (status_id, account_id, quoted_id, quoted_account_id, state, stamp_uri, request_uri, created_at, updated_at)
  select statuses.id, statuses.account_id, statuses.quoted_id, quoted.account_id, 'accepted', '', '', statuses.created_at, statuses.created_at
  from statuses join statuses as quoted on quoted.id = statuses.quoted_id
  where statuses.deleted_at = 0 and statuses.visibility <> 'direct';

create table cards (
  id integer primary key,
  url text not null unique,
  type text not null,
  title text not null,
  description text not null,
  language text not null,
  provider_name text not null,
  provider_url text not null,
  author_name text not null,
  author_url text not null,
  html text not null,
  embed_url text not null,
  image text not null,
  image_description text not null,
  blurhash text not null,
  width integer not null,
  height integer not null,
  published_at integer not null,
  fetched_at integer not null
);
create table status_cards (
  status_id integer primary key references statuses (id) on delete cascade,
  card_id integer not null references cards (id) on delete cascade
);
create index status_cards_by_card on status_cards (card_id, status_id);

create table translations (
  status_id integer not null references statuses (id) on delete cascade,
  language text not null,
  edited_at integer not null,
  body text not null,
  created_at integer not null,
  primary key (status_id, language)
);

alter table statuses add column quote_policy integer not null default 0;
update statuses set quote_policy = 1 where local = 1 and visibility in ('public', 'unlisted');
create index statuses_expiring on statuses (expires_at) where expires_at > 0 and deleted_at = 0;

alter table status_edits add column descriptions text not null default '[]';
alter table status_edits add column poll text not null default '';

alter table media add column kept_by integer not null default 0;
alter table media add column draft_id integer not null default 0;
create index media_kept on media (kept_by) where kept_by > 0;
create index media_of_drafts on media (draft_id) where draft_id > 0
`;
