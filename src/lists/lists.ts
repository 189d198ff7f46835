/** Lists: accounts that somebody follows, read apart from the home timeline. */
import { flag } from "../db/columns.ts";
import type { Reads, Row } from "../db/schema.ts";
import type { RepliesPolicy } from "../db/values.ts";
import { invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { stripNul } from "../text/outside.ts";
import { refreshListOnly } from "../timelines/fill.ts";

export type List = Row<"lists">;
export type ListValues = { title: string; replies_policy: RepliesPolicy; exclusive: boolean };

export const MOST_LISTS = 500;
const MAX_TITLE = 255;

/** All of an account's lists, by their titles' age. */
export const loadLists = async (db: Reads, account_id: number): Promise<List[]> =>
  await db.selectFrom("lists").selectAll().where("account_id", "=", account_id).orderBy("id").execute();

/** @throws Refusal `missing`, also for somebody else's */
export async function getList(db: Reads, account_id: number, id: number | undefined): Promise<List> {
  const list =
    id === undefined
      ? undefined
      : await db.selectFrom("lists").selectAll().where("id", "=", id).where("account_id", "=", account_id).executeTakeFirst();
  if (list === undefined) throw missing();
  return list;
}

/** @throws Refusal `invalid` for an empty title, or too many lists */
export async function createList(kith: Kith, account_id: number, values: ListValues): Promise<List> {
  const title = titleOf(values.title);
  return await kith.write(async (tx) => {
    const own = tx.selectFrom("lists").where("account_id", "=", account_id);
    const { count } = await own.select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
    if (count >= MOST_LISTS) throw invalid("Validation failed: You have reached the maximum number of lists");
    return await tx
      .insertInto("lists")
      .values({
        id: kith.newId(),
        account_id,
        title,
        replies_policy: values.replies_policy,
        exclusive: flag(values.exclusive),
        created_at: kith.now(),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
  });
}

/** @throws Refusal `invalid`, or `missing` when it is gone or somebody else's */
export async function updateList(kith: Kith, account_id: number, id: number, changes: Partial<ListValues>): Promise<List> {
  const set = {
    ...(changes.title === undefined ? {} : { title: titleOf(changes.title) }),
    ...(changes.replies_policy === undefined ? {} : { replies_policy: changes.replies_policy }),
    ...(changes.exclusive === undefined ? {} : { exclusive: flag(changes.exclusive) }),
  };
  if (Object.keys(set).length === 0) return await getList(kith.db, account_id, id);
  return await kith.write(async (tx) => {
    const list = await tx
      .updateTable("lists")
      .set(set)
      .where("id", "=", id)
      .where("account_id", "=", account_id)
      .returningAll()
      .executeTakeFirst();
    if (list === undefined) throw missing();
    if (changes.exclusive !== undefined) await refreshListOnly(account_id).execute(tx);
    return list;
  });
}

/** Removing what is not there changes nothing. */
export const removeList = async (kith: Kith, account_id: number, id: number): Promise<void> =>
  await kith.write(async (tx, happened) => {
    const gone = await tx
      .deleteFrom("lists")
      .where("id", "=", id)
      .where("account_id", "=", account_id)
      .returning("exclusive")
      .executeTakeFirst();
    if (gone !== undefined) happened({ type: "list.removed", list_id: id });
    if (gone?.exclusive === 1) await refreshListOnly(account_id).execute(tx);
  });

function titleOf(title: string): string {
  const clean = stripNul(title).trim();
  if (clean === "") throw invalid("Validation failed: Title can't be blank");
  if (clean.length > MAX_TITLE) throw invalid(`Validation failed: Title is too long (maximum is ${MAX_TITLE} characters)`);
  return clean;
}
