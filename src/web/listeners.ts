/** Who listens to `/live` (`live.ts`): apart from it, so that a server starts and stops without having read the pages. */
import type { Kith } from "../kith.ts";

export type Listener = { account_id: number; end: () => void };
/** `over`: the server stops, and nobody may begin to listen, however long their request has been under way. */
type Listeners = { all: Set<Listener>; over: boolean };

export function listenersOf(kith: Kith): Listeners {
  const cache = kith.cache<Listeners>("live", 1);
  const known = cache.get("");
  if (known !== undefined) return known;
  const made: Listeners = { all: new Set(), over: false };
  cache.set("", made);
  return made;
}

/** From now on there may be streams. Returns what ends them all, for a stop in order. */
export function openLive(kith: Kith): () => void {
  const listeners = listenersOf(kith);
  listeners.over = false;
  return () => {
    listeners.over = true;
    endLive(kith);
  };
}

/** Ends every stream; who listens comes again, and hears what it missed. */
export function endLive(kith: Kith): void {
  for (const { end } of listenersOf(kith).all) end();
}
