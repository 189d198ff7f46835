/** Accounts as those who run the server look for them. */
import { sql, type SqlBool } from "kysely";
import { loadAccounts } from "../accounts/find.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import { grouped, padded } from "../db/lists.ts";
import type { Account, Reads, Row, User } from "../db/schema.ts";
import type { Role } from "../db/values.ts";
import { normalizeUsername } from "../text/names.ts";
import { loadAddresses } from "./addresses.ts";

export type AccountQuery = {
  origin?: "local" | "remote" | undefined;
  status?: "active" | "pending" | "suspended" | "disabled" | "silenced" | "sensitized" | undefined;
  /** Those who have one of these roles. */
  roles?: readonly Role[] | undefined;
  /** Begins the username, the host, the display name; or is an e-mail address; or an IP address. */
  username?: string | undefined;
  display_name?: string | undefined;
  host?: string | undefined;
  email?: string | undefined;
  ip?: string | undefined;
  /** Came by an invitation of this account. */
  invited_by?: number | undefined;
};

const END = "\uffff";

/** Ids of accounts, the newest first. Accounts that sign for servers, and those that are gone, are not among them. */
export async function accountIds(db: Reads, asked: AccountQuery, paging: Paging): Promise<number[]> {
  let query = db.selectFrom("accounts").leftJoin("users", "users.id", "accounts.id").select("accounts.id");
  query = query.where("accounts.deleted_at", "=", 0);
  query = query.where((eb) => eb.not(eb.and([eb("accounts.host", "=", ""), eb("accounts.actor_type", "=", "Application")])));
  if (asked.origin !== undefined) query = query.where("accounts.host", asked.origin === "local" ? "=" : "<>", "");
  if (asked.status !== undefined) query = query.where(STANDING[asked.status]);
  if (asked.roles !== undefined) query = query.where("users.role", "in", asked.roles.length === 0 ? ["owner"] : [...asked.roles]);
  if (asked.host !== undefined) query = query.where("accounts.host", "=", asked.host);
  if (asked.username !== undefined) {
    const name = normalizeUsername(asked.username);
    query = query.where("accounts.username_lower", ">=", name).where("accounts.username_lower", "<", name + END);
  }
  if (asked.display_name !== undefined)
    query = query
      .where("accounts.display_name", ">=", asked.display_name)
      .where("accounts.display_name", "<", asked.display_name + END);
  if (asked.email !== undefined) {
    const email = asked.email.toLowerCase();
    query = query.where("users.email_lower", ">=", email).where("users.email_lower", "<", email + END);
  }
  if (asked.invited_by !== undefined) {
    const invited = db.selectFrom("invited").select("user_id").where("inviter_id", "=", asked.invited_by);
    query = query.where("accounts.id", "in", invited);
  }
  if (asked.ip !== undefined)
    query = query.where(
      sql<SqlBool>`exists (select 1 from user_ips where user_ips.user_id = accounts.id and user_ips.ip = ${asked.ip})`,
    );
  const rows = await paged(query, "accounts.id", paging).execute();
  return inOrder(rows, paging).map(({ id }) => id);
}

const STANDING: Readonly<Record<NonNullable<AccountQuery["status"]>, ReturnType<typeof sql<SqlBool>>>> = {
  active: sql<SqlBool>`accounts.suspended_at = 0 and accounts.silenced_at = 0 and coalesce(users.disabled, 0) = 0 and coalesce(users.approved, 1) = 1`,
  pending: sql<SqlBool>`users.approved = 0`,
  suspended: sql<SqlBool>`accounts.suspended_at > 0`,
  disabled: sql<SqlBool>`users.disabled = 1`,
  silenced: sql<SqlBool>`accounts.silenced_at > 0`,
  sensitized: sql<SqlBool>`accounts.sensitized_at > 0`,
};

/** All that showing accounts to a moderator takes: four queries, however many they are. */
export type AccountPage = {
  accounts: ReadonlyMap<number, Account>;
  users: ReadonlyMap<number, User>;
  addresses: ReadonlyMap<number, Row<"user_ips">[]>;
  /** Who has invited whom. */
  inviters: ReadonlyMap<number, number>;
};

export async function loadAccountPage(db: Reads, ids: readonly number[]): Promise<AccountPage> {
  const accounts = await loadAccounts(db, ids);
  const users = await db.selectFrom("users").selectAll().where("id", "in", padded(ids)).execute();
  const addresses = await loadAddresses(
    db,
    users.map(({ id }) => id),
  );
  const invited = await db.selectFrom("invited").select(["user_id", "inviter_id"]).where("user_id", "in", padded(ids)).execute();
  return {
    accounts,
    users: new Map(users.map((user) => [user.id, user])),
    inviters: new Map(invited.map(({ user_id, inviter_id }) => [user_id, inviter_id])),
    addresses: grouped(addresses, ({ user_id }) => user_id),
  };
}
