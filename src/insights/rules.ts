/**
 * Who may see the insights of an account, and who decides whether it has any: the person themselves, of a group those who look after it, of a team its
 * owners, and its editors and analysts may look; of the server those who see its dashboard. To others there are none.
 */
import { may } from "../access/permissions.ts";
import { findAccountById } from "../accounts/find.ts";
import { findUser } from "../accounts/users.ts";
import type { Account, Reads } from "../db/schema.ts";
import { missing } from "../errors.ts";
import { findOwnGroup } from "../groups/load.ts";
import { findRole } from "../groups/roles.ts";
import { findActing } from "../teams/acting.ts";
import { maySeeInsights } from "../teams/load.ts";

type Viewer = Pick<Account, "id" | "uri">;
type Right = "look" | "decide";

/** @throws Refusal `missing` for everybody else, and for what does not live here */
export async function getWatched(db: Reads, viewer: Viewer, account_id: number, wanted: Right = "look"): Promise<Account> {
  const account = await findAccountById(db, account_id);
  if (account === undefined || account.host !== "" || account.deleted_at > 0) throw missing();
  const right = await rightOf(db, viewer, account);
  if (right === undefined || (wanted === "decide" && right === "look")) throw missing();
  return account;
}

async function rightOf(db: Reads, viewer: Viewer, account: Account): Promise<Right | undefined> {
  if (account.id === viewer.id) return "decide";
  // The sums of all stand under the account of the server itself.
  if (account.actor_type === "Application") return (await seesDashboard(db, viewer.id)) ? "look" : undefined;
  if (account.actor_type === "Group") {
    const group = await findOwnGroup(db, account.id);
    const role = group === undefined ? undefined : await findRole(db, account.id, viewer as Account);
    return role === undefined ? undefined : "decide";
  }
  if (!(await maySeeInsights(db, account.id, viewer.id))) return undefined;
  return (await findActing(db, account.id, viewer.id))?.role === "owner" ? "decide" : "look";
}

async function seesDashboard(db: Reads, viewer_id: number): Promise<boolean> {
  const user = await findUser(db, viewer_id);
  return user !== undefined && may(user.role, "view_dashboard");
}
