/** The home timeline: the entries that were written for its reader. */
import { padded, parts } from "../db/lists.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import { prepare } from "../db/prepared.ts";
import { viewerIn } from "../db/viewer.ts";
import { OUTLINE, type StatusOutline } from "../statuses/outline.ts";
import { mayStandAtHome, noReply, type Look } from "./rules.ts";

/** What its reader leaves out. */
export type HomeWithout = { reblogs?: boolean | undefined; replies?: boolean | undefined };

type Asked = Paging & { account_id: number; now: number; reblogs: boolean; replies: boolean };

const selectHome = prepare((db, { account_id, now, reblogs, replies, ...paging }: Asked) => {
  let query = db
    .selectFrom("statuses")
    .innerJoin("home_entries", "home_entries.status_id", "statuses.id")
    .select(OUTLINE)
    .where("home_entries.account_id", "=", account_id)
    .where("home_entries.list_only", "=", 0)
    .where((eb) => mayStandAtHome(account_id, now)(eb as never));
  if (reblogs) query = query.where("statuses.reblog_of_id", "is", null);
  if (replies) query = query.where(noReply);
  return paged(query, "home_entries.status_id", paging);
});

/** Statuses, newest first; fewer than `limit` only at the end. What is left out of replies are those to others. */
export async function homeOutlines(
  { db, now }: Look,
  account_id: number,
  paging: Paging,
  { reblogs = false, replies = false }: HomeWithout = {},
): Promise<StatusOutline[]> {
  return inOrder(await selectHome(db, { ...paging, account_id, now: now(), reblogs, replies }), paging);
}

/** Their ids. */
export const homeStatusIds = async (...asked: Parameters<typeof homeOutlines>): Promise<number[]> =>
  (await homeOutlines(...asked)).map(({ id }) => id);

/** Those of the accounts in whose homes the status stands: one query for 500 of them. */
export async function homesShowing({ db, now }: Look, status_id: number, account_ids: readonly number[]): Promise<number[]> {
  const reader = viewerIn("home_entries.account_id");
  const found: number[] = [];
  for (const ids of parts(account_ids, 500)) {
    const rows = await db
      .selectFrom("statuses")
      .innerJoin("home_entries", "home_entries.status_id", "statuses.id")
      .select("home_entries.account_id")
      .where("home_entries.account_id", "in", padded(ids))
      .where("home_entries.status_id", "=", status_id)
      .where("home_entries.list_only", "=", 0)
      .where((eb) => mayStandAtHome(reader, now())(eb as never))
      .execute();
    found.push(...rows.map(({ account_id }) => account_id));
  }
  return found;
}
