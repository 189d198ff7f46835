/** Direct messages, from and to an account: the timeline that clients had before conversations. */
import { inOrder, paged, type Paging } from "../db/paging.ts";
import { mayStand, type Look } from "./rules.ts";

/** Ids of statuses, newest first. */
export async function directStatusIds({ db, now }: Look, account_id: number, paging: Paging): Promise<number[]> {
  const query = db
    .selectFrom("statuses")
    .select("statuses.id")
    .where("statuses.visibility", "=", "direct")
    .where((eb) =>
      eb.or([
        eb("statuses.account_id", "=", account_id),
        eb(
          "statuses.id",
          "in",
          eb.selectFrom("mentions").select("mentions.status_id").where("mentions.account_id", "=", account_id),
        ),
      ]),
    )
    .where(mayStand(account_id, now()));
  const rows = await paged(query, "statuses.id", paging).execute();
  return inOrder(rows, paging).map(({ id }) => id);
}
