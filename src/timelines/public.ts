/** The public timelines: what is said here, and what this server hears of. */
import { sql, type SqlBool } from "kysely";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import { mayStand, notSilencedFor, withMedia, type Look } from "./rules.ts";

export type PublicOptions = { local?: boolean | undefined; remote?: boolean | undefined; only_media?: boolean | undefined };

/** Public statuses that are neither reblogs nor answers, newest first. Viewer 0 = anybody. */
export async function publicStatusIds(
  { db, now }: Look,
  viewer_id: number,
  options: PublicOptions,
  paging: Paging,
): Promise<number[]> {
  let query = db
    .selectFrom("statuses")
    .select("statuses.id")
    .where(inIndex)
    .where(mayStand(viewer_id, now()))
    .where(notSilencedFor(viewer_id));
  if (options.local === true) query = query.where(sql<SqlBool>`statuses.local = 1`);
  if (options.remote === true) query = query.where(sql<SqlBool>`statuses.local = 0`);
  if (options.only_media === true) query = query.where(withMedia);
  const rows = await paged(query, "statuses.id", paging).execute();
  return inOrder(rows, paging).map(({ id }) => id);
}

// Word for word the condition of the partial indexes: with bound values SQLite would not use them.
const inIndex = sql<SqlBool>`statuses.visibility = 'public' and statuses.reblog_of_id is null and statuses.in_reply_to_id is null
  and statuses.deleted_at = 0 and statuses.in_reply_to_uri = ''`;
