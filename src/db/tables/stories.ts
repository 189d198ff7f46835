/** Stories: what is shown for a day. Columns as in `migrations/`; a test compares them. */
import type { Flag } from "../columns.ts";
import type { StoryAudience } from "../values.ts";

export interface StoriesTable {
  id: number;
  uri: string;
  account_id: number;
  local: Flag;
  /** Plain; "" where the media say it all, and after the end. */
  text: string;
  /** On which ground a mere text stands; "" with media. */
  background: string;
  /** 0 = none. */
  media_id: number;
  audience: StoryAudience;
  /** Of the author's own, 0 = none. */
  circle_id: number;
  /** People in the circle, or named, when it was posted. */
  reach: number;
  replies: Flag;
  reactions: Flag;
  /** Its author wants to keep it after its end. */
  kept: Flag;
  created_at: number;
  expires_at: number;
  /** 0 = it is shown, until `expires_at`. Afterwards the row stays for a while, so that it does not come back. */
  ended_at: number;
}

/** To whom it is addressed by name, or by a circle. */
export interface StoryReadersTable {
  id: number;
  story_id: number;
  account_id: number;
}

/** `listed`: its author may know of it. */
export interface StoryViewsTable {
  id: number;
  story_id: number;
  account_id: number;
  listed: Flag;
  created_at: number;
}

export interface StoryReactionsTable {
  id: number;
  story_id: number;
  account_id: number;
  emoji: string;
  /** Of the activity that brought it; "" for one of ours. */
  uri: string;
  created_at: number;
}

/** Where it has been sent, and its end is. */
export interface StoryInboxesTable {
  id: number;
  story_id: number;
  inbox_url: string;
  /** `pixelfed`: as that reads it, and its end, too; "" = as everybody else does. */
  form: string;
}

export interface StoryReportsTable {
  report_id: number;
  story_id: number;
}

export interface StoriesTables {
  stories: StoriesTable;
  story_readers: StoryReadersTable;
  story_views: StoryViewsTable;
  story_reactions: StoryReactionsTable;
  story_inboxes: StoryInboxesTable;
  story_reports: StoryReportsTable;
}
