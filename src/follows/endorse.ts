/** Endorsements: whom of those one follows one recommends on one's profile. They end with the follow. */
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Account, Reads } from "../db/schema.ts";
import { invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { isNoSecret, isSeen, type FollowEntry, type Onlooker } from "./load.ts";

/** Twice is once. @throws Refusal `invalid` for somebody whom the account does not follow */
export async function endorse(kith: Kith, account: Pick<Account, "id">, target: Pick<Account, "id">): Promise<void> {
  await kith.write(async (tx) => {
    const followed = await tx
      .selectFrom("follows")
      .select("id")
      .where("account_id", "=", account.id)
      .where("target_id", "=", target.id)
      .where("state", "=", "accepted")
      .executeTakeFirst();
    if (followed === undefined) throw invalid("Validation failed: You must be already following the person you want to endorse");
    await tx
      .insertInto("endorsements")
      .values({ id: kith.newId(), account_id: account.id, target_id: target.id, created_at: kith.now() })
      .onConflict((oc) => oc.doNothing())
      .execute();
  });
}

/** There need not be anything to end. */
export const unendorse = async (kith: Kith, account: Pick<Account, "id">, target: Pick<Account, "id">): Promise<void> =>
  await kith.write(async (tx) => {
    await tx.deleteFrom("endorsements").where("account_id", "=", account.id).where("target_id", "=", target.id).execute();
  });

/** Whom an account recommends; `id` is the endorsement's, for the cursor. As with whom it follows, others do not see whom they have hidden, nor private groups. */
export async function endorsedIds(db: Reads, account_id: number, paging: Paging, onlooker?: Onlooker): Promise<FollowEntry[]> {
  const query = db
    .selectFrom("endorsements")
    .select(["endorsements.id", "endorsements.target_id as account_id"])
    .where("endorsements.account_id", "=", account_id)
    .where(isSeen("endorsements.target_id", account_id, onlooker))
    .where(isNoSecret("endorsements.target_id", account_id, onlooker));
  return inOrder(await paged(query, "endorsements.id", paging).execute(), paging);
}
