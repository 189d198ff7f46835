/** Authorization codes (RFC 6749 4.1): used once, by the app they were made for, within ten minutes, with PKCE (RFC 7636) if it began with it. */
import { createHash } from "node:crypto";
import type { Kith } from "../kith.ts";
import { splitScopes } from "./scopes.ts";
import { hashSecret, isSame, makeSecret } from "./secrets.ts";

const LASTS = 600_000;

/** `challenge` is of method S256; "" when the app sent none. */
export type NewCode = { app_id: number; user_id: number; redirect_uri: string; scopes: readonly string[]; challenge: string };
export type Grant = { user_id: number; scopes: string[] };

export async function createCode(kith: Kith, { scopes, ...code }: NewCode): Promise<string> {
  const secret = makeSecret();
  const now = kith.now();
  const row = { ...code, scopes: scopes.join(" "), code_hash: hashSecret(secret), expires_at: now + LASTS };
  await kith.write(async (tx) => {
    await tx.deleteFrom("codes").where("expires_at", "<", now).execute();
    await tx.insertInto("codes").values(row).execute();
  });
  return secret;
}

/**
 * What a code grants; undefined when it is unknown, used, too old, another app's, or the redirect address or the verifier do not fit. A code
 * is used up by any try of its own app.
 */
export async function redeemCode(
  kith: Kith,
  { code, app_id, redirect_uri, verifier }: { code: string; app_id: number; redirect_uri: string; verifier: string },
): Promise<Grant | undefined> {
  const code_hash = hashSecret(code);
  const found = await kith.write(
    async (tx) =>
      await tx
        .deleteFrom("codes")
        .where("code_hash", "=", code_hash)
        .where("app_id", "=", app_id)
        .returningAll()
        .executeTakeFirst(),
  );
  if (found === undefined || found.expires_at < kith.now() || found.redirect_uri !== redirect_uri) return undefined;
  if (!isVerifierOf(found.challenge, verifier)) return undefined;
  return { user_id: found.user_id, scopes: splitScopes(found.scopes) };
}

/** A verifier without a challenge is refused too: somebody has taken the challenge away (PKCE downgrade, RFC 9700 2.1.1). */
function isVerifierOf(challenge: string, verifier: string): boolean {
  if (challenge === "") return verifier === "";
  return isSame(challenge, createHash("sha256").update(verifier).digest("base64url"));
}
