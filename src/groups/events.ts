/** What can happen in groups, as types (`kith-events.ts`). */
import type { GroupWish } from "./elsewhere.ts";

export type GroupEvent =
  /** It has come into a group, which shows it from now on: one that lives here, or one for members only. */
  | { type: "group.entered"; status_id: number; group_id: number; account_id: number; local: boolean; more_members: boolean }
  /** A moderator has let it in: `body` is the activity that brought it from elsewhere. `held`: its author's server has kept it to itself until now. */
  | { type: "group.approved"; status_id: number; group_id: number; body: string; held: boolean }
  /** A moderator has kept it out, and its author lives elsewhere. */
  | { type: "group.refused"; status_id: number; group_id: number; reason: string }
  /** One of ours has written it, and a group elsewhere is to look at it before anybody else does. */
  | { type: "status.held"; status_id: number; account_id: number; group_id: number }
  /** One of ours has posted it to a group elsewhere that tells us nothing of it: whether it shows it is looked up. `looks`: so often it has been. */
  | { type: "group.posted"; status_id: number; group_id: number; looks: number }
  /** By a moderator who lives here, of a group that does, too; `expires_at` (ms, 0 = never) and `with_posts` of a ban. */
  | { type: "group.decided"; log_id: number; group_id: number; expires_at: number; with_posts: boolean }
  /** The same of a group elsewhere, whose server is asked for it. */
  | ({ type: "group.asked" } & GroupWish)
  /** One elsewhere that tells those in it what it tells nobody else has been heard of, or somebody of ours has come into one for its members alone. */
  | { type: "group.veiled"; group_id: number }
  /** All that somebody has posted there is to go from it, or to come back (`sweep.ts`). */
  | { type: "group.swept"; group_id: number; account_id: number };
