/** What accounts are to each other, and what each keeps for itself. Columns as in `migrations/`; a test compares them. */
import type { Flag, Json } from "../columns.ts";
import type { FollowState, NotificationType, RepliesPolicy, FilterContext, FilterAction } from "../values.ts";

export interface FollowsTable {
  id: number;
  account_id: number;
  target_id: number;
  state: FollowState;
  uri: string;
  reblogs: Flag;
  notify: Flag;
  languages: Json<string[]>;
  created_at: number;
}

/** Where accounts of ours were followed from until `left_at`, one inbox of each server. */
export interface FormerFollowersTable {
  account_id: number;
  host: string;
  inbox_url: string;
  left_at: number;
}

export interface FollowedTagsTable {
  id: number;
  account_id: number;
  tag_id: number;
  created_at: number;
}

export interface BlocksTable {
  id: number;
  account_id: number;
  target_id: number;
  uri: string;
  created_at: number;
}

export interface MutesTable {
  id: number;
  account_id: number;
  target_id: number;
  notifications: Flag;
  expires_at: number;
  created_at: number;
}

export interface AccountDomainBlocksTable {
  id: number;
  account_id: number;
  host: string;
  created_at: number;
}

export interface AccountNotesTable {
  account_id: number;
  target_id: number;
  comment: string;
}

export interface MutedConversationsTable {
  account_id: number;
  conversation_id: number;
}

export interface ListsTable {
  id: number;
  account_id: number;
  title: string;
  replies_policy: RepliesPolicy;
  exclusive: Flag;
  created_at: number;
}

export interface ListMembersTable {
  id: number;
  list_id: number;
  account_id: number;
}

export interface HomeEntriesTable {
  account_id: number;
  status_id: number;
  shown_id: number;
  list_only: Flag;
}

export interface NotificationsTable {
  id: number;
  account_id: number;
  type: NotificationType;
  from_account_id: number;
  status_id: number | null;
  /** What else it tells of: a report, a strike, severed relationships; 0 = nothing. */
  subject_id: number;
  group_key: string;
  filtered: Flag;
  created_at: number;
}

export interface MarkersTable {
  account_id: number;
  timeline: "home" | "notifications";
  last_read_id: number;
  version: number;
  updated_at: number;
}

export interface FiltersTable {
  id: number;
  account_id: number;
  title: string;
  context: Json<FilterContext[]>;
  action: FilterAction;
  expires_at: number;
  created_at: number;
}

export interface FilterKeywordsTable {
  id: number;
  filter_id: number;
  keyword: string;
  whole_word: Flag;
}

export interface FilterStatusesTable {
  id: number;
  filter_id: number;
  status_id: number;
}

export interface PeopleTables {
  follows: FollowsTable;
  former_followers: FormerFollowersTable;
  followed_tags: FollowedTagsTable;
  blocks: BlocksTable;
  mutes: MutesTable;
  account_domain_blocks: AccountDomainBlocksTable;
  account_notes: AccountNotesTable;
  muted_conversations: MutedConversationsTable;
  lists: ListsTable;
  list_members: ListMembersTable;
  home_entries: HomeEntriesTable;
  notifications: NotificationsTable;
  markers: MarkersTable;
  filters: FiltersTable;
  filter_keywords: FilterKeywordsTable;
  filter_statuses: FilterStatusesTable;
}
