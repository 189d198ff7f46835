/** Who acts with a token, as its row says, and the rows of the person and of their account. */
import type { Account, Reads, User } from "../db/schema.ts";
import { findActing, type Member } from "../teams/acting.ts";
import { scopesIn } from "../teams/roles.ts";
import { splitScopes } from "./scopes.ts";
import type { Access } from "./tokens.ts";

const OF_USER = [
  "email",
  "email_lower",
  "password_hash",
  "role",
  "locale",
  "settings",
  "sign_up_reason",
  "confirmed_at",
  "approved",
  "disabled",
  "last_seen_at",
] as const;

/** Everything in one query. */
const findRow = async (db: Reads, token_hash: string) =>
  await db
    .selectFrom("tokens")
    .leftJoin("users", "users.id", "tokens.user_id")
    .leftJoin("accounts", "accounts.id", "tokens.user_id")
    .selectAll("accounts")
    .select([
      "tokens.id as token_id",
      "tokens.app_id",
      "tokens.scopes as token_scopes",
      "tokens.last_used_at",
      "tokens.user_id",
      "tokens.member_id",
    ])
    .select(OF_USER.map((column) => `users.${column}` as const))
    .select("users.created_at as user_created_at")
    .where("token_hash", "=", token_hash)
    .executeTakeFirst();

/** A token, the person, their account; of a token for a team also in whose hands it is, which takes another query. */
export async function readAccess(db: Reads, token_hash: string): Promise<{ access: Access; last_used_at: number } | undefined> {
  const row = await findRow(db, token_hash);
  if (row === undefined || (row.user_id !== null && (row.deleted_at ?? 1) > 0)) return undefined;
  const { token_id, app_id, token_scopes, last_used_at, user_id, member_id, user_created_at: created_at, ...both } = row;
  const scopes = splitScopes(token_scopes);
  if (user_id === null) return { access: { token_id, scopes, account: null, user: null, app_id }, last_used_at };
  const entries = Object.entries(both);
  const isOfUser = ([column]: [string, unknown]) => (OF_USER as readonly string[]).includes(column);
  const user = { id: user_id, created_at, ...Object.fromEntries(entries.filter(isOfUser)) } as User;
  const account = Object.fromEntries(entries.filter((entry) => !isOfUser(entry))) as unknown as Account;
  const access: Access = { token_id, scopes, account, user, app_id };
  if (member_id === null) return { access, last_used_at };
  const member = await findActing(db, user_id, member_id);
  return member === undefined ? undefined : { access: actingAs(access, user, member), last_used_at };
}

/** No further than the role goes; what else the account may do here is not for who acts in its name. */
const actingAs = (access: Access, user: User, member: Member): Access => ({
  ...access,
  user: { ...user, role: "user" },
  scopes: scopesIn(member.role, access.scopes, member.personal),
  member,
});
