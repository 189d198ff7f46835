/**
 * Requests that are sent again with the Idempotency-Key that they had: within the hour they are answered what they were answered first, and nothing is done
 * twice. A request that was refused, or that failed, has done nothing: it may be sent again.
 *
 * Statuses have keys of their own (`statuses/idempotency.ts`), in the transaction in which they come to be.
 */
import type { Kith } from "../kith.ts";

const KEPT = 3_600_000;
/** ms for which a request is taken to be under way. Of one whose process has died it is not known what it has done; then it may be tried again. */
const LEASE = 60_000;

/** Which request it is: whose, and what tells it from their others. */
export type RequestName = { account_id: number; key: string };
/** - `mine`: nobody has sent it before, and it may be carried out; otherwise what it was answered, or that somebody is at it. */
type Claim = "mine" | "under way" | { answer: string };

export async function claimRequest(kith: Kith, { account_id, key }: RequestName): Promise<Claim> {
  const now = kith.now();
  return await kith.write(async (tx) => {
    const row = { account_id, key, answer: "", leased_until: now + LEASE, created_at: now };
    const claimed = await tx
      .insertInto("kept_answers")
      .values(row)
      .onConflict((oc) =>
        oc
          .columns(["account_id", "key"])
          .doUpdateSet({ answer: "", leased_until: row.leased_until, created_at: now })
          .where((eb) =>
            eb.or([
              eb("kept_answers.created_at", "<=", now - KEPT),
              eb.and([eb("kept_answers.answer", "=", ""), eb("kept_answers.leased_until", "<=", now)]),
            ]),
          ),
      )
      .returning("key")
      .executeTakeFirst();
    if (claimed !== undefined) return "mine";
    const named = tx.selectFrom("kept_answers").select("answer").where("account_id", "=", account_id);
    const { answer } = await named.where("key", "=", key).executeTakeFirstOrThrow();
    return answer === "" ? "under way" : { answer };
  });
}

/** @param answer not empty */
export const keepAnswer = async (kith: Kith, { account_id, key }: RequestName, answer: string): Promise<void> =>
  void (await kith.write(
    async (tx) =>
      await tx.updateTable("kept_answers").set({ answer }).where("account_id", "=", account_id).where("key", "=", key).execute(),
  ));

/** Nothing has been done: it may be sent again. */
export const releaseRequest = async (kith: Kith, { account_id, key }: RequestName): Promise<void> =>
  void (await kith.write(
    async (tx) =>
      await tx
        .deleteFrom("kept_answers")
        .where("account_id", "=", account_id)
        .where("key", "=", key)
        .where("answer", "=", "")
        .execute(),
  ));

/** For housekeeping. */
export const forgetAnswers = async (kith: Kith): Promise<void> =>
  void (await kith.write(
    async (tx) =>
      await tx
        .deleteFrom("kept_answers")
        .where("created_at", "<=", kith.now() - KEPT)
        .execute(),
  ));
