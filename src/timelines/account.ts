/** What one account has written, as its profile shows it. */
import { sql, type SqlBool } from "kysely";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import { normalizeTag } from "../text/names.ts";
import { mayStandOnProfile, noReply, withMedia, type Look } from "./rules.ts";

export type AccountOptions = {
  exclude_replies?: boolean | undefined;
  exclude_reblogs?: boolean | undefined;
  only_media?: boolean | undefined;
  pinned?: boolean | undefined;
  /** A tag, in any spelling. */
  tagged?: string | undefined;
};

/** Ids of statuses that the viewer (0 = anybody) may see, newest first; pinned ones in the order of pinning, the last one first. */
export async function accountStatusIds(
  { db }: Look,
  viewer_id: number,
  account_id: number,
  { paging, ...options }: AccountOptions & { paging: Paging },
): Promise<number[]> {
  let query = db
    .selectFrom("statuses")
    .select("statuses.id")
    .where("statuses.account_id", "=", account_id)
    .where(mayStandOnProfile(viewer_id));
  if (options.exclude_replies === true) query = query.where(noReply);
  if (options.exclude_reblogs === true) query = query.where("statuses.reblog_of_id", "is", null);
  if (options.only_media === true) query = query.where(withMedia);
  if (options.tagged !== undefined) query = query.where(taggedWith(options.tagged));
  if (options.pinned === true) {
    const pinned = query
      .innerJoin("pins", (join) => join.onRef("pins.status_id", "=", "statuses.id").on("pins.account_id", "=", account_id))
      .orderBy("pins.id", "desc")
      .limit(paging.limit);
    return (await pinned.execute()).map(({ id }) => id);
  }
  const rows = await paged(query, "statuses.id", paging).execute();
  return inOrder(rows, paging).map(({ id }) => id);
}

const taggedWith = (name: string) => sql<SqlBool>`exists (select 1 from status_tags join tags on tags.id = status_tags.tag_id
  where status_tags.status_id = statuses.id and tags.name = ${normalizeTag(name)})`;
