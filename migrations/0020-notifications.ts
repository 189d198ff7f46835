/** Conversations as their readers have them, who may notify whom, and where notifications are pushed to. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  for (const statement of tables.split(/;\n/)) if (statement.trim() !== "") await run(statement);
}

const tables = `
create table conversation_members (
  id integer primary key,
  conversation_id integer not null,
  account_id integer not null references accounts (id) on delete cascade,
  people text not null,
  last_status_id integer not null,
  unread integer not null
);
create unique index conversation_members_once on conversation_members (conversation_id, account_id, people);
create index conversation_members_by_account on conversation_members (account_id, last_status_id);
create table conversation_statuses (
  member_id integer not null references conversation_members (id) on delete cascade,
  status_id integer not null references statuses (id) on delete cascade,
  primary key (member_id, status_id)
) without rowid;
create index conversation_statuses_by_status on conversation_statuses (status_id);

create table notification_policies (
  account_id integer primary key references accounts (id) on delete cascade,
  for_not_following text not null,
  for_not_followers text not null,
  for_new_accounts text not null,
  for_private_mentions text not null,
  for_limited_accounts text not null
);
create table notification_permissions (
  account_id integer not null references accounts (id) on delete cascade,
  from_account_id integer not null references accounts (id) on delete cascade,
  primary key (account_id, from_account_id)
) without rowid;
create table notification_requests (
  id integer primary key,
  account_id integer not null references accounts (id) on delete cascade,
  from_account_id integer not null references accounts (id) on delete cascade,
  created_at integer not null,
  updated_at integer not null
);
create unique index notification_requests_once on notification_requests (account_id, from_account_id);
create index notification_requests_by_account on notification_requests (account_id, id);

create table push_subscriptions (
  id integer primary key,
  token_id integer not null unique references tokens (id) on delete cascade,
  account_id integer not null references accounts (id) on delete cascade,
  endpoint text not null,
  p256dh text not null,
  auth text not null,
  standard integer not null,
  alerts text not null,
  policy text not null,
  access_token text not null,
  created_at integer not null
);
create index push_subscriptions_by_account on push_subscriptions (account_id, id);

create index mutes_by_target on mutes (target_id);
create index account_domain_blocks_by_host on account_domain_blocks (host);
create index muted_conversations_by_conversation on muted_conversations (conversation_id);
`;
