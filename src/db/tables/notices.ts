/** Conversations as their readers have them, who may notify whom, and where notifications are pushed to. Columns as in `migrations/`; a test compares them. */
import type { Flag, Json } from "../columns.ts";
import type { NotificationAction, PushPolicy } from "../values.ts";

/** What the API calls a conversation: one reader's talk with the same people. */
export interface ConversationMembersTable {
  id: number;
  conversation_id: number;
  account_id: number;
  /** The others, ascending; the first fifty of them. */
  people: Json<number[]>;
  last_status_id: number;
  unread: Flag;
}

export interface ConversationStatusesTable {
  member_id: number;
  status_id: number;
}

export interface NotificationPoliciesTable {
  account_id: number;
  for_not_following: NotificationAction;
  for_not_followers: NotificationAction;
  for_new_accounts: NotificationAction;
  for_private_mentions: NotificationAction;
  for_limited_accounts: NotificationAction;
  /** `friends`: only whom one follows and is followed by is as good as somebody whom one follows, for private mentions. */
  messages_from: "" | "friends";
}

/** Who has been let through, whatever the policy says. */
export interface NotificationPermissionsTable {
  account_id: number;
  from_account_id: number;
}

export interface NotificationRequestsTable {
  id: number;
  account_id: number;
  from_account_id: number;
  created_at: number;
  updated_at: number;
}

export interface PushSubscriptionsTable {
  id: number;
  token_id: number;
  account_id: number;
  endpoint: string;
  /** base64url: the uncompressed point of P-256, and 16 bytes. */
  p256dh: string;
  auth: string;
  standard: Flag;
  /** Types of notifications that are wanted. */
  alerts: Json<string[]>;
  policy: PushPolicy;
  /** The token itself, sealed: the payload names it, and `tokens` holds only its hash. */
  access_token: string;
  created_at: number;
}

export interface NoticesTables {
  conversation_members: ConversationMembersTable;
  conversation_statuses: ConversationStatusesTable;
  notification_policies: NotificationPoliciesTable;
  notification_permissions: NotificationPermissionsTable;
  notification_requests: NotificationRequestsTable;
  push_subscriptions: PushSubscriptionsTable;
}
