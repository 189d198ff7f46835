/** Conversations as their readers have them, who may notify whom, and where notifications are pushed to. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  for (const statement of tables.split(/;\n/)) if (statement.trim() !== "") await run(statement);
  for (const statement of backlog) await run(statement);
}

/** Every reader of this server of a direct status, with the others that it is between. */
const seen = `with direct as (
  select id, account_id, conversation_id from statuses
  where visibility = 'direct' and deleted_at = 0 and reblog_of_id is null and conversation_id > 0
), party as (
  select id as status_id, account_id from direct
  union select mentions.status_id, mentions.account_id from mentions join direct on direct.id = mentions.status_id
), seen as (
  select direct.conversation_id, reader.account_id, direct.id as status_id,
    '[' || coalesce(string_agg(cast(other.account_id as text), ',' order by other.account_id), '') || ']' as people
  from direct
    join party as reader on reader.status_id = direct.id
    join users on users.id = reader.account_id
    left join party as other on other.status_id = direct.id and other.account_id <> reader.account_id
  group by direct.conversation_id, reader.account_id, direct.id
)`;

/** What was said before there were conversations: all of it has been read. */
export const backlog = [
  `insert into conversation_members (id, conversation_id, account_id, people, last_status_id, unread)
    ${seen} select row_number() over (order by max(status_id), account_id, people), conversation_id, account_id, people, max(status_id), 0
    from seen group by conversation_id, account_id, people`,
  `insert into conversation_statuses (member_id, status_id)
    ${seen} select member.id, seen.status_id from seen join conversation_members as member
    on member.conversation_id = seen.conversation_id and member.account_id = seen.account_id and member.people = seen.people`,
] as const;

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
