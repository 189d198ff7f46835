/** The list of friends on a profile: only of who wants that, and without friends who keep to themselves whom they follow. */
import { readSettings } from "../accounts/settings.ts";
import { findUser } from "../accounts/users.ts";
import type { Paging } from "../db/paging.ts";
import type { Account, Reads } from "../db/schema.ts";
import type { FollowEntry } from "../follows/load.ts";
import { friendIds } from "./load.ts";

/** Whether everybody may see whom an account of ours has for friends. */
export async function showsFriends(db: Reads, account: Account): Promise<boolean> {
  if (account.host !== "" || account.hide_collections === 1 || account.suspended_at > 0 || account.deleted_at > 0) return false;
  const user = await findUser(db, account.id);
  return user !== undefined && readSettings(user).show_friends;
}

/** As the viewer sees them: one's own are all one's friends. */
export async function shownFriendIds(
  db: Reads,
  { account, viewer_id }: { account: Account; viewer_id: number },
  paging: Paging,
): Promise<FollowEntry[]> {
  if (account.id === viewer_id) return await friendIds(db, account.id, paging);
  return (await showsFriends(db, account)) ? await friendIds(db, account.id, paging, "open") : [];
}
