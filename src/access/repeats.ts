/**
 * Requests that are sent again with the Idempotency-Key that they had: within the hour they are answered what they were answered first, and nothing is done
 * twice. A request that was refused, or that failed, has done nothing: it may be sent again.
 *
 * That it has done something is written down in the very transaction that does it (`noting`): of a process that dies before the answer is kept it is known, too.
 * What it would have answered is not, and the request is refused for the rest of its hour. So it is with answers that were dropped because there are too many.
 *
 * Statuses have keys of their own (`statuses/idempotency.ts`), in the transaction in which they come to be.
 */
import { sql } from "kysely";
import type { Write } from "../db/write.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";

const KEPT = 3_600_000;
/** ms for which a request is taken to be under way; one that has done nothing until then, and whose process has died, may be tried again. */
const LEASE = 60_000;
/** Characters of one answer; nothing that is made is answered with more. */
const MOST_KEPT = 1_000_000;
/** Of all answers that are kept for one account. */
const MOST_OF_ONE = 4_000_000;

/** Which request it is: whose, and what tells it from their others. */
export type RequestName = { account_id: number; key: string };
/** - `mine`: nobody has sent it before, and it may be carried out; otherwise what it was answered, that this is not known any more, or that somebody is at it. */
type Claim = "mine" | "under way" | "done" | { answer: string };

export async function claimRequest(kith: Kith, { account_id, key }: RequestName): Promise<Claim> {
  const now = kith.now();
  return await kith.write(async (tx) => {
    const row = { answer: "", leased_until: now + LEASE, created_at: now, size: 0, done: 0 as const };
    const claimed = await tx
      .insertInto("kept_answers")
      .values({ account_id, key, ...row })
      .onConflict((oc) =>
        oc
          .columns(["account_id", "key"])
          .doUpdateSet(row)
          .where((eb) =>
            eb.or([
              eb("kept_answers.created_at", "<=", now - KEPT),
              eb.and([eb("kept_answers.done", "=", 0), eb("kept_answers.leased_until", "<=", now)]),
            ]),
          ),
      )
      .returning("key")
      .executeTakeFirst();
    if (claimed !== undefined) return "mine";
    const named = tx.selectFrom("kept_answers").select(["answer", "done", "leased_until"]).where("account_id", "=", account_id);
    const { answer, done, leased_until } = await named.where("key", "=", key).executeTakeFirstOrThrow();
    if (answer !== "") return { answer };
    return done === 1 && leased_until <= now ? "done" : "under way";
  });
}

/** The same Kith for whoever carries the request out: with whatever it writes, it writes that the request has done something. */
export function noting(kith: Kith, { account_id, key }: RequestName): Kith {
  const write: Write<KithEvent> = async (work) =>
    await kith.write(async (tx, happened) => {
      const made = await work(tx, happened);
      await tx
        .updateTable("kept_answers")
        .set({ done: 1 })
        .where("account_id", "=", account_id)
        .where("key", "=", key)
        .where("done", "=", 0)
        .execute();
      return made;
    });
  return Object.create(kith, { write: { value: Object.assign(write, kith.write), enumerable: true } }) as Kith;
}

/** For the hour, as far as there is room: of one account the oldest answers go first. @param answer not empty */
export const keepAnswer = async (kith: Kith, { account_id, key }: RequestName, answer: string): Promise<void> => {
  const kept = answer.length > MOST_KEPT ? "" : answer;
  await kith.write(async (tx) => {
    await tx
      .updateTable("kept_answers")
      .set({ answer: kept, size: kept.length, done: 1, leased_until: 0 })
      .where("account_id", "=", account_id)
      .where("key", "=", key)
      .execute();
    await sql`update kept_answers set answer = '', size = 0 where account_id = ${account_id} and key in (
      select key from (select key, size, sum(size) over (order by created_at desc, key) as total from kept_answers
        where account_id = ${account_id}) as sums where size > 0 and total > ${sql.lit(MOST_OF_ONE)})`.execute(tx);
  });
};

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
