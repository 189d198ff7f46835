/** Circles: audiences that somebody names for themselves. Nobody else learns that there are any, or who is in them. */
import { prepare } from "../db/prepared.ts";
import type { Reads, Row, Tx } from "../db/schema.ts";
import { forbidden, invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { stripNul } from "../text/outside.ts";

export type Circle = Row<"circles">;

const MOST_CIRCLES = 50;
const MAX_TITLE = 100;
/** The one that everybody has. */
const CLOSE = "close";
export const isClose = ({ name }: Pick<Circle, "name">): boolean => name === CLOSE;

/** All of an account's circles, close friends first, then the oldest. */
export async function loadCircles(db: Reads, account_id: number): Promise<Circle[]> {
  const rows = await selectCircles(db, { account_id });
  return [...rows.filter(isClose), ...rows.filter((circle) => !isClose(circle))];
}

const selectCircles = prepare((db, { account_id }: { account_id: number }) =>
  db.selectFrom("circles").selectAll().where("account_id", "=", account_id).orderBy("id"),
);

/** The same, and the one that everybody has is made where it is not there yet. */
export async function ensureCircles(kith: Kith, account_id: number): Promise<Circle[]> {
  const known = await loadCircles(kith.db, account_id);
  if (known.some(isClose)) return known;
  return await kith.write(async (tx) => {
    await tx
      .insertInto("circles")
      .values({ id: kith.newId(), account_id, name: CLOSE, title: "", created_at: kith.now() })
      .onConflict((oc) => oc.doNothing())
      .execute();
    return await loadCircles(tx, account_id);
  });
}

/** @throws Refusal `missing`, also for somebody else's */
export async function getCircle(db: Reads, account_id: number, id: number | undefined): Promise<Circle> {
  const own = db.selectFrom("circles").selectAll().where("account_id", "=", account_id);
  const circle = id === undefined ? undefined : await own.where("id", "=", id).executeTakeFirst();
  if (circle === undefined) throw missing();
  return circle;
}

/** @throws Refusal `invalid` for an empty or long title, or too many circles */
export async function createCircle(kith: Kith, account_id: number, asked: string): Promise<Circle> {
  const title = titleOf(asked);
  const id = kith.newId();
  return await kith.write(async (tx) => {
    const own = tx.selectFrom("circles").where("account_id", "=", account_id);
    const { count } = await own.select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
    if (Number(count) >= MOST_CIRCLES) throw invalid("Validation failed: You have reached the maximum number of circles");
    const row = { id, account_id, name: String(id), title, created_at: kith.now() };
    await tx.insertInto("circles").values(row).execute();
    return row;
  });
}

/** @throws Refusal `invalid`; `forbidden` for the one that everybody has; `missing` when it is gone or somebody else's */
export async function renameCircle(kith: Kith, account_id: number, id: number, asked: string): Promise<Circle> {
  const title = titleOf(asked);
  return await kith.write(async (tx) => {
    await assertOwnMade(tx, account_id, id);
    return await tx.updateTable("circles").set({ title }).where("id", "=", id).returningAll().executeTakeFirstOrThrow();
  });
}

/** What was posted to it stays with those who have it. @throws Refusal as renaming does */
export const removeCircle = async (kith: Kith, account_id: number, id: number): Promise<void> =>
  await kith.write(async (tx) => {
    await assertOwnMade(tx, account_id, id);
    await tx.deleteFrom("circles").where("id", "=", id).execute();
  });

async function assertOwnMade(tx: Tx, account_id: number, id: number): Promise<void> {
  if (isClose(await getCircle(tx, account_id, id))) throw forbidden();
}

function titleOf(title: string): string {
  const clean = stripNul(title).replace(/\s+/g, " ").trim();
  if (clean === "") throw invalid("Validation failed: Title can't be blank");
  if (clean.length > MAX_TITLE) throw invalid(`Validation failed: Title is too long (maximum is ${MAX_TITLE} characters)`);
  return clean;
}
