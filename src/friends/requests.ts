/** Who has asked whom to be friends. What is answered is gone; what was declined is remembered for a while, and not heard again. */
import { sql } from "kysely";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Reads, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";

type Ground = Pick<Kith, "newId" | "now">;
/** ms for which somebody who was declined is not heard. */
export const UNHEARD = 30 * 86_400_000;

export async function hasAsked(db: Reads, account_id: number, target_id: number): Promise<boolean> {
  const row = await db
    .selectFrom("friend_requests")
    .select("id")
    .where("account_id", "=", account_id)
    .where("target_id", "=", target_id)
    .where("declined_at", "=", 0)
    .executeTakeFirst();
  return row !== undefined;
}

/** False when it waits already, or was declined not long ago. */
export async function insertRequest(tx: Tx, kith: Ground, account_id: number, target_id: number): Promise<boolean> {
  const now = kith.now();
  const forgotten = tx.deleteFrom("friend_requests").where("account_id", "=", account_id).where("target_id", "=", target_id);
  await forgotten
    .where("declined_at", ">", 0)
    .where("declined_at", "<", now - UNHEARD)
    .execute();
  const made = await tx
    .insertInto("friend_requests")
    .values({ id: kith.newId(), account_id, target_id, declined_at: 0, taken_back_at: 0, created_at: now })
    .onConflict((oc) => oc.doNothing())
    .returning("id")
    .executeTakeFirst();
  if (made !== undefined) return true;
  const known = tx.updateTable("friend_requests").set({ taken_back_at: 0 }).where("account_id", "=", account_id);
  await known.where("target_id", "=", target_id).execute();
  return false;
}

/** What waits from one to the other, and waits no more. Whether there was anything. */
export async function removeRequest(tx: Tx, account_id: number, target_id: number): Promise<boolean> {
  const gone = await tx
    .deleteFrom("friend_requests")
    .where("account_id", "=", account_id)
    .where("target_id", "=", target_id)
    .where("declined_at", "=", 0)
    .returning("id")
    .executeTakeFirst();
  return gone !== undefined;
}

/** The same by who asked, for whom one that was declined still waits. */
export async function takeBack(tx: Tx, { now }: Pick<Kith, "now">, account_id: number, target_id: number): Promise<boolean> {
  if (await removeRequest(tx, account_id, target_id)) return true;
  const row = await tx
    .updateTable("friend_requests")
    .set({ taken_back_at: now() })
    .where("account_id", "=", account_id)
    .where("target_id", "=", target_id)
    .where("taken_back_at", "=", 0)
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

export async function markDeclined(tx: Tx, kith: Ground, account_id: number, target_id: number): Promise<boolean> {
  const row = await tx
    .updateTable("friend_requests")
    .set({ declined_at: kith.now() })
    .where("account_id", "=", account_id)
    .where("target_id", "=", target_id)
    .where("declined_at", "=", 0)
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

/** Two who follow each other have nothing more to ask: for when a follow has been accepted. */
export const settleRequests = async (tx: Tx, one_id: number, other_id: number): Promise<void> => {
  await sql`delete from friend_requests
    where ((account_id = ${one_id} and target_id = ${other_id}) or (account_id = ${other_id} and target_id = ${one_id}))
      and (select count(*) from follows where state = 'accepted' and ((follows.account_id = ${one_id} and follows.target_id = ${other_id})
        or (follows.account_id = ${other_id} and follows.target_id = ${one_id}))) = 2`.execute(tx);
};

/** `id` is the request's, for the cursor. */
export type RequestEntry = { id: number; account_id: number };

/** Who waits for the account's answer, or whom it has asked; the newest first. */
export async function loadRequests(
  db: Reads,
  account_id: number,
  which: "received" | "sent",
  paging: Paging,
): Promise<RequestEntry[]> {
  const [mine, theirs] = which === "received" ? (["target_id", "account_id"] as const) : (["account_id", "target_id"] as const);
  const query = db
    .selectFrom("friend_requests")
    .select(["friend_requests.id", `friend_requests.${theirs} as account_id`])
    .where(`friend_requests.${mine}`, "=", account_id)
    // Who was declined is not told.
    .where(which === "received" ? "declined_at" : "taken_back_at", "=", 0);
  return inOrder(await paged(query, "friend_requests.id", paging).execute(), paging);
}
