/** Groups, here and elsewhere: who is in them, and what they decide about what is in them. Columns as in `migrations/`; a test compares them. */
import type { Generated } from "kysely";
import type { Flag, Json } from "../columns.ts";
import type { GroupAct, GroupMembership, GroupPosting, GroupRole, GroupSweep, Visibility } from "../values.ts";

export interface RemoteGroupsTable {
  account_id: number;
  /** The collection of those who moderate it; "" = it names none. */
  moderators_url: string;
  checked_at: number;
  /** Plain text, one each. */
  rules: Generated<Json<string[]>>;
  /** Safe HTML, beside what its account says; "" = nothing. */
  sidebar: Generated<string>;
  /** Uris of the newest, as far as it tells who is in it. */
  members: Generated<Json<string[]>>;
  /** Only its moderators begin threads there. */
  restricted: Generated<Flag>;
  /** Where it tells those in it what it tells nobody else; "" = it has nothing of that. */
  inside_url: Generated<string>;
}

/** What a group elsewhere has told those here who are in it, and nobody else may know. */
export interface GroupInsidesTable {
  account_id: number;
  title: string;
  /** Safe HTML. */
  note: string;
  /** Plain text, one each. */
  rules: Json<string[]>;
  /** Addresses on its server; "" = none. */
  avatar: string;
  header: string;
  avatar_description: string;
  header_description: string;
  told_at: number;
}

export interface GroupModeratorsTable {
  group_id: number;
  uri: string;
  position: number;
  /** Elsewhere all are moderators. */
  role: Generated<GroupRole>;
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

/** One that lives here. */
export interface OwnGroupsTable {
  account_id: number;
  /** Its account says them and shows its pictures, too, unless outsiders are not to know (`revealed`). */
  title: string;
  note: string;
  note_source: string;
  membership: GroupMembership;
  posting: GroupPosting;
  /** Whoever posts there first is looked at before others see it. */
  approve_first: Flag;
  /** Of one for members only: outsiders may know what it is called and what it is about. */
  revealed: Flag;
  rules: Json<string[]>;
  created_by: number | null;
  posts_count: Generated<number>;
  last_post_at: Generated<number>;
  created_at: number;
  /** Whether it has a chat. */
  chat: Generated<Flag>;
  /** Whether votes against what stands in it are taken. */
  downvotes: Generated<Flag>;
  /** Names of stored files, "" = none, and what they show. */
  avatar: Generated<string>;
  header: Generated<string>;
  avatar_description: Generated<string>;
  header_description: Generated<string>;
}

/** What begins a thread in a group, and when it was last answered. */
export interface GroupPostsTable {
  status_id: number;
  group_id: number;
  active_at: number;
}

/** What waits until a moderator lets it in. */
export interface GroupQueueTable {
  status_id: number;
  group_id: number;
  /** The activity that brought it from elsewhere, to be passed on then; "" for ours. */
  body: string;
  created_at: number;
}

/** A post that a group elsewhere looks at before anybody else sees it; on the group's own server the same of one from elsewhere. */
export interface GroupWaitsTable {
  status_id: number;
  group_id: number;
  /** What it is to be then. */
  visibility: Visibility;
  /** In a group for its members. */
  closed: Flag;
  addressed: Json<{ mentions: number[]; addressed: number[]; blind: number[] }>;
  state: "waiting" | "refused" | "approved";
  /** Plain text; "" = none given. */
  reason: string;
  created_at: number;
}

export interface GroupInvitationsTable {
  id: number;
  group_id: number;
  account_id: number;
  inviter_id: number;
  created_at: number;
}

export interface GroupLinksTable {
  id: number;
  group_id: number;
  account_id: number;
  code: string;
  /** 0 = no end. */
  max_uses: number;
  uses: number;
  expires_at: number;
  created_at: number;
}

/** What moderators have done; 0 for what it does not concern. */
export interface GroupLogTable {
  id: number;
  group_id: number;
  actor_id: number;
  act: GroupAct;
  account_id: number;
  status_id: number;
  reason: string;
  created_at: number;
}

/** A group elsewhere does not show what has been posted to it, as far as it can be seen from here. */
export interface GroupUnpassedTable {
  status_id: number;
  group_id: number;
  created_at: number;
}

export interface GroupReportsTable {
  id: number;
  group_id: number;
  status_id: number;
  account_id: number;
  comment: string;
  created_at: number;
  resolved_at: number;
  resolved_by: number;
}

export interface GroupSweepsTable {
  group_id: number;
  account_id: number;
  what: GroupSweep;
  reason: string;
  /** Its posts from this id on are done. */
  before_id: number;
  /** It has been given up, until somebody tries again. */
  failed: Generated<Flag>;
}

export interface GroupsTables {
  groups: OwnGroupsTable;
  group_posts: GroupPostsTable;
  group_queue: GroupQueueTable;
  group_waits: GroupWaitsTable;
  group_invitations: GroupInvitationsTable;
  group_links: GroupLinksTable;
  group_log: GroupLogTable;
  group_reports: GroupReportsTable;
  remote_groups: RemoteGroupsTable;
  group_insides: GroupInsidesTable;
  group_moderators: GroupModeratorsTable;
  group_bans: GroupBansTable;
  group_locks: GroupLocksTable;
  group_sweeps: GroupSweepsTable;
  group_removals: GroupRemovalsTable;
  group_unpassed: GroupUnpassedTable;
}
