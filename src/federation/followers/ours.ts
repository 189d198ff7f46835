/** The followers of our accounts, host by host, as we tell each host of its own (FEP-8fcf). */
import { setImmediate as turn } from "node:timers/promises";
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import { followersUri, partialFollowersUri } from "../../uris.ts";
import { addToDigest, toHex, writeHeader } from "./digest.ts";

/** By origin. */
type Digests = ReadonlyMap<string, string>;
type Kept = { digests: Promise<Digests>; until: number };

const MOST = 300;
/** Followers that are read at once. */
const PORTION = 250;
/** ms; another process may have changed the followers. Whoever doubts a digest asks for the list, which is always fresh. */
const KEPT = 60_000;

const cacheOf = (kith: Kith) => kith.cache<Kept>("follower-digests", MOST);

/** The header for a delivery to the followers of an account of ours at `url`'s host; of a host that has none there is nothing to tell. */
export async function synchronizationFor(kith: Kith, account_id: number, url: URL): Promise<string | undefined> {
  const digest = (await digestsOf(kith, account_id)).get(url.origin);
  if (digest === undefined) return undefined;
  const { instance } = kith;
  return writeHeader({
    collection: followersUri(instance, account_id),
    url: partialFollowersUri(instance, account_id),
    digest,
  });
}

/** Read once, however many deliveries begin at the same time. */
async function digestsOf(kith: Kith, account_id: number): Promise<Digests> {
  const cache = cacheOf(kith);
  const name = String(account_id);
  const known = cache.get(name);
  if (known !== undefined && known.until > kith.now()) return await known.digests;
  const digests = load(kith, account_id);
  cache.set(name, { digests, until: kith.now() + KEPT });
  digests.catch(() => cache.delete(name));
  return await digests;
}

/** Portion by portion: somebody may have a hundred thousand, and others have their turn between. */
async function load(kith: Kith, account_id: number): Promise<Digests> {
  const sums = new Map<string, Uint8Array>();
  for (let after = 0; ;) {
    const portion = await followersElsewhere(kith, account_id)
      .select("follows.id")
      .where("follows.id", ">", after)
      .orderBy("follows.id")
      .limit(PORTION)
      .execute();
    for (const { uri } of portion) {
      const origin = URL.parse(uri)?.origin ?? "";
      sums.set(origin, addToDigest(sums.get(origin), uri));
    }
    const last = portion[PORTION - 1];
    if (last === undefined) break;
    after = last.id;
    await turn();
  }
  return new Map([...sums].map(([origin, sum]) => [origin, toHex(sum)]));
}

/** The followers at `origin`. */
export async function followerUris(kith: Kith, account_id: number, origin: string): Promise<string[]> {
  const rows = await followersAt(kith, account_id, origin).execute();
  return rows.map(({ uri }) => uri);
}

/** Whether there are any. */
export const hasFollowersAt = async (kith: Kith, account_id: number, origin: string): Promise<boolean> =>
  (await followersAt(kith, account_id, origin).limit(1).executeTakeFirst()) !== undefined;

const followersAt = (kith: Kith, account_id: number, origin: string) =>
  followersElsewhere(kith, account_id)
    .where("accounts.uri", ">=", `${origin}/`)
    // "0" is the next character after "/".
    .where("accounts.uri", "<", `${origin}0`);

const followersElsewhere = ({ db }: Kith, account_id: number) =>
  db
    .selectFrom("follows")
    .innerJoin("accounts", "accounts.id", "follows.account_id")
    .select("accounts.uri")
    .where("follows.target_id", "=", account_id)
    .where("follows.state", "=", "accepted")
    .where("accounts.host", "<>", "");

type Moved = KithEventOf<"follow.accepted"> | KithEventOf<"follow.rejected"> | KithEventOf<"follow.removed">;

/** A now effect: the followers of somebody have changed, ours or others', or perhaps everybody's. */
export function forgetDigests(kith: Kith, event: Moved | KithEventOf<"news.missed">): void {
  if (event.type === "news.missed") cacheOf(kith).clear();
  else cacheOf(kith).delete(String(event.target_id));
}
