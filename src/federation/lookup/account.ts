/** Remote accounts: known ones, and those that have to be fetched from their origin. */
import { findAccountByUri } from "../../accounts/find.ts";
import { markGone, receiveAccount } from "../../accounts/receive.ts";
import type { Account } from "../../db/schema.ts";
import { HttpFailure } from "../../http/failure.ts";
import type { Kith } from "../../kith.ts";
import { normalizeHost, parseHandle } from "../../text/names.ts";
import { isOurs, localAccountId } from "../../uris.ts";
import type { ActorRecord } from "../read/actor.ts";
import { Unreadable } from "../read/unreadable.ts";
import { dropActor, fetchActor } from "./actor.ts";
import { left } from "./deadline.ts";
import { isBuried, isTheirs, NotServed } from "./failure.ts";
import { forgive, once } from "./once.ts";
import { toRemoteAccount } from "./profile.ts";
import { finger, sameName, type Finger, type Name } from "./webfinger.ts";

/** ms in all for an account that an activity needs. */
const TIMEOUT = 10_000;
/** An account is asked after when what we know of it is older than this (ms). */
const STALE = 86_400_000;
/** And no more often than this. */
const ASKED = 3_600_000;

/** - `until` the instant (ms) by which to have it; - `claimed` what WebFinger has just said about it */
export type FetchOptions = { until?: number; claimed?: Finger };

/** The account with this uri if we know it, ours too. */
export async function findKnownAccount(kith: Kith, uri: string): Promise<Account | undefined> {
  if (!isOurs(kith.instance, uri)) return await findAccountByUri(kith.db, uri);
  return localAccountId(kith.instance, uri) === undefined ? undefined : await findAccountByUri(kith.db, uri);
}

/**
 * The account with this uri, fetched when it is not known. One that is known and old is returned as it is, and asked after later.
 *
 * @throws as `fetchAccount`
 */
export async function getRemoteAccount(kith: Kith, uri: string, options: FetchOptions = {}): Promise<Account> {
  const known = await findKnownAccount(kith, uri);
  if (known === undefined) return await fetchAccount(kith, uri, options);
  await noteStale(kith, known);
  return known;
}

/** Says that an account is old, once an hour at most. Not inside `kith.write`. */
export async function noteStale(kith: Kith, account: Account): Promise<void> {
  const now = kith.now();
  if (account.host === "" || account.fetched_at > now - STALE) return;
  const asked = kith.cache<{ at: number }>("stale-accounts", 5000);
  const before = asked.get(account.uri);
  if (before !== undefined && before.at > now - ASKED) return;
  asked.set(account.uri, { at: now });
  await kith.write(async (_, happened) => happened({ type: "account.stale", account_id: account.id }));
}

/**
 * Fetches an account from its origin and writes it down.
 *
 * @throws as `fetchDocument`; Unreadable when it is no actor, or when its handle belongs to another
 */
export async function fetchAccount(kith: Kith, uri: string, options: FetchOptions = {}): Promise<Account> {
  return await once(kith, "accounts", uri, async () => {
    const until = options.until ?? kith.now() + TIMEOUT;
    const record = await fetchActor(kith, uri, left(kith, until)).catch(
      async (error: unknown) => await noteBuried(kith, uri, error),
    );
    const known = await findAccountByUri(kith.db, record.uri);
    const name = await nameOf(kith, record, known, { ...options, until });
    return await receiveAccount(kith, toRemoteAccount(record, name));
  });
}

/**
 * The origin of an actor says that it is no more: so it is here, if it was known. Of a group those hear of it who are in it.
 *
 * @throws the error itself
 */
export async function noteBuried(kith: Kith, uri: string, error: unknown): Promise<never> {
  const known = isBuried(error) ? await findKnownAccount(kith, uri) : undefined;
  if (known !== undefined && known.host !== "" && known.deleted_at === 0) await markGone(kith, known);
  throw error;
}

/**
 * Fetches a known account again; undefined when its server does not answer, or says that it is no more, which is then written down.
 */
export async function refetchAccount(kith: Kith, account: Account): Promise<Account | undefined> {
  dropActor(kith, account.uri);
  forgive(kith, "accounts", account.uri);
  try {
    return await fetchAccount(kith, account.uri);
  } catch (error) {
    if (!isTheirs(error)) throw error;
    return undefined;
  }
}

type Deadline = FetchOptions & { until: number };

/** By which handle the account is known: what WebFinger says in both directions, or its name at its own host. */
async function nameOf(kith: Kith, record: ActorRecord, known: Account | undefined, options: Deadline): Promise<Name> {
  const host = normalizeHost(URL.parse(record.uri)?.host ?? "");
  if (host === undefined) throw new Unreadable("an actor without a host");
  const own = { username: record.username, host };
  const { claimed } = options;
  if (claimed !== undefined && claimed.uri === record.uri && sameName(claimed, own)) return own;
  if (known !== undefined && claimed === undefined && known.username.toLowerCase() === record.username.toLowerCase())
    return { username: record.username, host: known.host };
  return (await confirmed(kith, record, own, options.until)) ?? own;
}

/** What WebFinger says of the name that an actor gives itself (checklist 58, FEP-2c59); undefined when nobody answers. */
async function confirmed(kith: Kith, record: ActorRecord, own: Name, until: number): Promise<Name | undefined> {
  const other = record.webfinger === undefined ? undefined : parseHandle(record.webfinger);
  for (const { username, host } of [own, ...(other === undefined ? [] : [other])]) {
    const name = parseHandle(`${username}@${host ?? ""}`);
    if (name?.host === undefined) continue;
    const found = await finger(kith, { username: name.username, host: name.host }, until).catch((error: unknown) => {
      if (error instanceof NotServed || error instanceof HttpFailure || error instanceof Unreadable) return undefined;
      throw error;
    });
    if (found?.uri === record.uri) return found;
    // The host itself gives this name to somebody else, so this actor may not bear it.
    if (found !== undefined && host === own.host && sameName(found, own))
      throw new Unreadable("an actor whose name belongs to another");
  }
  return undefined;
}
