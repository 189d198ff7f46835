/** Sums of days, never more: no visitor, follower or reader is named in them. Columns as in `migrations/`; a test compares them. */
import type { Generated } from "kysely";
import type { Flag } from "../columns.ts";

/** A day of an account on which anything happened; `day` is the instant at which it began on the server's clocks. */
export interface InsightDaysTable {
  account_id: number;
  day: number;
  posts: number;
  /** Of each post of the day the servers that took it, added up. */
  servers: number;
  /** Of each post of the day the homes of followers here into which it came, added up. */
  homes: number;
  /** What others did on the day with posts of any day. */
  interactions: number;
  /** When the day ended. */
  followers: number;
  /** Homes here into which boosts by people here brought posts on the day, added up. */
  boosted: Generated<number>;
  /** Boosts by people elsewhere on the day, as far as their servers told. */
  boosts_elsewhere: Generated<number>;
}

/** Of days that are not counted yet, and a while longer: what has been counted of their posts (`insights/reach.ts`). */
export interface InsightReachTable {
  account_id: number;
  day: number;
  homes: number;
  boosted: number;
}

/** Ends of follows of accounts of this server: when it had begun tells `follow_id`, and nothing tells whose it was. */
export interface InsightLeavingsTable {
  account_id: number;
  follow_id: number;
  left_at: number;
}

/** Visits to pages of an account that came by a link on another site. */
export interface InsightReferrersTable {
  account_id: number;
  day: number;
  host: string;
  count: number;
}

/** Only of those who have chosen. */
export interface InsightChoicesTable {
  account_id: number;
  disabled: Flag;
  /** Of the choice: days that had begun before are not counted. */
  since: number;
}

export interface InsightsTables {
  insight_days: InsightDaysTable;
  insight_reach: InsightReachTable;
  insight_leavings: InsightLeavingsTable;
  insight_referrers: InsightReferrersTable;
  insight_choices: InsightChoicesTable;
}
