/** Lists of ids in queries, in few shapes, so that a prepared statement fits many pages. */

/**
 * The ids, distinct, with the last one repeated up to the next power of two: `in (…)` then has a dozen shapes instead of a thousand. An
 * empty list becomes `[0]`, which is no row's id.
 */
export function padded(ids: Iterable<number | null | undefined>): number[] {
  const list = [...new Set(ids)].filter((id): id is number => id !== null && id !== undefined && id > 0);
  if (list.length === 0) return [0];
  const size = 2 ** Math.ceil(Math.log2(list.length));
  const last = list.at(-1) as number;
  while (list.length < size) list.push(last);
  return list;
}

/** The same for what is no id, of which there is at least one; their order stays. */
export function evened<Item extends object | string>(items: readonly Item[]): Item[] {
  const list = [...items];
  const size = 2 ** Math.ceil(Math.log2(list.length));
  const last = list.at(-1) as Item;
  while (list.length < size) list.push(last);
  return list;
}

/** The list in parts of at most `size`, for statements whose parameters are bounded. */
export function* parts<Item>(items: readonly Item[], size: number): Generator<Item[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}

/** Rows grouped by a key, in their order; `value` says what of each row is kept. */
export function grouped<Item, Key, Value = Item>(
  items: readonly Item[],
  key: (item: Item) => Key,
  value?: (item: Item) => Value,
): Map<Key, Value[]> {
  const groups = new Map<Key, Value[]>();
  for (const item of items) {
    const kept = value === undefined ? (item as unknown as Value) : value(item);
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [kept]);
    else group.push(kept);
  }
  return groups;
}
