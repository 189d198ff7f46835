/** The public timelines: what is said here, and what this server hears of. */
import { sql, type SqlBool } from "kysely";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import { prepare } from "../db/prepared.ts";
import { OUTLINE, type StatusOutline } from "../statuses/outline.ts";
import { mayStand, notSilencedFor, withMedia, type Look } from "./rules.ts";

export type PublicOptions = { local?: boolean | undefined; remote?: boolean | undefined; only_media?: boolean | undefined };

// Word for word the condition of the partial indexes: with bound values SQLite would not use them.
const inIndex = sql<SqlBool>`statuses.visibility = 'public' and statuses.reblog_of_id is null and statuses.in_reply_to_id is null
  and statuses.deleted_at = 0 and statuses.in_reply_to_uri = ''`;

type Asked = Paging & { anybody: boolean; viewer_id: number; now: number; local: boolean; remote: boolean; only_media: boolean };

const selectPublic = prepare((db, { anybody, viewer_id, now, local, remote, only_media, ...paging }: Asked) => {
  const viewer = anybody ? 0 : viewer_id;
  let query = db.selectFrom("statuses").select(OUTLINE).where(inIndex).where(mayStand(viewer, now)).where(notSilencedFor(viewer));
  if (local) query = query.where(sql<SqlBool>`statuses.local = 1`);
  if (remote) query = query.where(sql<SqlBool>`statuses.local = 0`);
  if (only_media) query = query.where(withMedia);
  return paged(query, "statuses.id", paging);
});

/** Public statuses that are neither reblogs nor answers, newest first. Viewer 0 = anybody. */
export async function publicOutlines(
  { db, now }: Look,
  viewer_id: number,
  options: PublicOptions,
  paging: Paging,
): Promise<StatusOutline[]> {
  const { local = false, remote = false, only_media = false } = options;
  const rows = await selectPublic(db, { ...paging, anybody: viewer_id === 0, viewer_id, now: now(), local, remote, only_media });
  return inOrder(rows, paging);
}

/** Their ids. */
export const publicStatusIds = async (...asked: Parameters<typeof publicOutlines>): Promise<number[]> =>
  (await publicOutlines(...asked)).map(({ id }) => id);
