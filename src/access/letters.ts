/** Letters that prove an address: to confirm it, and to set a new password. Their links carry tokens that are good for one purpose only. */
import { findUser, findUserByLogin } from "../accounts/users.ts";
import type { User } from "../db/schema.ts";
import { forbidden } from "../errors.ts";
import { purposeKey } from "../keys/purpose.ts";
import type { Kith } from "../kith.ts";
import { confirmUser, setPassword } from "./manage.ts";
import { hashSecret } from "./secrets.ts";

type Purpose = "confirm-email" | "reset-password";
const HOURS: Readonly<Record<Purpose, number>> = { "confirm-email": 72, "reset-password": 2 };

/** What makes a token stale: it is bound to the address, and to the password it replaces. */
const boundTo = (purpose: Purpose, user: User): string =>
  hashSecret(purpose === "confirm-email" ? user.email_lower : `${user.email_lower} ${user.password_hash}`);

async function makeToken(kith: Kith, purpose: Purpose, user: User): Promise<string> {
  const { SignJWT } = await import("jose");
  const now = Math.floor(kith.now() / 1000);
  return await new SignJWT({ bound: boundTo(purpose, user) })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(String(user.id))
    .setAudience(purpose)
    .setIssuedAt(now)
    .setExpirationTime(now + HOURS[purpose] * 3600)
    .sign(purposeKey(kith, purpose));
}

/** @throws Refusal `forbidden` when the token is damaged, too old, used, or for something else */
async function readToken(kith: Kith, purpose: Purpose, token: string): Promise<User> {
  const refusal = forbidden("This link is not valid any more: ask for a new one");
  const options = { audience: purpose, algorithms: ["HS256"], currentDate: new Date(kith.now()) };
  const { jwtVerify } = await import("jose");
  const verified = await jwtVerify(token.slice(0, 2000), purposeKey(kith, purpose), options).catch(() => undefined);
  const user = verified && (await findUser(kith.db, Number(verified.payload.sub)));
  if (user === undefined || verified?.payload.bound !== boundTo(purpose, user)) throw refusal;
  return user;
}

/** Sends the letter that asks a new user to confirm their address; nothing if they have, or this server sends no mail. */
export async function sendConfirmation(kith: Kith, user_id: number): Promise<void> {
  const user = await findUser(kith.db, user_id);
  if (user === undefined || user.confirmed_at > 0 || !kith.mail.configured) return;
  const link = `${kith.instance.origin}/auth/confirmation?token=${await makeToken(kith, "confirm-email", user)}`;
  const text = `Welcome to ${kith.instance.title}!\n\nOpen this link to confirm that this is your e-mail address:\n\n${link}\n\nIf you did not sign up, ignore this letter.\n`;
  await kith.mail.send({ to: user.email, subject: `${kith.instance.title}: confirm your e-mail address`, text });
}

/** @throws Refusal `forbidden` */
export async function confirmEmail(kith: Kith, token: string): Promise<User> {
  const user = await readToken(kith, "confirm-email", token);
  if (user.confirmed_at === 0) await confirmUser(kith, user.id);
  return user;
}

/** Sends a link to set a new password, if there is such a user; the caller says the same either way. */
export async function sendPasswordReset(kith: Kith, email: string): Promise<void> {
  const user = email.includes("@") ? await findUserByLogin(kith.db, email) : undefined;
  if (user === undefined || user.disabled === 1 || !kith.mail.configured) return;
  const link = `${kith.instance.origin}/auth/password?token=${await makeToken(kith, "reset-password", user)}`;
  const text = `Somebody (you, we hope) asked for a new password at ${kith.instance.title}.\n\nOpen this link within two hours to set one:\n\n${link}\n\nIf it was not you, ignore this letter: nothing changes.\n`;
  await kith.mail.send({ to: user.email, subject: `${kith.instance.title}: set a new password`, text });
}

/** @throws Refusal `forbidden` for the link, `invalid` for the password */
export async function resetPassword(kith: Kith, token: string, password: string): Promise<void> {
  const user = await readToken(kith, "reset-password", token);
  await setPassword(kith, user.id, password);
  // Whoever reads the letter has the address.
  if (user.confirmed_at === 0) await confirmUser(kith, user.id);
}
