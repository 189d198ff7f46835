/**
 * The ceiling of all media (`limits.media_bytes`). Copies of other servers' files make way first: they have what local media leave, and no more than
 * `media.cache_bytes`. Local media are never deleted for want of room: when they alone fill it, nothing more can be uploaded.
 */
import { invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";

type Ground = Pick<Kith, "db" | "cache" | "instance" | "now">;
type Known = { bytes: number; until: number };

/** ms for which a sum over all local media holds; what is uploaded meanwhile is added. */
const KEPT = 60_000;

async function ownMedia(kith: Ground): Promise<Known> {
  const cache = kith.cache<Known>("own-media", 1);
  const known = cache.get("");
  if (known !== undefined && known.until > kith.now()) return known;
  const { mediaSize } = await import("./size.ts");
  const { own } = await mediaSize(kith);
  const fresh = { bytes: own, until: kith.now() + KEPT };
  cache.set("", fresh);
  return fresh;
}

/** Bytes that copies may take. */
export async function roomForCopies(kith: Ground): Promise<number> {
  const { media, limits } = kith.instance;
  if (limits.media_bytes === 0) return media.cache_bytes;
  return Math.min(media.cache_bytes, Math.max(0, limits.media_bytes - (await ownMedia(kith)).bytes));
}

/** Counts an upload of so many bytes. @throws Refusal `invalid` when there is no room for it */
export async function takeRoom(kith: Ground, bytes: number): Promise<void> {
  const { media_bytes } = kith.instance.limits;
  if (media_bytes === 0) return;
  const own = await ownMedia(kith);
  if (own.bytes + bytes > media_bytes) throw invalid("This server has no room for more media: please tell those who run it");
  own.bytes += bytes;
}
