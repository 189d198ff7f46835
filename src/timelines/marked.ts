/** What an account has favoured or bookmarked, in the order in which it did. */
import { inOrder, paged, type Paging } from "../db/paging.ts";
import { visibleTo } from "../statuses/visible.ts";
import type { Look } from "./rules.ts";

/** `id` is the cursor: that of the favourite or bookmark. */
export type MarkedStatus = { id: number; status_id: number };

export const favouriteStatusIds = async (kith: Look, account_id: number, paging: Paging): Promise<MarkedStatus[]> =>
  await marked(kith, "favourites", account_id, paging);

export const bookmarkStatusIds = async (kith: Look, account_id: number, paging: Paging): Promise<MarkedStatus[]> =>
  await marked(kith, "bookmarks", account_id, paging);

async function marked(
  { db }: Look,
  table: "favourites" | "bookmarks",
  account_id: number,
  paging: Paging,
): Promise<MarkedStatus[]> {
  const marks = db.selectFrom(table).select(["id", "account_id", "status_id"]).as("marks");
  const query = db
    .selectFrom("statuses")
    .innerJoin(marks, "marks.status_id", "statuses.id")
    .select(["marks.id", "marks.status_id"])
    .where("marks.account_id", "=", account_id)
    .where((eb) => visibleTo(account_id)(eb as never));
  return inOrder(await paged(query, "marks.id", paging).execute(), paging);
}
