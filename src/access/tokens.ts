/**
 * Access tokens: who may act through an app, and how far. Found on every request of the API, so what is found is kept for half a
 * minute, and costs one query when it is not.
 */
import { sql } from "kysely";
import type { LRUCache } from "lru-cache";
import type { Account, Reads, Tx, User } from "../db/schema.ts";
import { forbidden } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { Member } from "../teams/acting.ts";
import { mayUse, splitScopes } from "./scopes.ts";
import { hashSecret, makeSecret } from "./secrets.ts";
import { noteSeen } from "./seen.ts";
import { readAccess } from "./who.ts";

/**
 * Who asks: `account` and `user` are null for a token of the app alone. The rows may be half a minute old: whoever shows an account to
 * itself, or counts, reads it again.
 */
export type Access = {
  token_id: number;
  /** Of a token for a team: what is left of them by the role of whose hands it is in. */
  scopes: string[];
  account: Account | null;
  user: User | null;
  app_id: number;
  /** Who acts in the name of the account, where that is not who logs in. */
  member?: Member | undefined;
};

type Kept = { access: Access; until: number };
const KEPT_FOR = 30_000;
const HOUR = 3_600_000;

const keptIn = (kith: Kith): LRUCache<string, Kept> => kith.cache<Kept>("access", 10_000);

/** What a token is for; `scopes` have been narrowed before. */
export type NewToken = {
  app_id: number;
  user_id: number | null;
  scopes: string | readonly string[];
  /** Whose hands a token for a team is in. */
  member_id?: number | null;
};

/** Makes a token and returns it; it is never seen again. */
export async function createToken(kith: Kith, granted: NewToken): Promise<string> {
  const token = makeSecret();
  await kith.write(async (tx) => await insertToken(tx, kith, { ...granted, token, code_hash: "" }));
  return token;
}

/** @param made.code_hash of the code that it was made for, "" when there was none */
export async function insertToken(tx: Tx, kith: Kith, made: NewToken & { token: string; code_hash: string }): Promise<void> {
  const { token, app_id, user_id, scopes, code_hash, member_id = null } = made;
  const now = kith.now();
  const times = { created_at: now, last_used_at: now };
  const row = {
    id: kith.newId(),
    token_hash: hashSecret(token),
    app_id,
    user_id,
    member_id,
    scopes: splitScopes(scopes).join(" "),
    code_hash,
  };
  await tx
    .insertInto("tokens")
    .values({ ...row, ...times })
    .execute();
}

/** Whether a person has let an app do all of this before, and has not taken it back. */
export async function hasGranted(
  db: Reads,
  { app_id, user_id, scopes }: { app_id: number; user_id: number; scopes: readonly string[] },
): Promise<boolean> {
  const rows = await db
    .selectFrom("tokens")
    .select("scopes")
    .where("user_id", "=", user_id)
    .where("member_id", "is", null)
    .where("app_id", "=", app_id)
    .orderBy("id", "desc")
    .limit(50)
    .execute();
  return rows.some((row) => scopes.every((scope) => mayUse(splitScopes(row.scopes), scope)));
}

/** The token of a request (RFC 6750, section 2.1). */
export const bearer = ({ headers }: { headers: { authorization?: string | undefined } }): string | undefined =>
  /^Bearer +([^\s]+)$/i.exec(headers.authorization ?? "")?.[1];

/**
 * Who acts with a token; undefined when there is no such token.
 *
 * @param options.even_inactive also people who are not confirmed or approved (to let them confirm, for one)
 * @throws Refusal `forbidden` in Mastodon's words otherwise
 */
