/** What comes again and again, and accounts for which several people write. Columns as in `migrations/`; a test compares them. */
import type { Generated } from "kysely";
import type { Flag, Json } from "../columns.ts";
import type { RecurringState, SubmissionState, TeamAct, TeamRole } from "../planning-values.ts";
import type { Recurrence } from "../../recurrence/rule.ts";

/** Each of its times becomes a scheduled status, and by that an ordinary one. */
export interface RecurringStatusesTable {
  id: number;
  account_id: number;
  params: string;
  /** On the clocks of the zone: "2026-03-03T09:00". */
  starts: string;
  /** IANA. */
  time_zone: string;
  rule: Json<Recurrence>;
  state: RecurringState;
  /** ms, when it comes next; 0 while it rests, and when it has ended. */
  due_at: number;
  /** How often it has come. */
  runs: number;
  /** Why it rests, if it was refused when its time had come. */
  refused: Generated<string>;
  created_at: number;
}

/** A time that has had its turn, by its date there: it comes once, whoever sees to it and how often. */
export interface RecurringRunsTable {
  recurring_id: number;
  run_on: string;
  /** The scheduled status that it became. */
  scheduled_id: number;
  created_at: number;
}

/** An account for which several people write; its user, if nobody logs in to it, has no password and no address. */
export interface TeamsTable {
  account_id: number;
  created_by: number | null;
  /** What is posted from now on says by whom. */
  names_authors: Flag;
  /** Not only its owners read what is said to it in private. */
  shares_messages: Generated<Flag>;
  created_at: number;
}

export interface TeamMembersTable {
  team_id: number;
  account_id: number;
  role: TeamRole;
  invited_by: number;
  /** ms, 0 = has not answered yet. */
  accepted_at: number;
  created_at: number;
}

/** Who of a team wrote a post: for the team alone. */
export interface TeamPostsTable {
  status_id: number;
  team_id: number;
  account_id: number;
}

export interface TeamLogTable {
  id: number;
  team_id: number;
  actor_id: number;
  act: TeamAct;
  /** A role, an operation of the API, the first words of a post; never more than 200 characters. */
  detail: string;
  /** Whom it concerned; 0 = nobody. */
  account_id: number;
  created_at: number;
}

export interface TeamSubmissionsTable {
  id: number;
  team_id: number;
  /** Who wrote it. */
  account_id: number;
  params: string;
  /** ms, 0 = as soon as somebody lets it. */
  scheduled_at: number;
  state: SubmissionState;
  decided_by: number;
  decided_at: number;
  created_at: number;
  updated_at: number;
}

export interface TeamCommentsTable {
  id: number;
  submission_id: number;
  account_id: number;
  text: string;
  created_at: number;
}

export interface PlanningTables {
  recurring_statuses: RecurringStatusesTable;
  recurring_runs: RecurringRunsTable;
  teams: TeamsTable;
  team_members: TeamMembersTable;
  team_posts: TeamPostsTable;
  team_log: TeamLogTable;
  team_submissions: TeamSubmissionsTable;
  team_comments: TeamCommentsTable;
}
