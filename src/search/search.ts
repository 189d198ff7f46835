/** One search for everything: accounts, statuses and tags, by words, handles, hashtags or addresses. */
import { findAccountByPage, findAccountByUri } from "../accounts/find.ts";
import { searchAccountIds } from "../accounts/search.ts";
import type { Kith } from "../kith.ts";
import { findStatusByPage, findStatusByUri } from "../statuses/find.ts";
import { findVisibleStatus } from "../statuses/load.ts";
import { searchTags, type Tag } from "../tags/find.ts";
import { httpUrl } from "../text/outside.ts";
import { isOurs, statusIdAt } from "../uris.ts";
import { findStatusIds, type StatusSearch } from "./find.ts";

export type Search = StatusSearch & {
  type?: "accounts" | "statuses" | "hashtags" | undefined;
  /** May ask other servers for an address or a handle. */
  resolve?: boolean | undefined;
  /** Only accounts that the viewer follows. */
  following?: boolean | undefined;
  /** No tags of which nobody has decided whether they may trend. */
  exclude_unreviewed?: boolean | undefined;
};

/** Of accounts and statuses the ids, of such as the viewer may see: how much of them is loaded is for the door to say. */
export type SearchResults = { account_ids: number[]; status_ids: number[]; tags: Tag[] };

const RESOLVE_TIMEOUT = 8000;

export async function search(kith: Kith, viewer_id: number, asked: Search): Promise<SearchResults> {
  const q = asked.q.trim().slice(0, 2048);
  const wants = (type: Search["type"]) => q !== "" && (asked.type === undefined || asked.type === type);
  if (/^https?:\/\//i.test(q)) return await searchAddress(kith, viewer_id, { ...asked, q });
  return {
    account_ids: wants("accounts") && !q.startsWith("#") ? await searchAccountIds(kith, viewer_id, { ...asked, q }) : [],
    status_ids: wants("statuses") ? await findStatusIds(kith, viewer_id, { ...asked, q }) : [],
    // An address of somebody is no tag.
    tags: wants("hashtags") && !q.includes("@") ? await findTags(kith, q, asked) : [],
  };
}

/** What is at an address: a status or an account. Words of addresses are searched for as well, when there is neither. */
async function searchAddress(kith: Kith, viewer_id: number, asked: Search): Promise<SearchResults> {
  const found = await findStatusAt(kith, asked);
  const seen = found === undefined ? undefined : await findVisibleStatus(kith.db, viewer_id, found);
  // The page after the one with what was meant is empty: it is not one of words.
  if (seen !== undefined) return { account_ids: [], status_ids: isOnPage(seen.id, asked) ? [seen.id] : [], tags: [] };
  const wantsAccounts = asked.type === undefined || asked.type === "accounts";
  // A status that is known and not for this viewer is no account: nobody need be asked.
  const resolve = asked.resolve === true && found === undefined;
  const account_ids = wantsAccounts ? await searchAccountIds(kith, viewer_id, { ...asked, resolve }) : [];
  if (account_ids.length > 0 || asked.type === "accounts") return { account_ids, status_ids: [], tags: [] };
  return { account_ids, status_ids: await findStatusIds(kith, viewer_id, asked), tags: [] };
}

const isOnPage = (id: number, { offset = 0, max_id = Infinity, min_id = 0 }: Search): boolean =>
  offset === 0 && id < max_id && id > min_id;

async function findStatusAt(kith: Kith, asked: Search): Promise<number | undefined> {
  const url = httpUrl(asked.q);
  if (url === undefined || asked.type === "accounts" || asked.type === "hashtags") return undefined;
  const ours = statusIdAt(kith.instance, url);
  if (ours !== undefined) return ours;
  const known =
    (await findStatusByUri(kith.db, url)) ?? (isOurs(kith.instance, url) ? undefined : await findStatusByPage(kith.db, url));
  const asks = mayAsk(kith, url, asked);
  if (known !== undefined && asks) await kith.remote.refreshStatus(known, { timeout: RESOLVE_TIMEOUT });
  if (known !== undefined || !asks) return known?.id;
  // An account that is known need not be asked for as if it were a status.
  const account = (await findAccountByUri(kith.db, url)) ?? (await findAccountByPage(kith.db, url));
  if (account !== undefined) return undefined;
  return (await kith.remote.fetchStatus(url, { timeout: RESOLVE_TIMEOUT }).catch(() => undefined))?.id;
}

/** Its server, for the first page only: what comes after is what has been found by then. */
const mayAsk = ({ instance }: Kith, url: string, { resolve, offset = 0, max_id, min_id }: Search): boolean =>
  resolve === true && !isOurs(instance, url) && offset === 0 && max_id === undefined && min_id === undefined;

/** Tags that begin with what was typed. */
async function findTags({ db }: Kith, q: string, { limit, offset = 0, exclude_unreviewed }: Search): Promise<Tag[]> {
  return /\s/.test(q) ? [] : (await searchTags(db, q, Math.min(offset + limit, 400), exclude_unreviewed)).slice(offset);
}
