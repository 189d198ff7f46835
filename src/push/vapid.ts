/** Who we are to push services: one ES256 key of this server, made at first need, and the tokens that it signs (RFC 8292). */
import { createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { opensKey, unwrapKey, wrapKey } from "../keys/wrap.ts";
import type { Kith } from "../kith.ts";

/** `public_key`: the uncompressed point, base64url with its padding, as Mastodon shows it. */
export type Vapid = { key: KeyObject; public_key: string };

const SETTING = "vapid";
const HOUR = 3_600_000;
/** A token is used for half of the time for which it is good; services take 24 h at most. */
const GOOD_FOR = 12 * HOUR;

export async function vapidOf(kith: Kith): Promise<Vapid> {
  const cache = kith.cache<Vapid>("vapid", 1);
  const known = cache.get("");
  if (known !== undefined) return known;
  const key = unwrapKey(kith, (await findWrapped(kith)) ?? (await makeWrapped(kith)));
  const made = { key, public_key: pointOf(key) };
  cache.set("", made);
  return made;
}

export const vapidPublicKey = async (kith: Kith): Promise<string> => (await vapidOf(kith)).public_key;

const findWrapped = async ({ db }: Kith): Promise<string | undefined> =>
  (await db.selectFrom("settings").select("value").where("key", "=", SETTING).executeTakeFirst())?.value;

/** Of two processes that make one at once, the first one's is everybody's. */
async function makeWrapped(kith: Kith): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)("ec", { namedCurve: "P-256" });
  const value = await wrapKey(kith, privateKey);
  return await kith.write(async (tx) => {
    const row = await tx
      .insertInto("settings")
      .values({ key: SETTING, value })
      // An update that changes nothing returns what was there.
      .onConflict((oc) => oc.column("key").doUpdateSet((eb) => ({ key: eb.ref("excluded.key") })))
      .returning("value")
      .executeTakeFirstOrThrow();
    return row.value;
  });
}

/**
 * Forgets a key that the secret does not open, and the subscriptions that were made for it, which take nothing signed by another: apps subscribe anew.
 *
 * @returns how many those were
 */
export async function forgetPush(kith: Kith): Promise<number> {
  const wrapped = await findWrapped(kith);
  if (wrapped === undefined || opensKey(kith, wrapped)) return 0;
  return await kith.write(async (tx) => {
    await tx.deleteFrom("settings").where("key", "=", SETTING).where("value", "=", wrapped).execute();
    const { numDeletedRows } = await tx.deleteFrom("push_subscriptions").executeTakeFirst();
    return Number(numDeletedRows);
  });
}

function pointOf(key: KeyObject): string {
  const { x = "", y = "" } = createPublicKey(key).export({ format: "jwk" });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
  return point.toString("base64").replaceAll("+", "-").replaceAll("/", "_");
}

type Signed = { token: string; until: number };

/** A token for the push service of an endpoint: RFC 8292, section 2. */
export async function vapidToken(kith: Kith, endpoint: string): Promise<string> {
  const { origin } = new URL(endpoint);
  const cache = kith.cache<Signed>("vapid-tokens", 500);
  const now = kith.now();
  const known = cache.get(origin);
  if (known !== undefined && known.until > now) return known.token;
  const { SignJWT } = await import("jose");
  const { contact_email, origin: ours } = kith.instance;
  const token = await new SignJWT({ sub: contact_email === "" ? ours : `mailto:${contact_email}` })
    .setProtectedHeader({ typ: "JWT", alg: "ES256" })
    .setAudience(origin)
    .setExpirationTime(Math.floor((now + GOOD_FOR) / 1000))
    .sign((await vapidOf(kith)).key);
  cache.set(origin, { token, until: now + GOOD_FOR / 2 });
  return token;
}
