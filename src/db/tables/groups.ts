/** Groups elsewhere: what they decide about what is in them. Columns as in `migrations/`; a test compares them. */

export interface RemoteGroupsTable {
  account_id: number;
  /** The collection of those who moderate it; "" = it names none. */
  moderators_url: string;
  checked_at: number;
}

export interface GroupModeratorsTable {
  group_id: number;
  uri: string;
  position: number;
}

export interface GroupBansTable {
  group_id: number;
  account_id: number;
  /** Plain text; "" = none given. */
  reason: string;
  /** 0 = never. */
  expires_at: number;
  created_at: number;
}

export interface GroupLocksTable {
  status_id: number;
  group_id: number;
  reason: string;
  created_at: number;
}

export interface GroupRemovalsTable {
  status_id: number;
  group_id: number;
  reason: string;
  created_at: number;
}

export interface GroupsTables {
  remote_groups: RemoteGroupsTable;
  group_moderators: GroupModeratorsTable;
  group_bans: GroupBansTable;
  group_locks: GroupLocksTable;
  group_removals: GroupRemovalsTable;
}
