/** The followers of our accounts, host by host, as we tell each host of its own (FEP-8fcf). */
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import { followersUri, partialFollowersUri } from "../../uris.ts";
import { digestOf, writeHeader } from "./digest.ts";

/** By origin. */
type Digests = { digests: ReadonlyMap<string, string>; until: number };

const MOST = 300;
/** ms; another process may have changed the followers. Whoever doubts a digest asks for the list, which is always fresh. */
const KEPT = 60_000;

const cacheOf = (kith: Kith) => kith.cache<Promise<Digests>>("follower-digests", MOST);

/** The header for a delivery to the followers of an account of ours at `url`'s host; of a host that has none there is nothing to tell. */
export async function synchronizationFor(kith: Kith, account_id: number, url: URL): Promise<string | undefined> {
  const { digests } = await digestsOf(kith, account_id);
  const digest = digests.get(url.origin);
  if (digest === undefined) return undefined;
  const { instance } = kith;
  return writeHeader({
    collection: followersUri(instance, account_id),
    url: partialFollowersUri(instance, account_id),
    digest,
  });
}

async function digestsOf(kith: Kith, account_id: number): Promise<Digests> {
  const cache = cacheOf(kith);
  const name = String(account_id);
  const known = await cache.get(name);
  if (known !== undefined && known.until > kith.now()) return known;
  const loading = load(kith, account_id);
  cache.set(name, loading);
  loading.catch(() => cache.delete(name));
  return await loading;
}

async function load(kith: Kith, account_id: number): Promise<Digests> {
  const until = kith.now() + KEPT;
  const byOrigin = new Map<string, string[]>();
  for (const uri of await followerUris(kith, account_id)) {
    const origin = URL.parse(uri)?.origin ?? "";
    const uris = byOrigin.get(origin) ?? [];
    uris.push(uri);
    byOrigin.set(origin, uris);
  }
  return { digests: new Map([...byOrigin].map(([origin, uris]) => [origin, digestOf(uris)])), until };
}

/** Followers elsewhere, all of them or those of one origin. */
export async function followerUris({ db }: Kith, account_id: number, origin?: string): Promise<string[]> {
  let query = db
    .selectFrom("follows")
    .innerJoin("accounts", "accounts.id", "follows.account_id")
    .select("accounts.uri")
    .where("follows.target_id", "=", account_id)
    .where("follows.state", "=", "accepted")
    .where("accounts.host", "<>", "");
  // "0" is the next character after "/".
  if (origin !== undefined) query = query.where("accounts.uri", ">=", `${origin}/`).where("accounts.uri", "<", `${origin}0`);
  return (await query.execute()).map(({ uri }) => uri);
}

type Moved = KithEventOf<"follow.accepted"> | KithEventOf<"follow.rejected"> | KithEventOf<"follow.removed">;

/** A now effect: the followers of somebody have changed, ours or others', or perhaps everybody's. */
export function forgetDigests(kith: Kith, event: Moved | KithEventOf<"news.missed">): void {
  if (event.type === "news.missed") cacheOf(kith).clear();
  else cacheOf(kith).delete(String(event.target_id));
}
