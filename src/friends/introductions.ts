/**
 * Introductions: somebody makes two friends known to each other, by a message to both. To other servers it is that message; a Kith there knows by a mark
 * that it is more, and lets each ask the other to be friends in one step.
 */
import { sql, type SqlBool } from "kysely";
import { holdAccounts } from "../accounts/find.ts";
import { isBlockedBetween, notHiddenFrom } from "../blocks/hidden.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import { prepare } from "../db/prepared.ts";
import type { Reads, Status, Tx } from "../db/schema.ts";
import { conflict } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { followersAmong, friendsAmong } from "./load.ts";

/** The two, by their ids; the third is that of who is recommended to the other, where it is no more than that. */
export type Introduced = readonly [one: number, other: number] | readonly [one: number, other: number, referred: number];

const DAY = 86_400_000;
/** ms in which nobody introduces the same two to each other again, or recommends the same person to the same other. */
export const AGAIN = 30 * DAY;
/** Of one person to one person elsewhere in a day: what is more is a message like any other. */
const MOST_A_DAY = 20;

/** Their order says nothing: the lower id comes first. */
export async function insertIntroduction(
  tx: Tx,
  { now }: Pick<Kith, "now">,
  { id: status_id, account_id, visibility, local }: Status,
  introduced: Introduced,
): Promise<void> {
  if (visibility !== "direct") return;
  const [one, other, referred_id = 0] = introduced;
  // Of two that are sent at once the second sees the first.
  if (local === 1) {
    await holdAccounts(tx, account_id);
    if (await hasIntroduced(tx, account_id, introduced, now() - AGAIN)) throw conflict("You have done that already");
  }
  await tx
    .insertInto("introductions")
    .values({
      status_id,
      account_id,
      first_id: Math.min(one, other),
      second_id: Math.max(one, other),
      referred_id,
      created_at: now(),
    })
    .onConflict((oc) => oc.doNothing())
    .execute();
}

/** The two have nothing to do with each other any more: neither is told that somebody makes them known to each other. */
export async function forgetIntroduced(tx: Tx, ...ids: [number, number]): Promise<void> {
  await tx
    .deleteFrom("notifications")
    .where("account_id", "in", ids)
    .where("status_id", "in", (eb) =>
      eb
        .selectFrom("introductions")
        .select("status_id")
        .where("first_id", "=", Math.min(...ids))
        .where("second_id", "=", Math.max(...ids)),
    )
    .execute();
}

/** The same of somebody and a whole host: they are told of nobody there. */
export async function forgetIntroducedOf(tx: Tx, account_id: number, host: string): Promise<void> {
  await tx
    .deleteFrom("notifications")
    .where("account_id", "=", account_id)
    .where("status_id", "in", (eb) =>
      eb
        .selectFrom("introductions")
        .innerJoin("accounts", (join) =>
          join.on((on) =>
            on.or([
              on.and([on("first_id", "=", account_id), on("accounts.id", "=", on.ref("second_id"))]),
              on.and([on("second_id", "=", account_id), on("accounts.id", "=", on.ref("first_id"))]),
            ]),
          ),
        )
        .select("introductions.status_id")
        .where("accounts.host", "=", host),
    )
    .execute();
}

/** Whether the account has introduced these two to each other since `since` (ms). */
export async function hasIntroduced(
  db: Reads,
  account_id: number,
  [one, other, referred_id = 0]: Introduced,
  since: number,
): Promise<boolean> {
  const row = await db
    .selectFrom("introductions")
    .select("status_id")
    .where("account_id", "=", account_id)
    .where("first_id", "=", Math.min(one, other))
    .where("second_id", "=", Math.max(one, other))
    .where("referred_id", "=", referred_id)
    .where("created_at", ">", since)
    .executeTakeFirst();
  return row !== undefined;
}

export const selectIntroductions = prepare((db, { ids }: { ids: number[] }) =>
  db.selectFrom("introductions").selectAll().where("status_id", "in", ids),
);

/** Those that somebody has made, or by which they were introduced; the newest first. */
export async function introductionIds(
  { db, now }: Pick<Kith, "db" | "now">,
  account_id: number,
  paging: Paging,
): Promise<number[]> {
  const query = db
    .selectFrom("introductions")
    .select("introductions.status_id")
    .where(notHiddenFrom(account_id, "introductions.account_id", now()))
    .where(
      sql<SqlBool>`(introductions.account_id = ${account_id} or introductions.first_id = ${account_id} or introductions.second_id = ${account_id})`,
    )
    // To whom they do not want to know any more, nobody introduces them.
    .where(
      sql<SqlBool>`(introductions.account_id = ${account_id} or (${notHiddenFrom(account_id, "introductions.first_id", now())}
        and ${notHiddenFrom(account_id, "introductions.second_id", now())}))`,
    );
  const rows = await paged(query, "introductions.status_id", paging).execute();
  return inOrder(rows, paging).map(({ status_id }) => status_id);
}

/**
 * What an introduction from elsewhere is here. `refused`: one of ours has nothing to do with the other, and hears nothing of it; `plain`: a message like
 * any other, for its author is no friend of those who are introduced, or introduces too many.
 *
 * @param local_ids those of the two who live here
 */
export async function judgeIntroduction(
  kith: Pick<Kith, "db" | "now">,
  author_id: number,
  introduced: Introduced,
  local_ids: readonly number[],
): Promise<"taken" | "plain" | "refused"> {
  const { db, now } = kith;
  for (const id of local_ids) {
    const other = introduced[0] === id ? introduced[1] : introduced[0];
    if (await isBlockedBetween(db, id, other)) return "refused";
  }
  // Whoever follows somebody hears from them whom they think well of; to make them friends of a third takes a friend.
  const near = introduced[2] === undefined ? friendsAmong : followersAmong;
  if ((await near(db, author_id, local_ids)).size < local_ids.length) return "plain";
  const { count } = await db
    .selectFrom("introductions")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("account_id", "=", author_id)
    .where("created_at", ">", now() - DAY)
    .executeTakeFirstOrThrow();
  return Number(count) >= MOST_A_DAY ? "plain" : "taken";
}
