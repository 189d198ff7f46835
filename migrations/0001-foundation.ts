/**
 * The foundation: accounts, statuses, what people do with them, and the queues that carry it between servers.
 *
 * Columns are integers and text, nothing else: instants are ms, flags are 0 or 1, JSON is text. The runner writes the types of
 * each engine for them (`db/migrate.ts`).
 */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  for (const statement of tables.split(/;\n/)) if (statement.trim() !== "") await run(statement);
}

const tables = `
create table settings (key text primary key, value text not null);
create table slots (slot integer primary key, holder text not null, leased_until integer not null);

create table accounts (
  id integer primary key,
  username text not null,
  username_lower text not null,
  host text not null,
  uri text not null unique,
  url text not null,
  actor_type text not null,
  display_name text not null,
  note text not null,
  note_source text not null,
  fields text not null,
  emojis text not null,
  also_known_as text not null,
  moved_to_uri text not null,
  avatar text not null,
  header text not null,
  inbox_url text not null,
  shared_inbox_url text not null,
  outbox_url text not null,
  followers_url text not null,
  following_url text not null,
  featured_url text not null,
  locked integer not null,
  bot integer not null,
  discoverable integer not null,
  indexable integer not null,
  hide_collections integer not null,
  memorial integer not null,
  statuses_count integer not null,
  followers_count integer not null,
  following_count integer not null,
  last_status_at integer not null,
  created_at integer not null,
  updated_at integer not null,
  fetched_at integer not null,
  silenced_at integer not null,
  suspended_at integer not null,
  deleted_at integer not null
);
create unique index accounts_by_handle on accounts (username_lower, host);
create index accounts_by_host on accounts (host, id);

create table users (
  id integer primary key references accounts (id) on delete cascade,
  email text not null,
  email_lower text not null unique,
  password_hash text not null,
  role text not null,
  locale text not null,
  settings text not null,
  sign_up_reason text not null,
  confirmed_at integer not null,
  approved integer not null,
  disabled integer not null,
  created_at integer not null,
  last_seen_at integer not null
);
create index users_by_last_seen on users (last_seen_at);
create table sessions (
  id integer primary key,
  token_hash text not null unique,
  user_id integer not null references users (id) on delete cascade,
  ip text not null,
  user_agent text not null,
  created_at integer not null,
  last_seen_at integer not null
);
create index sessions_by_user on sessions (user_id, id);

create table keys (
  account_id integer not null references accounts (id) on delete cascade,
  kind text not null,
  public_jwk text not null,
  private_jwe text not null,
  created_at integer not null,
  primary key (account_id, kind)
);
create table remote_keys (
  uri text primary key,
  owner_uri text not null,
  pem text not null,
  fetched_at integer not null
);

create table apps (
  id integer primary key,
  client_id text not null unique,
  client_secret_hash text not null,
  name text not null,
  website text not null,
  redirect_uris text not null,
  scopes text not null,
  created_at integer not null
);
create table codes (
  code_hash text primary key,
  app_id integer not null references apps (id) on delete cascade,
  user_id integer not null references users (id) on delete cascade,
  redirect_uri text not null,
  scopes text not null,
  challenge text not null,
  expires_at integer not null
);
create table tokens (
  id integer primary key,
  token_hash text not null unique,
  app_id integer not null references apps (id) on delete cascade,
  user_id integer references users (id) on delete cascade,
  scopes text not null,
  created_at integer not null,
  last_used_at integer not null
);
create index tokens_by_user on tokens (user_id, id);
create index tokens_by_app on tokens (app_id);

create table conversations (id integer primary key, uri text not null unique, created_at integer not null);

create table statuses (
  id integer primary key,
  uri text not null unique,
  url text not null,
  account_id integer not null references accounts (id),
  local integer not null,
  reblog_of_id integer references statuses (id),
  quoted_id integer references statuses (id),
  in_reply_to_id integer references statuses (id),
  in_reply_to_account_id integer references accounts (id),
  in_reply_to_uri text not null,
  conversation_id integer not null,
  application_id integer,
  visibility text not null,
  local_only integer not null,
  sensitive integer not null,
  spoiler_text text not null,
  content text not null,
  text text not null,
  content_type text not null,
  language text not null,
  emojis text not null,
  replies_count integer not null,
  reblogs_count integer not null,
  favourites_count integer not null,
  quotes_count integer not null,
  created_at integer not null,
  edited_at integer not null,
  expires_at integer not null,
  deleted_at integer not null,
  version integer not null
);
create index statuses_by_account on statuses (account_id, id);
create index statuses_by_parent on statuses (in_reply_to_id, id) where in_reply_to_id is not null;
create index statuses_by_parent_uri on statuses (in_reply_to_uri) where in_reply_to_uri <> '';
create index statuses_by_reblogged on statuses (reblog_of_id, id) where reblog_of_id is not null;
create unique index statuses_reblog_once on statuses (account_id, reblog_of_id) where reblog_of_id is not null and deleted_at = 0;
create index statuses_by_quoted on statuses (quoted_id, id) where quoted_id is not null;
create index statuses_by_conversation on statuses (conversation_id, id);
create index statuses_public on statuses (id) where visibility = 'public' and reblog_of_id is null and in_reply_to_id is null and deleted_at = 0;
create index statuses_public_local on statuses (id) where visibility = 'public' and local = 1 and reblog_of_id is null and in_reply_to_id is null and deleted_at = 0;

create table status_edits (
  id integer primary key,
  status_id integer not null references statuses (id) on delete cascade,
  content text not null,
  text text not null,
  spoiler_text text not null,
  sensitive integer not null,
  media text not null,
  emojis text not null,
  created_at integer not null
);
create index status_edits_by_status on status_edits (status_id, id);

create table mentions (
  status_id integer not null references statuses (id) on delete cascade,
  account_id integer not null references accounts (id) on delete cascade,
  silent integer not null,
  primary key (status_id, account_id)
) without rowid;
create index mentions_by_account on mentions (account_id, status_id);

create table tags (id integer primary key, name text not null unique, display_name text not null, created_at integer not null, last_status_at integer not null);
create table status_tags (
  tag_id integer not null references tags (id) on delete cascade,
  status_id integer not null references statuses (id) on delete cascade,
  primary key (tag_id, status_id)
) without rowid;
create index status_tags_by_status on status_tags (status_id);
create table followed_tags (
  id integer primary key,
  account_id integer not null references accounts (id) on delete cascade,
  tag_id integer not null references tags (id) on delete cascade,
  created_at integer not null
);
create unique index followed_tags_once on followed_tags (account_id, tag_id);
create index followed_tags_by_tag on followed_tags (tag_id, account_id);

create table custom_emojis (
  id integer primary key,
  shortcode text not null,
  host text not null,
  uri text not null,
  image_url text not null,
  category text not null,
  visible integer not null,
  updated_at integer not null
);
create unique index custom_emojis_by_shortcode on custom_emojis (host, shortcode);

create table media (
  id integer primary key,
  account_id integer not null references accounts (id) on delete cascade,
  status_id integer references statuses (id) on delete set null,
  position integer not null,
  kind text not null,
  mime_type text not null,
  file text not null,
  preview_file text not null,
  remote_url text not null,
  preview_remote_url text not null,
  description text not null,
  blurhash text not null,
  meta text not null,
  bytes integer not null,
  created_at integer not null
);
create index media_by_status on media (status_id, position) where status_id is not null;
create index media_by_account on media (account_id, id);
create index media_unattached on media (created_at) where status_id is null;

create table polls (
  id integer primary key,
  status_id integer not null unique references statuses (id) on delete cascade,
  account_id integer not null references accounts (id) on delete cascade,
  options text not null,
  multiple integer not null,
  hide_totals integer not null,
  votes_count integer not null,
  voters_count integer not null,
  expires_at integer not null,
  closed_at integer not null,
  fetched_at integer not null
);
create index polls_open on polls (expires_at) where closed_at = 0 and expires_at > 0;
create table poll_votes (
  poll_id integer not null references polls (id) on delete cascade,
  account_id integer not null references accounts (id) on delete cascade,
  choice integer not null,
  uri text not null,
  created_at integer not null,
  primary key (poll_id, account_id, choice)
) without rowid;

create table favourites (
  id integer primary key,
  account_id integer not null references accounts (id) on delete cascade,
  status_id integer not null references statuses (id) on delete cascade,
  uri text not null,
  created_at integer not null
);
create unique index favourites_once on favourites (account_id, status_id);
create index favourites_by_status on favourites (status_id, id);
create index favourites_by_account on favourites (account_id, id);
create table bookmarks (
  id integer primary key,
  account_id integer not null references accounts (id) on delete cascade,
  status_id integer not null references statuses (id) on delete cascade,
  created_at integer not null
);
create index bookmarks_by_status on bookmarks (status_id);
create unique index bookmarks_once on bookmarks (account_id, status_id);
create index bookmarks_by_account on bookmarks (account_id, id);
create table pins (
  id integer primary key,
  account_id integer not null references accounts (id) on delete cascade,
  status_id integer not null references statuses (id) on delete cascade,
  created_at integer not null
);
create index pins_by_status on pins (status_id);
create unique index pins_once on pins (account_id, status_id);
create table muted_conversations (
  account_id integer not null references accounts (id) on delete cascade,
  conversation_id integer not null,
  primary key (account_id, conversation_id)
) without rowid;

create table follows (
  id integer primary key,
  account_id integer not null references accounts (id) on delete cascade,
  target_id integer not null references accounts (id) on delete cascade,
  state text not null,
  uri text not null,
  reblogs integer not null,
  notify integer not null,
  languages text not null,
  created_at integer not null
);
create unique index follows_once on follows (account_id, target_id);
create index follows_by_account on follows (account_id, state, id);
create index follows_by_target on follows (target_id, state, id);
create index follows_by_uri on follows (uri) where uri <> '';
create index follows_to_notify on follows (target_id) where notify = 1;
create table blocks (
  id integer primary key,
  account_id integer not null references accounts (id) on delete cascade,
  target_id integer not null references accounts (id) on delete cascade,
  uri text not null,
  created_at integer not null
);
create unique index blocks_once on blocks (account_id, target_id);
create index blocks_by_account on blocks (account_id, id);
create index blocks_by_target on blocks (target_id, account_id);
create table mutes (
  id integer primary key,
  account_id integer not null references accounts (id) on delete cascade,
  target_id integer not null references accounts (id) on delete cascade,
  notifications integer not null,
  expires_at integer not null,
  created_at integer not null
);
create unique index mutes_once on mutes (account_id, target_id);
create index mutes_by_account on mutes (account_id, id);
create table account_domain_blocks (
  id integer primary key,
  account_id integer not null references accounts (id) on delete cascade,
  host text not null,
  created_at integer not null
);
create unique index account_domain_blocks_once on account_domain_blocks (account_id, host);
create table account_notes (
  account_id integer not null references accounts (id) on delete cascade,
  target_id integer not null references accounts (id) on delete cascade,
  comment text not null,
  primary key (account_id, target_id)
) without rowid;

create table lists (
  id integer primary key,
  account_id integer not null references accounts (id) on delete cascade,
  title text not null,
  replies_policy text not null,
  exclusive integer not null,
  created_at integer not null
);
create index lists_by_account on lists (account_id, id);
create table list_members (
  id integer primary key,
  list_id integer not null references lists (id) on delete cascade,
  account_id integer not null references accounts (id) on delete cascade
);
create unique index list_members_once on list_members (list_id, account_id);
create index list_members_by_account on list_members (account_id, list_id);

create table home_entries (
  account_id integer not null,
  status_id integer not null,
  shown_id integer not null,
  list_only integer not null,
  primary key (account_id, status_id)
) without rowid;

create table notifications (
  id integer primary key,
  account_id integer not null references accounts (id) on delete cascade,
  type text not null,
  from_account_id integer not null references accounts (id) on delete cascade,
  status_id integer references statuses (id) on delete cascade,
  group_key text not null,
  filtered integer not null,
  created_at integer not null
);
create index notifications_by_account on notifications (account_id, id);
create index notifications_by_status on notifications (status_id) where status_id is not null;
create unique index notifications_once on notifications (account_id, from_account_id, type, coalesce(status_id, 0));
create table markers (
  account_id integer not null references accounts (id) on delete cascade,
  timeline text not null,
  last_read_id integer not null,
  version integer not null,
  updated_at integer not null,
  primary key (account_id, timeline)
) without rowid;

create table filters (
  id integer primary key,
  account_id integer not null references accounts (id) on delete cascade,
  title text not null,
  context text not null,
  action text not null,
  expires_at integer not null,
  created_at integer not null
);
create index filters_by_account on filters (account_id, id);
create table filter_keywords (
  id integer primary key,
  filter_id integer not null references filters (id) on delete cascade,
  keyword text not null,
  whole_word integer not null
);
create index filter_keywords_by_filter on filter_keywords (filter_id, id);
create table filter_statuses (
  id integer primary key,
  filter_id integer not null references filters (id) on delete cascade,
  status_id integer not null references statuses (id) on delete cascade
);
create index filter_statuses_by_status on filter_statuses (status_id);
create unique index filter_statuses_once on filter_statuses (filter_id, status_id);

create table idempotency_keys (
  account_id integer not null references accounts (id) on delete cascade,
  key text not null,
  status_id integer not null,
  created_at integer not null,
  primary key (account_id, key)
) without rowid;
create index idempotency_keys_by_age on idempotency_keys (created_at);

create table jobs (
  id integer primary key,
  kind text not null,
  payload text not null,
  unique_key text not null,
  lane text not null,
  priority integer not null,
  run_at integer not null,
  attempts integer not null,
  leased_until integer not null,
  lease text not null,
  last_error text not null
);
create index jobs_due on jobs (priority, run_at, id) where leased_until = 0;
create index jobs_leased on jobs (lane, leased_until) where leased_until > 0;
create unique index jobs_unique on jobs (unique_key) where unique_key <> '';

create table inbox (
  id integer primary key,
  activity_uri text not null unique,
  actor_uri text not null,
  body text not null,
  received_at integer not null,
  done_at integer not null,
  lane text not null,
  priority integer not null,
  run_at integer not null,
  attempts integer not null,
  leased_until integer not null,
  lease text not null,
  last_error text not null
);
create index inbox_due on inbox (priority, run_at, id) where leased_until = 0 and done_at = 0;
create index inbox_leased on inbox (lane, leased_until) where leased_until > 0;
create index inbox_done on inbox (done_at) where done_at > 0;

create table documents (
  id integer primary key,
  account_id integer not null,
  status_id integer,
  body text not null,
  digest text not null,
  created_at integer not null
);
create index documents_by_age on documents (created_at);
create table deliveries (
  id integer primary key,
  document_id integer not null references documents (id) on delete cascade,
  inbox_url text not null,
  state text not null,
  done_at integer not null,
  lane text not null,
  priority integer not null,
  run_at integer not null,
  attempts integer not null,
  leased_until integer not null,
  lease text not null,
  last_error text not null
);
create index deliveries_due on deliveries (priority, run_at, id) where leased_until = 0 and done_at = 0;
create index deliveries_leased on deliveries (lane, leased_until) where leased_until > 0;
create index deliveries_done on deliveries (done_at) where done_at > 0;
create unique index deliveries_once on deliveries (document_id, inbox_url);
create index deliveries_waiting on deliveries (lane, id) where done_at = 0;

create table hosts (
  host text primary key,
  state text not null,
  failures integer not null,
  failed_at integer not null,
  probe_at integer not null,
  software text not null,
  updated_at integer not null
);
`;
