/**
 * Groups that nobody owns any more, whose owner is gone: another moderator of this server has it then (`inherit.ts`); where there is none, those are asked who have
 * been in it longest, and who runs this server, and the first of them to say so has it.
 */
import { findUser, isAtLeast } from "../accounts/users.ts";
import type { Account, Reads } from "../db/schema.ts";
import { forbidden } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { notify } from "../notifications/notify.ts";
import { joinGroup } from "./invitations.ts";
import { getOwnGroup, type Group } from "./load.ts";
import { writeLog } from "./log.ts";
import { loadEldest } from "./members.ts";
import { holdGroup, insertModerator } from "./roles.ts";

/** So many are asked. */
const MOST_ASKED = 5;

/** Whether anybody owns it: who has been deleted does not. */
export const hasOwner = async (db: Reads, group_id: number): Promise<boolean> =>
  (await db
    .selectFrom("group_moderators")
    .innerJoin("accounts", "accounts.uri", "group_moderators.uri")
    .select("accounts.id")
    .where("group_moderators.group_id", "=", group_id)
    .where("group_moderators.role", "=", "owner")
    .where("accounts.deleted_at", "=", 0)
    .executeTakeFirst()) !== undefined;

/** Whether somebody may have a group that nobody owns. */
export async function mayTakeOver(db: Reads, group_id: number, { id, host }: Pick<Account, "id" | "host">): Promise<boolean> {
  if (host !== "" || (await hasOwner(db, group_id))) return false;
  if ((await loadEldest(db, group_id, MOST_ASKED)).includes(id)) return true;
  const user = await findUser(db, id);
  return user !== undefined && isAtLeast(user, "moderator");
}

/** Asks for somebody who will have it. */
export async function askForOwner(kith: Kith, group_id: number): Promise<void> {
  const staff = await kith.db
    .selectFrom("users")
    .select("id")
    .where("role", "in", ["moderator", "admin", "owner"])
    .orderBy("id")
    .limit(MOST_ASKED)
    .execute();
  const asked = new Set([...(await loadEldest(kith.db, group_id, MOST_ASKED)), ...staff.map(({ id }) => id)]);
  await kith.write(async (tx, happened) => {
    for (const account_id of [...asked].sort((a, b) => a - b))
      await notify(tx, kith, happened, { account_id, type: "group_orphaned", from_account_id: group_id, subject_id: group_id });
  });
}

/** Whoever comes first has it; whoever runs this server is a member then. @throws Refusal `forbidden` for others, and for what has an owner */
export async function takeOver(kith: Kith, group: Group, by: Account): Promise<void> {
  const { id: group_id } = group.account;
  if (!(await mayTakeOver(kith.db, group_id, by))) throw forbidden("This group is not yours to take over");
  await kith.write(async (tx, happened) => {
    await holdGroup(tx, group_id);
    if (await hasOwner(tx, group_id)) throw forbidden("This group is not yours to take over");
    await tx.deleteFrom("group_moderators").where("group_id", "=", group_id).where("role", "=", "owner").execute();
    await insertModerator(tx, { group_id, uri: by.uri, role: "owner", position: 0 });
    await writeLog(tx, kith, happened, { group_id, by, act: "taken_over" });
    await tx.deleteFrom("notifications").where("type", "=", "group_orphaned").where("subject_id", "=", group_id).execute();
  });
  await joinGroup(kith, await getOwnGroup(kith.db, group_id), by);
}
