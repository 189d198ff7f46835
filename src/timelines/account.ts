/** What one account has written, as its profile shows it. */
import { sql, type SqlBool } from "kysely";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import { normalizeTag } from "../text/names.ts";
import { prepare } from "../db/prepared.ts";
import { OUTLINE, type StatusOutline } from "../statuses/outline.ts";
import { mayStandOnProfile, noReply, withMedia, type Look } from "./rules.ts";

export type AccountOptions = {
  exclude_replies?: boolean | undefined;
  exclude_reblogs?: boolean | undefined;
  only_media?: boolean | undefined;
  pinned?: boolean | undefined;
  /** A tag, in any spelling. */
  tagged?: string | undefined;
};

const taggedWith = (name: string) => sql<SqlBool>`exists (select 1 from status_tags join tags on tags.id = status_tags.tag_id
  where status_tags.status_id = statuses.id and tags.name = ${name})`;

type Asked = Paging & {
  anybody: boolean;
  viewer_id: number;
  account_id: number;
  exclude_replies: boolean;
  exclude_reblogs: boolean;
  only_media: boolean;
  pinned: boolean;
  tag: string | undefined;
};

const selectOfAccount = prepare((db, asked: Asked) => {
  const { anybody, viewer_id, account_id, exclude_replies, exclude_reblogs, only_media, pinned, tag, ...paging } = asked;
  let query = db.selectFrom("statuses").select(OUTLINE);
  // Groups pin what others have posted to them.
  if (!pinned) query = query.where("statuses.account_id", "=", account_id);
  query = query.where(mayStandOnProfile(anybody ? 0 : viewer_id));
  if (exclude_replies) query = query.where(noReply);
  if (exclude_reblogs) query = query.where("statuses.reblog_of_id", "is", null);
  if (only_media) query = query.where(withMedia);
  if (tag !== undefined) query = query.where(taggedWith(tag));
  if (!pinned) return paged(query, "statuses.id", paging);
  const join = query.innerJoin("pins", (on) =>
    on.onRef("pins.status_id", "=", "statuses.id").on("pins.account_id", "=", account_id),
  );
  return join.orderBy("pins.id", "desc").limit(paging.limit);
});

/** Statuses that the viewer (0 = anybody) may see, newest first; pinned ones in the order of pinning, the last one first. */
export async function accountOutlines(
  { db }: Look,
  viewer_id: number,
  account_id: number,
  {
    paging,
    exclude_replies = false,
    exclude_reblogs = false,
    only_media = false,
    pinned = false,
    tagged,
  }: AccountOptions & { paging: Paging },
): Promise<StatusOutline[]> {
  const tag = tagged === undefined ? undefined : normalizeTag(tagged);
  const asked = {
    ...paging,
    anybody: viewer_id === 0,
    viewer_id,
    account_id,
    exclude_replies,
    exclude_reblogs,
    only_media,
    pinned,
    tag,
  };
  const rows = await selectOfAccount(db, asked);
  return pinned ? rows : inOrder(rows, paging);
}

/** Their ids. */
export const accountStatusIds = async (...asked: Parameters<typeof accountOutlines>): Promise<number[]> =>
  (await accountOutlines(...asked)).map(({ id }) => id);
