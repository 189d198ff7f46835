/** Ending letters by one click, in their reader's mail program (RFC 8058) or on a page, without signing in. */
import { changeSettings } from "../accounts/settings.ts";
import { findAccountById } from "../accounts/find.ts";
import { findUser } from "../accounts/users.ts";
import type { User } from "../db/schema.ts";
import { forbidden } from "../errors.ts";
import { purposeKey } from "../keys/purpose.ts";
import type { Kith } from "../kith.ts";
import { planDigest } from "./digest.ts";
import { setGroupMail } from "./group-settings.ts";

/** Letters of which kind: those about what one has missed, or those of a group. */
export type Kind = { digest: true } | { group_id: number };
/** `group`: what it is called. */
export type Subscription = { user: User; kind: Kind; group: string | undefined };

const PURPOSE = "unsubscribe";
/** Seconds. People end letters that they have kept for long. */
const GOOD_FOR = 2 * 365 * 86_400;
export const UNSUBSCRIBE_PATH = "/mail/unsubscribe";

export async function unsubscribeLink(kith: Kith, user: User, kind: Kind): Promise<string> {
  const { SignJWT } = await import("jose");
  const now = Math.floor(kith.now() / 1000);
  const token = await new SignJWT({ group: "digest" in kind ? 0 : kind.group_id })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(String(user.id))
    .setAudience(PURPOSE)
    .setExpirationTime(now + GOOD_FOR)
    .sign(purposeKey(kith, PURPOSE));
  return `${kith.instance.origin}${UNSUBSCRIBE_PATH}?token=${token}`;
}

/** The headers by which mail programs offer it. */
export const unsubscribeHeaders = (link: string): Record<string, string> => ({
  "List-Unsubscribe": `<${link}>`,
  "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
});

/** @throws Refusal `forbidden` for a link that is damaged or too old */
export async function readUnsubscribe(kith: Kith, token: string): Promise<Subscription> {
  const { jwtVerify } = await import("jose");
  const options = { audience: PURPOSE, algorithms: ["HS256"], currentDate: new Date(kith.now()) };
  const verified = await jwtVerify(token.slice(0, 2000), purposeKey(kith, PURPOSE), options).catch(() => undefined);
  const user = verified && (await findUser(kith.db, Number(verified.payload.sub)));
  if (user === undefined) throw forbidden("This link is not valid any more: ask for a new one");
  const group_id = Number(verified?.payload.group ?? 0);
  if (group_id === 0) return { user, kind: { digest: true }, group: undefined };
  const group = await findAccountById(kith.db, group_id);
  return { user, kind: { group_id }, group: group === undefined ? "" : group.display_name || group.username };
}

/** As often as one likes: what has ended stays so. */
export async function unsubscribe(kith: Kith, { user, kind }: Subscription): Promise<void> {
  if ("group_id" in kind) return await setGroupMail(kith, user, kind.group_id, undefined);
  await changeSettings(kith, user, { settings: { digest: "" } });
  await planDigest(kith, user.id);
}
