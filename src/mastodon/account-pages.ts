/** Lists of accounts as the API has them: pages of rows that each name one, and accounts by their ids for what names several. */
import { isAtLeast } from "../accounts/users.ts";
import type { Paging } from "../db/paging.ts";
import type { AccountJson } from "./entities/account.ts";
import { paged } from "./links.ts";
import { showAccounts } from "./present.ts";
import type { Answer, ApiRequest } from "./respond.ts";

/** By row; `id` is what the pages go by. Whoever is suspended stands in no list, as on pages. */
export type AccountRow = { id: number; account_id: number };

export const showAccountsOf = async (
  request: ApiRequest,
  rows: readonly Pick<AccountRow, "account_id">[],
): Promise<AccountJson[]> => {
  const accounts = await showAccounts(
    request,
    rows.map(({ account_id }) => account_id),
  );
  return accounts.filter(({ suspended }) => suspended !== true);
};

/** A page of accounts with the links to those before and after it. @param prev as in `paged` */
export const pagedAccounts = async (
  request: ApiRequest,
  rows: readonly AccountRow[],
  paging: Paging,
  prev: "since_id" | "min_id" = "since_id",
): Promise<Answer> => paged(request, await showAccountsOf(request, rows), { cursors: rows.map(({ id }) => id), paging, prev });

/** Those that are gone are not among them, nor, but for those who moderate the server, who is suspended. */
export async function accountsById(request: ApiRequest, ids: Iterable<number>): Promise<ReadonlyMap<number, AccountJson>> {
  const accounts = await showAccounts(request, [...new Set(ids)]);
  const user = request.access?.user ?? undefined;
  const moderates = user !== undefined && isAtLeast(user, "moderator");
  return new Map(
    accounts.filter(({ suspended }) => moderates || suspended !== true).map((account) => [Number(account.id), account]),
  );
}
