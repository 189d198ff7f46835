/** Who gets into a group that lives here: at once, when a moderator agrees, or not at all. */
import type { Account, Reads } from "../db/schema.ts";
import { findBan } from "./members.ts";
import { findGroupRow } from "./load.ts";
import { isModerator } from "./moderators.ts";

export type Admission = "in" | "waits" | "banned" | "uninvited";

/**
 * Undefined for what is no group of ours: there the usual rules hold.
 *
 * @param now ms
 */
export async function admissionTo(db: Reads, target: Account, account: Account, now: number): Promise<Admission | undefined> {
  if (target.host !== "" || target.actor_type !== "Group") return undefined;
  const group = await findGroupRow(db, target.id);
  // A group in a group would pass everything on to its own members.
  if (group === undefined || account.actor_type === "Group") return "uninvited";
  if ((await findBan(db, account.id, [target.id], now)) !== undefined) return "banned";
  if ((await isModerator(db, target.id, account.uri)) || (await isInvited(db, target.id, account.id))) return "in";
  if (group.membership === "invitation") return "uninvited";
  return group.membership === "approval" || account.silenced_at > 0 ? "waits" : "in";
}

export const isInvited = async (db: Reads, group_id: number, account_id: number): Promise<boolean> =>
  (await db
    .selectFrom("group_invitations")
    .select("id")
    .where("account_id", "=", account_id)
    .where("group_id", "=", group_id)
    .executeTakeFirst()) !== undefined;
