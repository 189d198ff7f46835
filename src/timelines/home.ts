/** The home timeline: the entries that were written for its reader. */
import { inOrder, paged, type Paging } from "../db/paging.ts";
import { mayStand, type Look } from "./rules.ts";

/** Ids of statuses, newest first; fewer than `limit` only at the end. */
export async function homeStatusIds({ db, now }: Look, account_id: number, paging: Paging): Promise<number[]> {
  const query = db
    .selectFrom("statuses")
    .innerJoin("home_entries", "home_entries.status_id", "statuses.id")
    .select("home_entries.status_id as id")
    .where("home_entries.account_id", "=", account_id)
    .where("home_entries.list_only", "=", 0)
    .where((eb) => mayStand(account_id, now())(eb as never));
  const rows = await paged(query, "home_entries.status_id", paging).execute();
  return inOrder(rows, paging).map(({ id }) => id);
}
