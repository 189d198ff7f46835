/** Reading a loaded page of statuses: what a view may ask of it. */
import type { Account, Status } from "../../src/db/schema.ts";
import type { StatusPage } from "../../src/statuses/page.ts";

/** The statuses of the page in their order. */
export const shownOf = (page: StatusPage): Status[] => page.ids.flatMap((id) => page.statuses.get(id) ?? []);

/** The status whose content is shown: the reblogged one of a reblog, otherwise itself. */
export const originalOf = (status: Status, page: StatusPage): Status =>
  status.reblog_of_id === null ? status : (page.statuses.get(status.reblog_of_id) ?? status);

/** The author; every status of a page has its author in the page. */
export function authorOf(status: Status, page: StatusPage): Account {
  const account = page.accounts.get(status.account_id);
  if (account === undefined) throw new Error(`status ${status.id} without its author in the page`);
  return account;
}

/** The filters that a status meets, itself or as what it boosts. */
export const filtersOf = (status: Status, page: StatusPage) =>
  page.filtered.get(status.id) ?? page.filtered.get(status.reblog_of_id ?? 0) ?? [];
