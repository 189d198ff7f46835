/** What those who run the server do with users: approve, reject, disable, give roles and passwords. */
import { assertNoProblems, problemOfPassword } from "../accounts/rules.ts";
import type { Role } from "../db/values.ts";
import { conflict, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { hashPassword } from "./passwords.ts";
import { removeSessions } from "./sessions.ts";
import { removeTokens } from "./tokens.ts";

type Changes = { approved?: 0 | 1; disabled?: 0 | 1; role?: Role; password_hash?: string; confirmed_at?: number };

async function updateUser(kith: Kith, user_id: number, changes: Changes): Promise<void> {
  await kith.write(async (tx, happened) => {
    const changed = await tx.updateTable("users").set(changes).where("id", "=", user_id).returning("id").executeTakeFirst();
    if (changed === undefined) throw missing();
    happened({ type: "access.changed", user_id });
  });
}

export const approveUser = async (kith: Kith, user_id: number): Promise<void> => await updateUser(kith, user_id, { approved: 1 });

/**
 * Refuses somebody who waits for approval: their account is removed, and the name is free again.
 *
 * @throws Refusal `conflict` when they have been approved: then there is something to lose, and they are disabled instead
 */
export async function rejectUser(kith: Kith, user_id: number): Promise<void> {
  await kith.write(async (tx, happened) => {
    const waiting = await tx
      .deleteFrom("users")
      .where("id", "=", user_id)
      .where("approved", "=", 0)
      .returning("id")
      .executeTakeFirst();
    if (waiting === undefined) throw conflict("This account has been approved already: disable it instead");
    await tx.deleteFrom("accounts").where("id", "=", user_id).execute();
    happened({ type: "tokens.revoked", user_id });
  });
}

/** Ends every session and token; the account and what it wrote stay. */
export async function disableUser(kith: Kith, user_id: number): Promise<void> {
  await updateUser(kith, user_id, { disabled: 1 });
  await removeSessions(kith, user_id);
  await removeTokens(kith, user_id);
}

export const enableUser = async (kith: Kith, user_id: number): Promise<void> => await updateUser(kith, user_id, { disabled: 0 });

export const setRole = async (kith: Kith, user_id: number, role: Role): Promise<void> =>
  await updateUser(kith, user_id, { role });

export const confirmUser = async (kith: Kith, user_id: number): Promise<void> =>
  await updateUser(kith, user_id, { confirmed_at: kith.now() });

/**
 * Sets a password and logs every browser and program out, but for `except`: whoever knew the old one is out.
 *
 * @throws Refusal `invalid` when it is too short or too long
 */
export async function setPassword(
  kith: Kith,
  user_id: number,
  password: string,
  except: { session_id?: number } = {},
): Promise<void> {
  assertNoProblems({ password: problemOfPassword(password) });
  await updateUser(kith, user_id, { password_hash: await hashPassword(password) });
  await kith.write(async (tx, happened) => {
    await tx.deleteFrom("steps").where("user_id", "=", user_id).execute();
    happened({ type: "access.told", user_id, what: "password_changed" });
  });
  await removeSessions(kith, user_id, except.session_id ?? 0);
  await removeTokens(kith, user_id);
}
