/** Which relays there are, for those who ask at every activity and every status: kept for a moment. */
import type { Kith } from "../kith.ts";
import { loadRelays, type Relay } from "./relays.ts";

/** ms: so late another process may learn of a change. */
const KEPT = 10_000;

export async function relaysOf(kith: Kith): Promise<readonly Relay[]> {
  const cache = kith.cache<{ relays: readonly Relay[]; until: number }>("relays", 1);
  const known = cache.get("");
  if (known !== undefined && known.until > kith.now()) return known.relays;
  const relays = await loadRelays(kith.db);
  cache.set("", { relays, until: kith.now() + KEPT });
  return relays;
}

/** A now effect. */
export const forgetRelays = (kith: Kith): void => kith.cache<object>("relays", 1).clear();

/** Whether there is anybody to relay what is public. */
export const hasRelays = async (kith: Kith): Promise<boolean> => (await relaysOf(kith)).some(({ state }) => state === "accepted");
