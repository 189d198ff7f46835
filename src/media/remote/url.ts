/**
 * Addresses of ours for custom emoji, of which only the remote address is known. Each bears our signature, so that nobody can have us fetch
 * what we have not shown: this is no open proxy.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { purposeKey } from "../../keys/purpose.ts";
import type { Kith } from "../../kith.ts";
import { isRemote, mediaBase } from "../url.ts";

type Ground = Pick<Kith, "instance" | "secret" | "cache">;

const MOST_KEPT = 5000;

/** The address through us; what is ours already stays as it is. */
export function throughUs(kith: Ground, url: string): string {
  const { origin } = kith.instance;
  if (!isRemote(url) || [origin, mediaBase(kith.instance)].some((own) => url.startsWith(`${own}/`))) return url;
  const cache = kith.cache<{ address: string }>("remote-addresses", MOST_KEPT);
  const known = cache.get(url);
  if (known !== undefined) return known.address;
  const signature = sign(kith, url).toString("base64url");
  const address = `${origin}/media/remote/emoji/${signature}/${Buffer.from(url).toString("base64url")}`;
  cache.set(url, { address });
  return address;
}

/** What an address stands for; undefined when the signature is not ours. */
export function readThroughUs(kith: Ground, signature: string, encoded: string): string | undefined {
  const url = Buffer.from(encoded, "base64url").toString("utf8");
  const given = Buffer.from(signature, "base64url");
  const right = sign(kith, url);
  return given.length === right.length && timingSafeEqual(given, right) ? url : undefined;
}

function sign(kith: Ground, url: string): Buffer {
  const keys = kith.cache<{ key: Uint8Array }>("remote-address-key", 1);
  const { key } = keys.get("") ?? { key: purposeKey(kith, "remote-addresses") };
  keys.set("", { key });
  return createHmac("sha256", key).update(`emoji ${url}`).digest().subarray(0, 16);
}
