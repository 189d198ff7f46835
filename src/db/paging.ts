/** Pages by id: `max_id`, `since_id` and `min_id` as the Mastodon API has them, never an OFFSET. */
import type { ReferenceExpression, SelectQueryBuilder } from "kysely";

/** A page that somebody asks for: ids between the cursors, `limit` of them. Clamped where it was read. */
export type Paging = { limit: number; max_id?: number | undefined; since_id?: number | undefined; min_id?: number | undefined };

/** The first page, for callers inside. */
export const firstPage = (limit: number): Paging => ({ limit });

/**
 * Limits and orders a query by an id column. With `min_id` the rows come oldest first, so that they adjoin the cursor: hand them through
 * `inOrder` afterwards.
 */
export function paged<Database, Table extends keyof Database, Out>(
  query: SelectQueryBuilder<Database, Table, Out>,
  column: ReferenceExpression<Database, Table>,
  { limit, max_id, since_id, min_id }: Paging,
): SelectQueryBuilder<Database, Table, Out> {
  let page = query;
  if (max_id !== undefined) page = page.where(column, "<", max_id as never);
  if (min_id !== undefined) page = page.where(column, ">", min_id as never);
  else if (since_id !== undefined) page = page.where(column, ">", since_id as never);
  return page.orderBy(column as never, min_id === undefined ? "desc" : "asc").limit(limit);
}

/** Rows as they are answered: newest first, whichever way they were read. */
export const inOrder = <Item>(rows: Item[], { min_id }: Paging): Item[] => (min_id === undefined ? rows : rows.reverse());
