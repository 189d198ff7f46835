/** A program that shows codes: RFC 6238 with what every such program can do, six digits of SHA-1, new every thirty seconds. Each code is good once. */
import type { Kith } from "../kith.ts";
import { seal, unseal } from "../keys/seal.ts";

const PURPOSE = "two-factor";
const PERIOD = 30;
/** Clocks may differ by so many periods. */
const WINDOW = 1;

/** What a program has to know: `uri` for its camera, `secret` (base32) for typing. */
export type TotpSetup = { uri: string; secret: string };

/** Makes a secret that nothing asks for until a code has confirmed it; one that was being set up is forgotten, one that is in use stays. */
export async function beginTotp(kith: Kith, user_id: number): Promise<void> {
  const { Secret } = await import("otpauth");
  const secret = await seal(kith, PURPOSE, new Secret({ size: 20 }).base32);
  await kith.write(
    async (tx) =>
      await tx
        .insertInto("two_factor")
        .values({ user_id, secret, confirmed_at: 0, last_step: 0 })
        .onConflict((oc) => oc.column("user_id").doUpdateSet({ secret, last_step: 0 }).where("two_factor.confirmed_at", "=", 0))
        .execute(),
  );
}

/** Of one that is being set up; undefined when there is none. @param name by which the program lists it */
export async function findTotpSetup(kith: Kith, user_id: number, name: string): Promise<TotpSetup | undefined> {
  const row = await kith.db
    .selectFrom("two_factor")
    .select("secret")
    .where("user_id", "=", user_id)
    .where("confirmed_at", "=", 0)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { secret, totp } = await openTotp(kith, row.secret, name);
  return { uri: totp.toString(), secret };
}

/** Whether a code is right and new; it is used up by that. With `setup`, it confirms the secret that is being set up. */
export async function useTotp(kith: Kith, user_id: number, typed: string, { setup = false } = {}): Promise<boolean> {
  const code = typed.replace(/[\s-]/g, "");
  if (!/^\d{6}$/.test(code)) return false;
  const row = await kith.db.selectFrom("two_factor").selectAll().where("user_id", "=", user_id).executeTakeFirst();
  if (row === undefined || setup !== (row.confirmed_at === 0)) return false;
  // Nothing fits a secret that cannot be opened any more: a code from paper does.
  if (!isKeptCode(kith, row.secret)) return false;
  const { totp } = await openTotp(kith, row.secret, "");
  const timestamp = kith.now();
  const delta = totp.validate({ token: code, timestamp, window: WINDOW });
  if (delta === null) return false;
  const step = Math.floor(timestamp / 1000 / PERIOD) + delta;
  const taken = await kith.write(
    async (tx) =>
      await tx
        .updateTable("two_factor")
        .set({ last_step: step, ...(setup ? { confirmed_at: kith.now() } : {}) })
        .where("user_id", "=", user_id)
        .where("secret", "=", row.secret)
        .where("last_step", "<", step)
        .returning("user_id")
        .executeTakeFirst(),
  );
  return taken !== undefined;
}

/** Whether what a program shows can be compared with what is kept: not when that was sealed under a `secret.key` that is lost. */
export function isKeptCode(kith: Pick<Kith, "secret">, sealed: string): boolean {
  try {
    unseal(kith, PURPOSE, sealed);
    return true;
  } catch {
    return false;
  }
}

async function openTotp(kith: Kith, sealed: string, label: string) {
  const { Secret, TOTP } = await import("otpauth");
  const secret = unseal(kith, PURPOSE, sealed);
  const issuer = kith.instance.title.replaceAll(":", " ");
  return { secret, totp: new TOTP({ issuer, label, secret: Secret.fromBase32(secret), period: PERIOD, digits: 6 }) };
}
