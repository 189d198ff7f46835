/** Those who log in here. A user has the id of their account. */
import { sql, type SqlBool } from "kysely";
import type { Reads, User } from "../db/schema.ts";
import type { Role } from "../db/values.ts";
import { forbidden, missing } from "../errors.ts";
import { normalizeUsername } from "../text/names.ts";

/** A condition on `users`: somebody logs in as it. What is made for a team is nobody's, and its people are counted already. */
export const isPerson = sql<SqlBool>`not (users.password_hash = '' and exists (select 1 from teams where teams.account_id = users.id))`;

export const findUser = async (db: Reads, id: number): Promise<User | undefined> =>
  await db.selectFrom("users").selectAll().where("id", "=", id).executeTakeFirst();

/** @throws Refusal `missing` */
export async function getUser(db: Reads, id: number): Promise<User> {
  const user = await findUser(db, id);
  if (user === undefined) throw missing();
  return user;
}

/** @param login an e-mail address or a username, in any case */
export async function findUserByLogin(db: Reads, login: string): Promise<User | undefined> {
  const name = login.trim().replace(/^@/, "").toLowerCase();
  const users = db.selectFrom("users").selectAll("users");
  if (name.includes("@")) return await users.where("email_lower", "=", name).executeTakeFirst();
  return await users
    .innerJoin("accounts", "accounts.id", "users.id")
    .where("accounts.username_lower", "=", normalizeUsername(name))
    .where("accounts.host", "=", "")
    .executeTakeFirst();
}

const RANKS: Readonly<Record<Role, number>> = { user: 0, moderator: 1, admin: 2, owner: 3 };

/** Whether a role includes another: an admin is a moderator too. */
export const isAtLeast = ({ role }: Pick<User, "role">, needed: Role): boolean => RANKS[role] >= RANKS[needed];

/** What comes in somebody's name by the clock does not while they are locked out. @throws Refusal `forbidden` */
export async function assertNotLockedOut(db: Reads, id: number): Promise<void> {
  if ((await findUser(db, id))?.disabled === 1) throw forbidden("Your login is currently disabled");
}
