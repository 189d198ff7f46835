/** What may stand in a timeline of a viewer: what they may see, from whom they want to see something. */
import { sql, type Expression, type ExpressionBuilder, type SqlBool } from "kysely";
import { namesNobodyHidden, notBlockedBetween, notHiddenFrom } from "../blocks/hidden.ts";
import type { DB } from "../db/schema.ts";
import type { Viewer } from "../db/viewer.ts";
import type { Kith } from "../kith.ts";
import { visibleTo } from "../statuses/visible.ts";

/** What reading a timeline takes. */
export type Look = Pick<Kith, "db" | "now">;

type Rule = (eb: ExpressionBuilder<DB, "statuses">) => Expression<SqlBool>;

/** For timelines in which many people meet: neither the author nor who is reblogged is hidden from the viewer (0 = anybody). */
export const mayStand =
  (viewer_id: Viewer, now: number): Rule =>
  (eb) =>
    eb.and([
      visibleTo(viewer_id)(eb),
      ...(viewer_id === 0 ? [] : [notHiddenFrom(viewer_id, "statuses.account_id", now)]),
      reblogStands(viewer_id, now),
    ]);

/** For homes, and lists made of them: the same, and nobody hidden is named (as Mastodon has it). */
export const mayStandAtHome =
  (viewer_id: Viewer, now: number): Rule =>
  (eb) =>
    eb.and([mayStand(viewer_id, now)(eb), namesNobodyHidden(viewer_id, now)]);

/** For a profile: whoever opens it wants to see it, muted or not; only those who are blocked are not shown in reblogs. */
export const mayStandOnProfile =
  (viewer_id: number): Rule =>
  (eb) =>
    eb.and([visibleTo(viewer_id)(eb), reblogStands(viewer_id)]);

/** It is no reblog, or what it reblogs is there and not hidden. */
const reblogStands = (
  viewer_id: Viewer,
  now?: number,
): Expression<SqlBool> => sql<SqlBool>`(statuses.reblog_of_id is null or exists (
  select 1 from statuses as original where original.id = statuses.reblog_of_id and original.deleted_at = 0
  ${viewer_id === 0 ? sql`` : now === undefined ? sql`and ${notBlockedBetween(viewer_id, "original.account_id")}` : sql`and ${notHiddenFrom(viewer_id, "original.account_id", now)}`}))`;

/** The author is not silenced here, or the viewer follows or is them. */
export const notSilencedFor = (viewer_id: number): Expression<SqlBool> => sql<SqlBool>`(statuses.account_id = ${viewer_id}
  or exists (select 1 from accounts as standing where standing.id = statuses.account_id and standing.silenced_at = 0)
  or exists (select 1 from follows as following where following.account_id = ${viewer_id} and following.target_id = statuses.account_id
    and following.state = 'accepted'))`;

/** It has pictures, sound or films. */
export const withMedia: Expression<SqlBool> = sql<SqlBool>`exists (select 1 from media where media.status_id = statuses.id)`;

/** It answers nobody but perhaps its own author. */
export const noReply: Expression<SqlBool> = sql<SqlBool>`statuses.in_reply_to_uri = ''
  and (statuses.in_reply_to_id is null or statuses.in_reply_to_account_id = statuses.account_id)`;
