/** Accounts: looked for, and one of them with all that is known of it. */
import { isIP } from "node:net";
import { loadFactors } from "../../access/second-factor.ts";
import { getAccount, loadAccounts } from "../../accounts/find.ts";
import { findUser } from "../../accounts/users.ts";
import type { Account, User } from "../../db/schema.ts";
import { accountIds, loadAccountPage, type AccountQuery } from "../../moderation/accounts.ts";
import { loadAddresses, plainAddress } from "../../moderation/addresses.ts";
import { loadNotes } from "../../moderation/notes.ts";
import { loadHistory } from "../../moderation/history.ts";
import { loadTemplates } from "../../moderation/templates.ts";
import { normalizeHost, parseHandle } from "../../text/names.ts";
import { accountPageView } from "../../../views/admin/account.ts";
import { accountsView } from "../../../views/admin/people.ts";
import { contextOf } from "../frame/context.ts";
import { cut, readPaging } from "../frame/paging.ts";
import { show, type Answer } from "../frame/respond.ts";
import type { Visit } from "../frame/visit.ts";
import { accountActRoutes } from "./account-acts.ts";
import { asked, chosen, getId, staffPage, type StaffRoute } from "./staff.ts";

const SIZE = 40;
const STATUSES = ["active", "pending", "disabled", "sensitized", "silenced", "suspended"] as const;
const ROLES = ["user", "moderator", "admin", "owner"] as const;

/** What was typed is a handle, the beginning of a name, an address of e-mail, or one of the network. */
function readSearch(q: string): AccountQuery {
  if (isIP(plainAddress(q)) > 0) return { ip: plainAddress(q) };
  const handle = q.startsWith("@") ? parseHandle(q) : undefined;
  if (handle?.host !== undefined) return { username: handle.username, host: handle.host };
  if (q.startsWith("@")) return { username: q.slice(1) };
  return q.includes("@") ? { email: q } : { username: q };
}

async function showAccounts(visit: Visit): Promise<Answer> {
  const { kith } = visit;
  const q = asked(visit, "q", 320);
  const [origin, status, role] = [
    chosen(visit, "origin", ["local", "remote"]),
    chosen(visit, "status", STATUSES),
    chosen(visit, "role", ROLES),
  ];
  const host = asked(visit, "host", 300);
  const query: AccountQuery = {
    ...(q === undefined ? {} : readSearch(q)),
    ...(host === undefined ? {} : { host: normalizeHost(host) ?? "?" }),
    origin,
    status,
    roles: role === undefined ? undefined : [role],
  };
  const paging = readPaging(visit, SIZE);
  const { items, pager } = cut(visit, paging, await accountIds(kith.db, query, paging), (id) => id);
  const page = await loadAccountPage(kith.db, items);
  const said = { q: q ?? "", origin: origin ?? "", status: status ?? "", role: role ?? "", host: host ?? "" };
  return show(accountsView(await contextOf(visit), { ids: items, page, asked: said, pager }));
}

async function showAccount(visit: Visit): Promise<Answer> {
  const { kith } = visit;
  const account = await getAccount(kith.db, getId(visit));
  const user = account.host === "" ? await findUser(kith.db, account.id) : undefined;
  const { strikes, reports, reports_made } = await loadHistory(kith.db, account.id);
  const notes = await loadNotes(kith.db, { target_type: "Account", target_id: account.id });
  const inviter_id = user === undefined ? 0 : await inviterOf(visit, user);
  const named = [
    account.id,
    inviter_id,
    ...strikes.map(({ moderator_id }) => moderator_id),
    ...notes.map(({ account_id }) => account_id),
    ...reports.flatMap((report) => [report.account_id, report.target_id, report.assigned_id ?? 0]),
  ];
  const accounts: ReadonlyMap<number, Account> = await loadAccounts(kith.db, named);
  const facts = {
    account,
    user,
    strikes,
    notes,
    reports,
    reports_made,
    inviter_id,
    accounts,
    factors: user === undefined ? undefined : await loadFactors(kith.db, user.id),
    addresses: user === undefined ? [] : await loadAddresses(kith.db, [user.id]),
    templates: await loadTemplates(kith.db),
    sends_mail: kith.mail.configured,
  };
  return show(accountPageView(await contextOf(visit), facts));
}

async function inviterOf({ kith }: Visit, { id }: User): Promise<number> {
  const row = await kith.db.selectFrom("invited").select("inviter_id").where("user_id", "=", id).executeTakeFirst();
  return row?.inviter_id ?? 0;
}

export const accountRoutes: readonly StaffRoute[] = [
  staffPage("/admin/accounts", "manage_users", showAccounts),
  staffPage("/admin/accounts/:id", "manage_users", showAccount),
  ...accountActRoutes,
];
