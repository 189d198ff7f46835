/** Letters that go out and come in. Columns as in `migrations/`; a test compares them. */
import type { Generated } from "kysely";
import type { KeptLetter } from "../../mail/open.ts";
import type { Json } from "../columns.ts";
import type { GroupMailMode } from "../values.ts";

/** That somebody wants to have what is said in a group by mail. */
export interface GroupMailTable {
  account_id: number;
  group_id: number;
  mode: GroupMailMode;
  /** Nothing older comes. */
  since: number;
  /** Of `daily`: when the next letter is; else 0. */
  due_at: number;
}

/** What has been sent, or is on its way, so that it goes once. */
export interface GroupMailSentTable {
  account_id: number;
  status_id: number;
  sent_at: number;
}

/** Of an address that letters came back from. */
export interface MailBouncesTable {
  user_id: number;
  /** Whose address has changed since begins anew. */
  email_lower: string;
  /** That came back for good. */
  count: number;
  /** That came back because a mailbox was full or a server did not answer, at most one a day; and when the last was counted. */
  soft: Generated<number>;
  soft_at: Generated<number>;
  last_error: string;
  last_at: number;
  /** Nothing but what is about their way in goes there any more; 0 = not paused. */
  paused_at: number;
}

/** Letters that came in, and answers that were given to them, by a digest that names no one. */
export interface MailSeenTable {
  key: string;
  seen_at: number;
}

export interface MailCountsTable {
  /** ms of its midnight (UTC). */
  day: number;
  kind: string;
  count: number;
}

/** Letters that go once (`mailing/once.ts`). */
export interface MailOutboxTable {
  key: string;
  /** Null for who has no account here: a guest. */
  user_id: number | null;
  /** What it says, until it has gone. */
  letter: Json<KeptLetter>;
  created_at: number;
  /** 0 = not taken by the mail server, as far as is known. */
  sent_at: number;
}

export interface MailTables {
  mail_outbox: MailOutboxTable;
  group_mail: GroupMailTable;
  group_mail_sent: GroupMailSentTable;
  mail_bounces: MailBouncesTable;
  mail_seen: MailSeenTable;
  mail_counts: MailCountsTable;
}
