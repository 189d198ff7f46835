/** Who is in a circle: people whom its owner follows, or who follow its owner. They are not told. */
import { sql, type SqlBool } from "kysely";
import { padded } from "../db/lists.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Reads, Tx } from "../db/schema.ts";
import { invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { Circle } from "./circles.ts";

/** `id` is the membership's, for the cursor. */
export type CircleMember = { id: number; account_id: number };

/** A post to a circle goes to each of them by itself. */
export const MOST_MEMBERS = 500;

/** The newest member first. Ask only for one's own circle. */
export async function loadMembers(db: Reads, circle: Pick<Circle, "id">, paging: Paging): Promise<CircleMember[]> {
  const query = db
    .selectFrom("circle_members")
    .select(["circle_members.id", "circle_members.account_id"])
    .where("circle_id", "=", circle.id);
  return inOrder(await paged(query, "circle_members.id", paging).execute(), paging);
}

/** The account's circles in which `member_id` is. */
export const circlesWith = async (db: Reads, account_id: number, member_id: number): Promise<Circle[]> =>
  await db
    .selectFrom("circles")
    .innerJoin("circle_members", "circle_members.circle_id", "circles.id")
    .selectAll("circles")
    .where("circle_members.account_id", "=", member_id)
    .where("circles.account_id", "=", account_id)
    .orderBy("circles.id")
    .execute();

/** Those of the accounts that are in the circle. */
export async function membersAmong(db: Reads, circle: Pick<Circle, "id">, ids: readonly number[]): Promise<Set<number>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom("circle_members")
    .select("account_id")
    .where("circle_id", "=", circle.id)
    .where("account_id", "in", padded(ids))
    .execute();
  return new Set(rows.map(({ account_id }) => account_id));
}

/**
 * Adds people to one's own circle: all or none; who is in it already stays.
 *
 * @throws Refusal `missing` for one with whom the owner has nothing to do, `invalid` past 500 of them
 */
export async function addMembers(kith: Kith, circle: Circle, account_ids: readonly number[]): Promise<void> {
  const ids = [...new Set(account_ids)].sort((a, b) => a - b);
  if (ids.length === 0) return;
  if (ids.length > MOST_MEMBERS) throw tooManyMembers();
  await kith.write(async (tx) => {
    const rows = await tx
      .selectFrom("accounts")
      .select("id")
      .where("id", "in", padded(ids))
      .where("id", "<>", circle.account_id)
      .where(isConnected(circle.account_id))
      .execute();
    if (rows.length < ids.length) throw missing();
    await tx
      .insertInto("circle_members")
      .values(ids.map((account_id) => ({ id: kith.newId(), circle_id: circle.id, account_id })))
      .onConflict((oc) => oc.doNothing())
      .execute();
    const { count } = await tx
      .selectFrom("circle_members")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where("circle_id", "=", circle.id)
      .executeTakeFirstOrThrow();
    if (Number(count) > MOST_MEMBERS) throw tooManyMembers();
  });
}

const tooManyMembers = () => invalid(`Validation failed: A circle has at most ${MOST_MEMBERS} people`);

/** A condition on `accounts`: one of the two follows the other. */
const isConnected = (account_id: number) => sql<SqlBool>`exists (select 1 from follows where follows.state = 'accepted'
  and ((follows.account_id = ${account_id} and follows.target_id = accounts.id)
    or (follows.target_id = ${account_id} and follows.account_id = accounts.id)))`;

/** Those who are not in it are passed over. */
export const removeMembers = async (kith: Kith, circle: Pick<Circle, "id">, account_ids: readonly number[]): Promise<void> =>
  await kith.write(async (tx) => {
    const ids = padded(account_ids.slice(0, MOST_MEMBERS));
    await tx.deleteFrom("circle_members").where("circle_id", "=", circle.id).where("account_id", "in", ids).execute();
  });

/** Two accounts of whom neither follows the other any more leave each other's circles. For the end of a follow. */
export async function leaveCircles(tx: Tx, one_id: number, other_id: number): Promise<void> {
  const still = await tx
    .selectFrom("follows")
    .select("id")
    .where("account_id", "in", [one_id, other_id])
    .where("target_id", "in", [one_id, other_id])
    .where("state", "=", "accepted")
    .limit(1)
    .executeTakeFirst();
  if (still !== undefined) return;
  for (const [owner_id, member_id] of [
    [one_id, other_id],
    [other_id, one_id],
  ] as const) {
    const circles = tx.selectFrom("circles").select("id").where("circles.account_id", "=", owner_id);
    await tx.deleteFrom("circle_members").where("account_id", "=", member_id).where("circle_id", "in", circles).execute();
  }
}
