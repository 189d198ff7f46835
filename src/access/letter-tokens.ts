/** What the links in letters carry: a token that is good for one person, one purpose and some hours (RFC 7519). */
import { findUser } from "../accounts/users.ts";
import type { User } from "../db/schema.ts";
import { forbidden } from "../errors.ts";
import { purposeKey } from "../keys/purpose.ts";
import type { Kith } from "../kith.ts";
import { hashSecret } from "./secrets.ts";

export type LetterPurpose = "confirm-email" | "reset-password" | "change-email";
const HOURS: Readonly<Record<LetterPurpose, number>> = { "confirm-email": 72, "reset-password": 2, "change-email": 24 };

/** What makes a token stale: it is bound to the address, and to the password or the new address that it is about. */
const boundTo = (purpose: LetterPurpose, user: User, more: string): string =>
  hashSecret(
    purpose === "confirm-email"
      ? user.email_lower
      : `${user.email_lower} ${purpose === "reset-password" ? user.password_hash : more}`,
  );

/**
 * The same token for the same person, purpose and time: so none has to be kept with a letter that waits.
 *
 * @param about `more`: the address that `change-email` is about; `written_at`: ms, from when on its hours count
 * @returns undefined when they are over
 */
export async function makeLetterToken(
  kith: Kith,
  purpose: LetterPurpose,
  user: User,
  { more = "", written_at }: { more?: string | undefined; written_at: number },
): Promise<string | undefined> {
  const now = Math.floor(written_at / 1000);
  if (kith.now() >= (now + HOURS[purpose] * 3600) * 1000) return undefined;
  const { SignJWT } = await import("jose");
  return await new SignJWT({ bound: boundTo(purpose, user, more) })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(String(user.id))
    .setAudience(purpose)
    .setIssuedAt(now)
    .setExpirationTime(now + HOURS[purpose] * 3600)
    .sign(purposeKey(kith, purpose));
}

/**
 * @param findMore finds what `makeLetterToken` was given
 * @throws Refusal `forbidden` when the token is damaged, too old, used, or for something else
 */
export async function readLetterToken(
  kith: Kith,
  purpose: LetterPurpose,
  token: string,
  findMore?: (user_id: number) => Promise<string>,
): Promise<User> {
  const options = { audience: purpose, algorithms: ["HS256"], currentDate: new Date(kith.now()) };
  const { jwtVerify } = await import("jose");
  const verified = await jwtVerify(token.slice(0, 2000), purposeKey(kith, purpose), options).catch(() => undefined);
  const user = verified && (await findUser(kith.db, Number(verified.payload.sub)));
  const more = user === undefined ? "" : ((await findMore?.(user.id)) ?? "");
  if (user === undefined || verified?.payload.bound !== boundTo(purpose, user, more))
    throw forbidden("This link is not valid any more: ask for a new one");
  return user;
}
