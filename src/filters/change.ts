/** Making, changing and removing filters; after each change what was made ready of them is made anew. */
import { flag, toJson } from "../db/columns.ts";
import type { Row, Tx } from "../db/schema.ts";
import type { FilterAction, FilterContext } from "../db/values.ts";
import { invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { stripNul } from "../text/outside.ts";
import { getFilter, type WholeFilter } from "./load.ts";

export type KeywordValues = { keyword: string; whole_word: boolean };
/** With `id`, a keyword of the filter is changed, or removed if `destroy`; without, one is added. */
export type KeywordChange = Partial<KeywordValues> & { id?: number | undefined; destroy?: boolean | undefined };
export type FilterValues = {
  title: string;
  context: readonly FilterContext[];
  action: FilterAction;
  /** ms, 0 = never. */
  expires_at: number;
};

const MOST_FILTERS = 200;
const MOST_KEYWORDS = 200;
const MAX_TEXT = 512;

/** @throws Refusal `invalid` without a title or a context, or when there are too many */
export async function createFilter(
  kith: Kith,
  account_id: number,
  values: FilterValues,
  keywords: readonly KeywordChange[] = [],
): Promise<WholeFilter> {
  const columns = columnsOf(values);
  return await changed(kith, account_id, async (tx) => {
    const known = await tx.selectFrom("filters").select("id").where("account_id", "=", account_id).execute();
    if (known.length >= MOST_FILTERS) throw invalid("Validation failed: You have too many filters");
    const id = kith.newId();
    await tx
      .insertInto("filters")
      .values({ id, account_id, created_at: kith.now(), ...columns })
      .execute();
    await changeKeywords(tx, kith, id, keywords);
    return await getFilter(tx, account_id, id);
  });
}

/** @throws Refusal `missing` when it is somebody else's, `invalid` as above */
export async function updateFilter(
  kith: Kith,
  filter: Pick<Row<"filters">, "id" | "account_id">,
  changes: Partial<FilterValues>,
  keywords: readonly KeywordChange[] = [],
): Promise<WholeFilter> {
  return await changed(kith, filter.account_id, async (tx) => {
    const { filter: before } = await getFilter(tx, filter.account_id, filter.id);
    const context = JSON.parse(before.context) as FilterContext[];
    await tx
      .updateTable("filters")
      .set(columnsOf({ ...before, context, ...defined(changes) }))
      .where("id", "=", before.id)
      .execute();
    await changeKeywords(tx, kith, before.id, keywords);
    return await getFilter(tx, filter.account_id, filter.id);
  });
}

/** Ask only for one's own. */
export const removeFilter = async (kith: Kith, { id, account_id }: Pick<Row<"filters">, "id" | "account_id">): Promise<void> =>
  await changed(kith, account_id, async (tx) => {
    await tx.deleteFrom("filters").where("id", "=", id).where("account_id", "=", account_id).execute();
  });

/** Adds, changes or removes single keywords of one's own filter; returns the filter as it is now. */
export const updateKeywords = async (
  kith: Kith,
  { id, account_id }: Pick<Row<"filters">, "id" | "account_id">,
  keywords: readonly KeywordChange[],
): Promise<WholeFilter> =>
  await changed(kith, account_id, async (tx) => {
    await getFilter(tx, account_id, id);
    await changeKeywords(tx, kith, id, keywords);
    return await getFilter(tx, account_id, id);
  });

/** Puts a single status, which the account may see, behind one's own filter. Twice is once. */
export const addFilterStatus = async (
  kith: Kith,
  { id, account_id }: Pick<Row<"filters">, "id" | "account_id">,
  status_id: number,
): Promise<Row<"filter_statuses">> =>
  await changed(kith, account_id, async (tx) => {
    await getFilter(tx, account_id, id);
    await tx
      .insertInto("filter_statuses")
      .values({ id: kith.newId(), filter_id: id, status_id })
      .onConflict((oc) => oc.doNothing())
      .execute();
    const row = await tx
      .selectFrom("filter_statuses")
      .selectAll()
      .where("filter_id", "=", id)
      .where("status_id", "=", status_id)
      .executeTakeFirst();
    if (row === undefined) throw missing();
    return row;
  });

/** By the entry's own id, as `getFilterStatus` found it. */
export const removeFilterStatus = async (
  kith: Kith,
  account_id: number,
  entry: Pick<Row<"filter_statuses">, "id">,
): Promise<void> =>
  await changed(kith, account_id, async (tx) => {
    await tx.deleteFrom("filter_statuses").where("id", "=", entry.id).execute();
  });

async function changed<T>(kith: Kith, account_id: number, work: (tx: Tx) => Promise<T>): Promise<T> {
  return await kith.write(async (tx, happened) => {
    const done = await work(tx);
    happened({ type: "filters.changed", account_id });
    return done;
  });
}

function columnsOf({ title, context, action, expires_at }: FilterValues) {
  const clean = stripNul(title).trim();
  if (clean === "" || clean.length > MAX_TEXT) throw invalid("Validation failed: Title can't be blank");
  if (context.length === 0) throw invalid("Validation failed: Context can't be blank");
  return { title: clean, context: toJson([...new Set(context)]), action, expires_at };
}

async function changeKeywords(tx: Tx, kith: Kith, filter_id: number, changes: readonly KeywordChange[]): Promise<void> {
  for (const change of changes.slice(0, MOST_KEYWORDS)) await changeKeyword(tx, kith, filter_id, change);
  const rows = await tx.selectFrom("filter_keywords").select("id").where("filter_id", "=", filter_id).execute();
  if (rows.length > MOST_KEYWORDS) throw invalid("Validation failed: The filter has too many keywords");
}

async function changeKeyword(
  tx: Tx,
  kith: Kith,
  filter_id: number,
  { id, destroy, keyword, whole_word }: KeywordChange,
): Promise<void> {
  const word = keyword === undefined ? undefined : stripNul(keyword).trim();
  if (word === "" || (word !== undefined && word.length > MAX_TEXT)) throw invalid("Validation failed: Keyword can't be blank");
  if (id === undefined) {
    if (word === undefined) throw invalid("Validation failed: Keyword can't be blank");
    const row = { id: kith.newId(), filter_id, keyword: word, whole_word: flag(whole_word ?? true) };
    await tx.insertInto("filter_keywords").values(row).execute();
    return;
  }
  const set = {
    ...(word === undefined ? {} : { keyword: word }),
    ...(whole_word === undefined ? {} : { whole_word: flag(whole_word) }),
  };
  if (destroy === true) await tx.deleteFrom("filter_keywords").where("id", "=", id).where("filter_id", "=", filter_id).execute();
  else if (Object.keys(set).length > 0)
    await tx.updateTable("filter_keywords").set(set).where("id", "=", id).where("filter_id", "=", filter_id).execute();
}

const defined = (changes: Partial<FilterValues>): Partial<FilterValues> =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Partial<FilterValues>;
