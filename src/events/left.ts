/** The answers that were more than the transaction saw to that ended them (`ended.ts`). */
import { isBlockedBetween } from "../blocks/hidden.ts";
import { padded } from "../db/lists.ts";
import type { Reads } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { endSome } from "./ended.ts";
import type { Ended } from "./events.ts";

/** The handler of a job: portion by portion, until none is left. What is so no more by then does not end: a suspension that was lifted, a group come back to. */
export async function endRest(kith: Kith, ended: KithEventOf<"answers.left">): Promise<void> {
  for (let more = true; more;)
    more = await kith.write(async (tx, happened) => {
      const account_ids = await loadStill(tx, ended);
      return account_ids.length > 0 && (await endSome(tx, kith, happened, { ...ended, account_ids }));
    });
}

/** Of whom it is still so. Two of whom one has blocked the other are one comer and one holder. */
async function loadStill(db: Reads, { account_ids, group_id, holder_ids }: Ended): Promise<readonly number[]> {
  if (holder_ids !== undefined) {
    const [comer = 0, holder = 0] = [account_ids[0], holder_ids[0]];
    return (await isBlockedBetween(db, comer, holder)) || (await isBlockedBetween(db, holder, comer)) ? account_ids : [];
  }
  const found = db.selectFrom("accounts").select("id").where("id", "in", padded(account_ids));
  const rows =
    group_id === undefined
      ? await found.where((eb) => eb.or([eb("suspended_at", ">", 0), eb("deleted_at", ">", 0)])).execute()
      : await found
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom("follows")
                  .select("follows.id")
                  .whereRef("follows.account_id", "=", "accounts.id")
                  .where("follows.target_id", "=", group_id)
                  .where("follows.state", "=", "accepted"),
              ),
            ),
          )
          .execute();
  return rows.map(({ id }) => id);
}
