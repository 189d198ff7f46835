/** Apps that know no groups have lists: each group that one is in is offered as one, to be read only. */
import { findAccountById } from "../accounts/find.ts";
import type { Paging } from "../db/paging.ts";
import type { Account, Reads } from "../db/schema.ts";
import { accountStatusIds } from "../timelines/account.ts";
import type { Look } from "../timelines/rules.ts";
import { loadJoined } from "./directory.ts";
import { newIds, sortedIds, sortedShownIds } from "./feed.ts";
import { asToldTo } from "./inside.ts";
import { findStanding } from "./load.ts";

/** As lists are: by the id of the group's account. */
export type GroupList = { id: number; title: string };

export const loadGroupLists = async (db: Reads, account_id: number): Promise<GroupList[]> =>
  (await loadJoined(db, account_id)).map(({ told }) => ({ id: told.id, title: nameOf(told) }));

const nameOf = ({ display_name, username }: Account): string => display_name || username;

/** A group that the account is in, as it is told to who is. */
export async function findGroupOf(db: Reads, account_id: number, id: number): Promise<Account | undefined> {
  if ((await findStanding(db, id, account_id)) !== "member") return undefined;
  const account = await findAccountById(db, id);
  if (account?.actor_type !== "Group" || account.deleted_at > 0 || account.suspended_at > 0) return undefined;
  return await asToldTo(db, account_id, account);
}

/** What stands in it; of a group elsewhere what it has shown. */
export async function groupStatusIds(look: Look, viewer_id: number, group: Account, paging: Paging): Promise<number[]> {
  if (group.host === "" || group.members_only === 1) return await newIds(look, viewer_id, group.id, paging);
  return await accountStatusIds(look, viewer_id, group.id, { paging });
}

/** The same in another order, by offset. */
export const sortedGroupIds = async (
  look: Look,
  viewer_id: number,
  group: Account,
  asked: Parameters<typeof sortedIds>[3],
): Promise<number[]> =>
  await (group.host === "" || group.members_only === 1 ? sortedIds : sortedShownIds)(look, viewer_id, group.id, asked);

export const findGroupList = async (db: Reads, account_id: number, id: number): Promise<GroupList | undefined> => {
  const group = await findGroupOf(db, account_id, id);
  return group === undefined ? undefined : { id, title: nameOf(group) };
};
