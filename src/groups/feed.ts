/** What stands in a group: what begins threads there, by when it was posted, when it was last answered, or how it was liked; and what is pinned. */
import { sql, type SqlBool } from "kysely";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import { idAt } from "../ids.ts";
import { mayStand, type Look } from "../timelines/rules.ts";

export type FeedOrder = "new" | "active" | "top";
export const FEED_ORDERS: readonly FeedOrder[] = ["new", "active", "top"];
const DAY = 86_400_000;
/** How far back what is liked most is looked for: a month, else everything. */
const SPAN = 30 * DAY;
/** As far as can be turned in what is not paged by ids. */
export const FURTHEST = 400;

const notRemoved = (group_id: number) =>
  sql<SqlBool>`not exists (select 1 from group_removals where group_removals.status_id = statuses.id and group_removals.group_id = ${group_id})`;

const threadsIn = ({ db, now }: Look, viewer_id: number, group_id: number) =>
  db
    .selectFrom("statuses")
    .innerJoin("group_posts", "group_posts.status_id", "statuses.id")
    .select("statuses.id")
    .where("group_posts.group_id", "=", group_id)
    .where("statuses.group_id", "=", group_id)
    .where(notRemoved(group_id))
    .where((eb) => mayStand(viewer_id, now())(eb as never));

/** Ids of statuses, newest first. The caller has seen to it that the viewer may look at the group. */
export async function newIds(look: Look, viewer_id: number, group_id: number, paging: Paging): Promise<number[]> {
  const rows = await paged(threadsIn(look, viewer_id, group_id), "group_posts.status_id", paging).execute();
  return inOrder(rows, paging).map(({ id }) => id);
}

/** The same in another order, by offset. */
export async function sortedIds(
  look: Look,
  viewer_id: number,
  group_id: number,
  { order, offset, limit }: { order: Exclude<FeedOrder, "new">; offset: number; limit: number },
): Promise<number[]> {
  const start = Math.min(Math.max(Math.trunc(offset), 0), FURTHEST);
  const query = threadsIn(look, viewer_id, group_id).limit(limit).offset(start);
  if (order === "active")
    return (await query.orderBy("group_posts.active_at", "desc").orderBy("group_posts.status_id", "desc").execute()).map(
      ({ id }) => id,
    );
  const liked = query
    .orderBy(sql`statuses.favourites_count - statuses.downvotes_count + statuses.reblogs_count + statuses.replies_count`, "desc")
    .orderBy("statuses.id", "desc");
  const lately = await liked.where("group_posts.status_id", ">", idAt(look.now() - SPAN)).execute();
  return (lately.length > 0 || start > 0 ? lately : await liked.execute()).map(({ id }) => id);
}

/** What a group elsewhere has shown, in another order, by offset: of the newest that it has shown, and by what is known here of answers and likes. Ids of its reblogs. */
export async function sortedShownIds(
  look: Look,
  viewer_id: number,
  group_id: number,
  { order, offset, limit }: { order: Exclude<FeedOrder, "new">; offset: number; limit: number },
): Promise<number[]> {
  const start = Math.min(Math.max(Math.trunc(offset), 0), FURTHEST);
  const newest = look.db
    .selectFrom("statuses as reblog")
    .select("reblog.id")
    .where("reblog.account_id", "=", group_id)
    .where("reblog.reblog_of_id", "is not", null)
    .where("reblog.deleted_at", "=", 0)
    .orderBy("reblog.id", "desc")
    .limit(FURTHEST);
  const score = sql`shown.favourites_count - shown.downvotes_count + shown.reblogs_count + shown.replies_count`;
  const answered = sql`coalesce((select max(answer.id) from statuses as answer where answer.conversation_id = shown.conversation_id
    and answer.deleted_at = 0 and answer.reblog_of_id is null and answer.visibility in ('public', 'unlisted')), shown.id)`;
  const rows = await look.db
    .selectFrom("statuses")
    .innerJoin("statuses as shown", "shown.id", "statuses.reblog_of_id")
    .select("statuses.id")
    .where("statuses.id", "in", (eb) => eb.selectFrom(newest.as("newest")).select("newest.id"))
    .where((eb) => mayStand(viewer_id, look.now())(eb as never))
    .orderBy(order === "active" ? answered : score, "desc")
    .orderBy("statuses.id", "desc")
    .offset(start)
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** What moderators have pinned, the last first. */
export async function pinnedIds(look: Look, viewer_id: number, group_id: number): Promise<number[]> {
  const rows = await look.db
    .selectFrom("statuses")
    .innerJoin("pins", "pins.status_id", "statuses.id")
    .select("statuses.id")
    .where("pins.account_id", "=", group_id)
    .where("statuses.group_id", "=", group_id)
    .where((eb) => mayStand(viewer_id, look.now())(eb as never))
    .orderBy("pins.id", "desc")
    .execute();
  return rows.map(({ id }) => id);
}
