/** The commands about accounts. */
import { randomBytes } from "node:crypto";
import { approveUser, disableUser, enableUser, rejectUser, setPassword, setRole } from "../access/manage.ts";
import { removeSecondFactor } from "../access/second-factor.ts";
import { createUser } from "../accounts/create.ts";
import { findUserByLogin } from "../accounts/users.ts";
import type { User } from "../db/schema.ts";
import type { Role } from "../db/values.ts";
import type { Kith } from "../kith.ts";
import { COMMAND_LINE, writeAudit } from "../moderation/audit.ts";
import type { Output } from "./with-kith.ts";

const ROLES: readonly string[] = ["user", "moderator", "admin", "owner"];

/** @throws Error in one sentence */
export async function getNamed({ db }: Kith, name: string): Promise<User> {
  const user = await findUserByLogin(db, name);
  if (user === undefined) throw new Error(`nobody here is called ${name}`);
  return user;
}

export async function create(
  kith: Kith,
  { out }: Output,
  name: string,
  { email, password, role }: { email: string; password?: string; role: Role },
): Promise<void> {
  const set = password ?? makePassword();
  const { account } = await createUser(kith, {
    username: name.replace(/^@/, ""),
    email,
    password: set,
    role,
    approved: true,
    confirmed: true,
  });
  out(`@${account.username} can log in at ${kith.instance.origin}`);
  if (password === undefined) out(`password: ${set}`);
}

const makePassword = (): string => randomBytes(15).toString("base64url");

type Act = (kith: Kith, output: Output, name: string) => Promise<void>;

const acting =
  (action: string, act: (kith: Kith, id: number) => Promise<void>, done: string): Act =>
  async (kith, { out }, name) => {
    const user = await getNamed(kith, name);
    await act(kith, user.id);
    await log(kith, user, action, name);
    out(`${name} ${done}`);
  };

async function log(kith: Kith, { id: target_id }: User, action: string, target_name: string): Promise<void> {
  const deed = { action, target_type: "Account", target_id, target_name: target_name.replace(/^@/, "") };
  await kith.write(async (tx) => await writeAudit(tx, kith, COMMAND_LINE, deed));
}

export const approve: Act = acting("approve", approveUser, "is approved");
export const reject: Act = acting("reject", rejectUser, "is rejected and removed");
export const disable: Act = acting("disable", disableUser, "cannot log in any more");
/** For somebody who has lost their phone and the codes on paper. */
export const twoFactorOff: Act = acting("disable_2fa", removeSecondFactor, "signs in with the password alone now");
export const enable: Act = acting("enable", enableUser, "can log in again");

export async function giveRole(kith: Kith, { out }: Output, name: string, role: string): Promise<void> {
  if (!ROLES.includes(role)) throw new Error(`there is no role ${role}: choose user, moderator, admin or owner`);
  const user = await getNamed(kith, name);
  await setRole(kith, user.id, role as Role);
  await log(kith, user, `role ${role}`, name);
  out(`${name} is ${role} now`);
}

export async function changePassword(
  kith: Kith,
  { out }: Output,
  name: string,
  { password }: { password?: string },
): Promise<void> {
  const user = await getNamed(kith, name);
  const set = password ?? makePassword();
  await setPassword(kith, user.id, set);
  await log(kith, user, "reset_password", name);
  out(password === undefined ? `password: ${set}` : `${name} has a new password; all sessions have ended`);
}
