/** Pages of lists: `max_id` and `min_id` in the address, and links to the neighbours. */
import type { Paging } from "../../db/paging.ts";
import { readId } from "../../ids.ts";
import type { Pager } from "../../../views/frame/context.ts";
import type { Visit } from "./visit.ts";

const SIZE = 20;

/** One more than is shown: whether it comes says whether there is another page. */
export function readPaging({ query }: Pick<Visit, "query">, size = SIZE): Paging {
  const [max_id, min_id] = [readId(query.get("max_id") ?? undefined), readId(query.get("min_id") ?? undefined)];
  return { limit: size + 1, ...(max_id === undefined ? {} : { max_id }), ...(min_id === undefined ? {} : { min_id }) };
}

export const isFirstPage = ({ max_id, min_id }: Paging): boolean => max_id === undefined && min_id === undefined;

/**
 * The rows to show and the ways on from them.
 *
 * @param found as they were read, newest first, one more than is shown if there are more
 * @param cursor what the list is paged by
 */
export function cut<Item>(
  { path }: Pick<Visit, "path">,
  paging: Paging,
  found: readonly Item[],
  cursor: (item: Item) => number,
): { items: Item[]; pager: Pager } {
  const size = paging.limit - 1;
  const more = found.length > size;
  const back = paging.min_id !== undefined;
  const items = back && more ? found.slice(1) : found.slice(0, size);
  const [first, last] = [items[0], items.at(-1)];
  const address = (name: string, id: number) => withParam(path, name, id);
  const older = last !== undefined && (more || back) ? address("max_id", cursor(last)) : undefined;
  const newer = first !== undefined && (back ? more : paging.max_id !== undefined) ? address("min_id", cursor(first)) : undefined;
  return { items, pager: { older, newer: newer ?? (isFirstPage(paging) || newer !== undefined ? undefined : withParam(path)) } };
}

/**
 * Where the last visit ended, on whatever page of the list: the address of the next one says it, since by then all has been read.
 *
 * @param read the newest that was read before the first page was shown
 */
export const seenBefore = ({ query }: Pick<Visit, "query">, paging: Paging, read: number | undefined): number | undefined =>
  readId(query.get("seen") ?? undefined) ?? (isFirstPage(paging) ? read : undefined);

/** The ways on from a page that ends at `last`: they take along where the last visit ended, until a page has shown it. */
export function withSeen(pager: Pager, seen: number | undefined, last: number | undefined): Pager {
  const [path = "", query = ""] = pager.older?.split("?") ?? [];
  if (path === "") return pager;
  const parameters = new URLSearchParams(query);
  if (seen !== undefined && seen > 0 && last !== undefined && last > seen) parameters.set("seen", String(seen));
  else parameters.delete("seen");
  return { ...pager, older: `${path}?${parameters.toString()}` };
}

/** The same list elsewhere; without a name, its beginning. */
function withParam(path: string, name?: string, id?: number): string {
  const mark = path.indexOf("?");
  const query = new URLSearchParams(mark < 0 ? "" : path.slice(mark + 1));
  query.delete("max_id");
  query.delete("min_id");
  if (name !== undefined) query.set(name, String(id));
  const rest = query.toString();
  return `${mark < 0 ? path : path.slice(0, mark)}${rest === "" ? "" : `?${rest}`}`;
}
