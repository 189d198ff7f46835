/** What a group shows to whoever looks: all to those inside, and of one for its members alone little or nothing to others. */
import type { Account, Reads, Row } from "../db/schema.ts";
import type { GroupRole } from "../db/values.ts";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { findOwnChatOfGroup } from "../chats/of-group.ts";
import { findInvitation, mayInvite } from "./invitations.ts";
import { findStanding, type Group } from "./load.ts";
import { findBan } from "./members.ts";
import { isModerator } from "./moderators.ts";
import { mayTakeOver } from "./orphans.ts";
import { mayPostIn } from "./place.ts";
import { findRole } from "./roles.ts";
import { whyNotBegin } from "./rules.ts";

export type Standing = {
  member: boolean;
  requested: boolean;
  invited: boolean;
  role: GroupRole | undefined;
  ban: Row<"group_bans"> | undefined;
  may_post: boolean;
  may_invite: boolean;
  /** Nobody owns it, and the viewer may. */
  may_take_over: boolean;
  /** Of its chat, for who is in it. */
  chat_id: number | undefined;
};

const NOBODY: Standing = Object.freeze({
  member: false,
  requested: false,
  invited: false,
  role: undefined,
  ban: undefined,
  may_post: false,
  may_invite: false,
  may_take_over: false,
  chat_id: undefined,
});

/** What somebody is in a group of ours. */
export async function loadStanding(
  { db, now }: Pick<Kith, "db" | "now">,
  group: Group,
  viewer: Account | undefined,
): Promise<Standing> {
  if (viewer === undefined) return NOBODY;
  const { id } = group.account;
  const standing = await findStanding(db, id, viewer.id);
  return {
    member: standing === "member",
    requested: standing === "waiting",
    invited: (await findInvitation(db, id, viewer.id)) !== undefined,
    role: await findRole(db, id, viewer),
    ban: await findBan(db, viewer.id, [id], now()),
    may_post: await mayPostIn(db, viewer, group.account, now()),
    may_invite: await mayInvite(db, group, viewer),
    may_take_over: await mayTakeOver(db, id, viewer),
    chat_id: standing === "member" ? await findOwnChatOfGroup(db, id, viewer.id) : undefined,
  };
}

/** The same in a group elsewhere, as far as it is known here. @param group its account */
export async function loadFarStanding(
  { db, now }: Pick<Kith, "db" | "now">,
  group: Account,
  viewer: Account | undefined,
): Promise<Standing> {
  if (viewer === undefined) return NOBODY;
  const { id } = group;
  const standing = await findStanding(db, id, viewer.id);
  const member = standing === "member";
  const ban = await findBan(db, viewer.id, [id], now());
  return {
    ...NOBODY,
    member,
    requested: standing === "waiting",
    role: (await isModerator(db, id, viewer.uri)) ? "moderator" : undefined,
    ban,
    may_post: member && ban === undefined && (await whyNotBegin(db, viewer.id, id)) === undefined,
    chat_id: member ? await findOwnChatOfGroup(db, id, viewer.id) : undefined,
  };
}

/** Whether somebody may read what is posted in it, and see who is in it. */
export const mayLook = async (db: Reads, { account }: Pick<Group, "account">, viewer_id: number): Promise<boolean> =>
  account.members_only === 0 || (await findStanding(db, account.id, viewer_id)) === "member";

/** @throws Refusal `missing` */
export async function assertMayLook(db: Reads, group: Pick<Group, "account">, viewer_id: number): Promise<void> {
  if (!(await mayLook(db, group, viewer_id))) throw missing();
}

/** Whether its title and description are told: to those inside, to the invited, and where it says so to everybody. */
export const mayKnow = ({ account, group }: Group, { member, invited, role }: Standing): boolean =>
  account.members_only === 0 || group.revealed === 1 || member || invited || role !== undefined;
