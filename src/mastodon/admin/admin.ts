/** What all of the admin API has in common: the scope of the token, the permission of the role, and who acts. */
import { may, type Permission } from "../../access/permissions.ts";
import { getAccount } from "../../accounts/find.ts";
import { findUser } from "../../accounts/users.ts";
import type { Account } from "../../db/schema.ts";
import { forbidden } from "../../errors.ts";
import { loadAccountPage } from "../../moderation/accounts.ts";
import type { By } from "../../moderation/audit.ts";
import { renderAdminAccount, type AdminAccountJson } from "../entities/admin-account.ts";
import { sceneOf } from "../entities/scene.ts";
import { idParam, me, user, type ApiRequest, type Handle, type Needs } from "../respond.ts";

/** Asks the database what the person may do now: what is kept with their token may be half a minute old. */
export const staff =
  (permission: Permission, handle: Handle): Handle =>
  async (request) => {
    const person = await findUser(request.kith.db, me(request).id);
    if (person === undefined || person.disabled === 1 || !may(person.role, permission)) throw forbidden();
    return await handle(request);
  };

export const reading = (what: string): Needs => user(`admin:read:${what}`);
export const writing = (what: string): Needs => user(`admin:write:${what}`);

export const by = (request: ApiRequest): By => ({ id: me(request).id });

export const targetParam = async (request: ApiRequest): Promise<Account> => await getAccount(request.kith.db, idParam(request));

export async function showAdminAccounts({ kith }: ApiRequest, ids: readonly number[]): Promise<AdminAccountJson[]> {
  const page = await loadAccountPage(kith.db, ids);
  const scene = sceneOf(kith);
  return ids.flatMap((id) => {
    const account = page.accounts.get(id);
    return account === undefined ? [] : [renderAdminAccount(account, page, scene)];
  });
}
