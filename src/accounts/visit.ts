/** Having the posts, pins and numbers of an account of another server fetched when somebody looks at its profile. */
import type { Account } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { accountTurn, claimTurn, findTurn } from "../refreshes/turns.ts";

/**
 * Says that somebody looks at a profile: once a day its server is asked, in the background. Visitors (`viewer_id` 0) cause nothing.
 *
 * @returns whether it is being asked for the first time, so that what is known may be little
 */
export async function visitAccount(kith: Kith, viewer_id: number, account: Account): Promise<boolean> {
  const { id: account_id, host } = account;
  if (host === "" || account.suspended_at > 0 || account.deleted_at > 0) return false;
  const turn = await findTurn(kith.db, accountTurn(account_id));
  const due = turn === undefined || turn.next_at <= kith.now();
  if (!due || viewer_id === 0) return !due && turn.checked_at === 0 && turn.failures === 0;
  await kith.write(async (tx, happened) => {
    if (await claimTurn(tx, kith, accountTurn(account_id))) happened({ type: "account.visited", account_id, host });
  });
  return turn === undefined;
}
