/** The account that an address names, and what it is to the viewer. */
import { findAccountByHandle, loadAccounts } from "../../accounts/find.ts";
import { loadRelationships } from "../../accounts/relationships.ts";
import type { Account } from "../../db/schema.ts";
import { gone, missing } from "../../errors.ts";
import { closedGroup } from "../../groups/load.ts";
import { parseHandle } from "../../text/names.ts";
import type { WholeRelation } from "../../../views/frame/context.ts";
import type { Visit } from "../frame/visit.ts";

/** ms that a page waits for another server to say who somebody is. */
const RESOLVE_TIMEOUT = 8000;

/**
 * The account of `/@:acct`. One that nobody here has seen is looked up for those who are signed in.
 *
 * @throws Refusal `missing`, or `gone` for a deleted one
 */
export async function getNamed(visit: Visit): Promise<Account> {
  const { kith, params } = visit;
  const handle = parseHandle(params["acct"] ?? "");
  if (handle === undefined) throw missing();
  const host = handle.host === undefined || handle.host === kith.instance.domain ? "" : handle.host;
  const known = await findAccountByHandle(kith.db, handle.username, host);
  const found = known ?? (host === "" || visit.viewer_id === 0 ? undefined : await resolve(visit, `@${handle.username}@${host}`));
  if (found === undefined || (found.host === "" && found.actor_type === "Application")) throw missing();
  if (found.deleted_at > 0) throw found.actor_type === "Group" ? closedGroup() : gone();
  return found;
}

/** Asks other servers for a handle or an address. */
export const resolve = async ({ kith }: Visit, handle: string): Promise<Account | undefined> =>
  await kith.remote.findAccount(handle, { timeout: RESOLVE_TIMEOUT }).catch(() => undefined);

/** What the viewer and some accounts are to each other; empty for visitors. */
export async function relationsOf(
  { kith, viewer_id }: Visit,
  ids: readonly number[],
): Promise<ReadonlyMap<number, WholeRelation>> {
  return viewer_id === 0 ? new Map() : await loadRelationships(kith.db, viewer_id, ids, kith.now());
}

/** Those that may be shown in lists. */
export const isShown = (account: Account): boolean => account.deleted_at === 0 && account.suspended_at === 0;

/** Accounts by their ids, in that order, without those that may not be shown. */
export async function loadShown({ kith }: Visit, ids: readonly number[]): Promise<Account[]> {
  if (ids.length === 0) return [];
  const found = await loadAccounts(kith.db, ids);
  return ids.flatMap((id) => found.get(id) ?? []).filter(isShown);
}
