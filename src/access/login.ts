/** Logging in with a password. What is wrong is never said: not which of the two, nor whether there is such a person. */
import { findUserByLogin } from "../accounts/users.ts";
import { findAccountById } from "../accounts/find.ts";
import type { User } from "../db/schema.ts";
import { invalid, type Refusal } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { noteAddress } from "../moderation/addresses.ts";
import { addressKey, assertLimit } from "./limits.ts";
import { isPassword } from "./passwords.ts";
import { assertActive } from "./tokens.ts";

export type Login = { login: string; password: string; ip: string | undefined };

/**
 * @param login an e-mail address or a username
 * @throws Refusal `invalid` when name and password do not fit, `forbidden` when the person may not come in (said only to those who know
 *   the password), `too-many` after too many tries
 */
export async function logIn(kith: Kith, { login, password, ip }: Login): Promise<User> {
  await assertLimit(kith, "log-in-ip", addressKey(ip));
  await assertLimit(kith, "log-in-account", login.trim().toLowerCase().slice(0, 320));
  const user = await findUserByLogin(kith.db, login.slice(0, 320));
  const right = await isPassword(user?.password_hash, password.slice(0, 1000));
  if (user === undefined || !right) throw wrong();
  const account = await findAccountById(kith.db, user.id);
  if (account === undefined || account.deleted_at > 0) throw wrong();
  assertActive({ user, account });
  noteAddress(kith, user.id, ip);
  return user;
}

const wrong = (): Refusal => invalid("Invalid E-mail address or password.");