export async function findAccess(
  kith: Kith,
  token: string,
  options: { even_inactive?: boolean } = {},
): Promise<Access | undefined> {
  if (token === "" || token.length > 200) return undefined;
  const hash = hashSecret(token);
  const cache = keptIn(kith);
  let kept = cache.get(hash);
  if (kept === undefined || kept.until <= kith.now()) {
    const found = await readAccess(kith.db, hash);
    if (found === undefined) return void cache.delete(hash);
    if (kith.now() - found.last_used_at >= HOUR) noteTokenUsed(kith, found.access.token_id);
    noteSeen(kith, found.access.user);
    kept = { access: found.access, until: kith.now() + KEPT_FOR };
    cache.set(hash, kept);
  }
  if (options.even_inactive === true) assertNotBarred(kept.access);
  else assertActive(kept.access);
  return kept.access;
}

/** @throws Refusal `forbidden` for people who may not act (yet, or any more) */
export function assertActive({ user, account }: Pick<Access, "user" | "account">): void {
  if (user === null || account === null) return;
  assertNotBarred({ user, account });
  if (user.confirmed_at === 0) throw forbidden("Your login is missing a confirmed e-mail address");
  if (user.approved === 0) throw forbidden("Your login is currently pending approval");
}

/** @throws Refusal `forbidden` for who has been locked out, who may not even confirm their address */
function assertNotBarred({ user, account }: Pick<Access, "user" | "account">): void {
  if (user?.disabled === 1 || (account?.suspended_at ?? 0) > 0) throw forbidden("Your login is currently disabled");
}

function noteTokenUsed(kith: Kith, id: number): void {
  const now = kith.now();
  kith
    .write(async (tx) => await tx.updateTable("tokens").set({ last_used_at: now }).where("id", "=", id).execute())
    .catch((error: unknown) => kith.log.debug("a token's use was not noted: {error}", { error }));
}

/** A now effect: forgets what is kept of a person, after their rows have changed; of apps that act for themselves (0); of everybody. */
export function dropAccess(kith: Kith, user_id?: number): void {
  const cache = keptIn(kith);
  if (user_id === undefined) return cache.clear();
  for (const [hash, { access }] of cache.entries())
    if ((access.user?.id ?? 0) === user_id || access.member?.account_id === user_id) cache.delete(hash);
}

/** Ends one token of an app; ending it again, or one that never was, is no error (RFC 7009). */
export async function removeToken(kith: Kith, token: string, app_id: number): Promise<void> {
  const token_hash = hashSecret(token);
  await kith.write(async (tx, happened) => {
    const gone = await tx
      .deleteFrom("tokens")
      .where("token_hash", "=", token_hash)
      .where("app_id", "=", app_id)
      .returning("user_id")
      .executeTakeFirst();
    if (gone !== undefined) happened({ type: "tokens.revoked", user_id: gone.user_id ?? 0 });
  });
}

/** Ends every token of a person, those for teams included, but `except`; for a changed password, a disabled account, or "sign out everywhere". */
export async function removeTokens(kith: Kith, user_id: number, except = 0): Promise<void> {
  await kith.write(async (tx, happened) => {
    await tx.deleteFrom("tokens").where("user_id", "=", user_id).where("id", "<>", except).execute();
    await tx.deleteFrom("tokens").where("member_id", "=", user_id).where("id", "<>", except).execute();
    happened({ type: "tokens.revoked", user_id });
  });
}

/** The apps to which a person has given tokens, with the newest token of each: for the page where they are taken back. */
export const loadGrants = async (
  db: Reads,
  user_id: number,
): Promise<{ id: number; name: string; website: string; scopes: string; last_used_at: number }[]> =>
  await db
    .selectFrom("tokens")
    .innerJoin("apps", "apps.id", "tokens.app_id")
    .select(["apps.id", "apps.name", "apps.website"])
    .select((eb) => [eb.fn.max("tokens.last_used_at").as("last_used_at"), sql<string>`max(tokens.scopes)`.as("scopes")])
    .where("tokens.user_id", "=", user_id)
    .groupBy(["apps.id", "apps.name", "apps.website"])
    .orderBy("apps.id", "desc")
    .execute();
