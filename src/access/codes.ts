/** Authorization codes (RFC 6749 4.1): used once, by the app they were made for, within ten minutes, with PKCE (RFC 7636) if it began with it. */
import { createHash } from "node:crypto";
import type { Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { splitScopes } from "./scopes.ts";
import { hashSecret, isSame, makeSecret } from "./secrets.ts";
import { insertToken } from "./tokens.ts";

const LASTS = 600_000;
/** ms that a used code is remembered, so that whoever brings it again is noticed. */
const REMEMBERED = 86_400_000;

/** `challenge` is of method S256; "" when the app sent none. */
export type NewCode = {
  app_id: number;
  user_id: number;
  redirect_uri: string;
  scopes: readonly string[];
  challenge: string;
  member_id?: number | null;
};
export type Grant = { access_token: string; user_id: number; scopes: string[] };

export async function createCode(kith: Kith, { scopes, ...code }: NewCode): Promise<string> {
  const secret = makeSecret();
  const now = kith.now();
  const row = { ...code, scopes: scopes.join(" "), code_hash: hashSecret(secret), expires_at: now + LASTS, used_at: 0 };
  await kith.write(async (tx) => {
    await tx
      .deleteFrom("codes")
      .where("expires_at", "<", now - REMEMBERED)
      .execute();
    await tx.insertInto("codes").values(row).execute();
  });
  return secret;
}

/**
 * The token that a code grants; undefined when it is unknown, used, too old, another app's, or the redirect address or the verifier do not
 * fit. A code is used up by any try of its own app. One that comes twice has been stolen, and nobody can say by whom: the token that was
 * made for it ends (RFC 6749 4.1.2).
 */
export async function redeemCode(
  kith: Kith,
  { code, app_id, redirect_uri, verifier }: { code: string; app_id: number; redirect_uri: string; verifier: string },
): Promise<Grant | undefined> {
  const code_hash = hashSecret(code);
  const token = makeSecret();
  const now = kith.now();
  return await kith.write(async (tx, happened) => {
    const found = await tx
      .updateTable("codes")
      .set({ used_at: now })
      .where("code_hash", "=", code_hash)
      .where("app_id", "=", app_id)
      .where("used_at", "=", 0)
      .returningAll()
      .executeTakeFirst();
    if (found === undefined) return await endTokenOf(tx, happened, code_hash, app_id);
    if (found.expires_at < now || found.redirect_uri !== redirect_uri || !isVerifierOf(found.challenge, verifier))
      return undefined;
    const scopes = splitScopes(found.scopes);
    await insertToken(tx, kith, { token, app_id, user_id: found.user_id, member_id: found.member_id, scopes, code_hash });
    return { access_token: token, user_id: found.user_id, scopes };
  });
}

async function endTokenOf(tx: Tx, happened: (event: KithEvent) => void, code_hash: string, app_id: number): Promise<undefined> {
  const ended = await tx
    .deleteFrom("tokens")
    .where("code_hash", "=", code_hash)
    .where("app_id", "=", app_id)
    .returning("user_id")
    .executeTakeFirst();
  if (ended?.user_id) happened({ type: "tokens.revoked", user_id: ended.user_id });
  return undefined;
}

/** A verifier without a challenge is refused too: somebody has taken the challenge away (PKCE downgrade, RFC 9700 2.1.1). */
function isVerifierOf(challenge: string, verifier: string): boolean {
  if (challenge === "") return verifier === "";
  return isSame(challenge, createHash("sha256").update(verifier).digest("base64url"));
}
