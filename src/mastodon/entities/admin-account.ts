/** Accounts as those who run the server see them. */
import { rfc3339 } from "../../db/columns.ts";
import type { Account } from "../../db/schema.ts";
import type { AccountPage } from "../../moderation/accounts.ts";
import { renderAccount, type AccountJson } from "./account.ts";
import { renderRole, type RoleJson } from "./role.ts";
import type { Scene } from "./scene.ts";

export type AdminAccountJson = {
  id: string;
  username: string;
  domain: string | null;
  created_at: string;
  email: string;
  ip: string | null;
  ips: { ip: string; used_at: string }[];
  role: RoleJson;
  confirmed: boolean;
  suspended: boolean;
  silenced: boolean;
  sensitized: boolean;
  disabled: boolean;
  approved: boolean;
  locale: string;
  invite_request: string | null;
  created_by_application_id: string | null;
  invited_by_account_id: string | null;
  account: AccountJson;
};

export function renderAdminAccount(account: Account, page: AccountPage, scene: Scene): AdminAccountJson {
  const user = page.users.get(account.id);
  const ips = (page.addresses.get(account.id) ?? []).map(({ ip, used_at }) => ({ ip, used_at: rfc3339(used_at) }));
  return {
    id: String(account.id),
    username: account.username,
    domain: account.host === "" ? null : account.host,
    created_at: rfc3339(account.created_at),
    email: user?.email ?? "",
    ip: ips[0]?.ip ?? null,
    ips,
    role: renderRole(user?.role ?? "user"),
    confirmed: user === undefined || user.confirmed_at > 0,
    suspended: account.suspended_at > 0,
    silenced: account.silenced_at > 0,
    sensitized: account.sensitized_at > 0,
    disabled: user?.disabled === 1,
    approved: user?.approved !== 0,
    locale: user?.locale ?? "",
    invite_request: user === undefined || user.sign_up_reason === "" ? null : user.sign_up_reason,
    created_by_application_id: null,
    invited_by_account_id: page.inviters.get(account.id)?.toString() ?? null,
    account: renderAccount(account, scene),
  };
}
