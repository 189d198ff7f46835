/**
 * All listeners of an instance, and the one clock that keeps them honest: it tells their proxies that the stream lives, finds sockets behind
 * which nobody is, cuts off who reads too slowly, and ends the streams of tokens that were ended elsewhere.
 */
import type { Access } from "../access/tokens.ts";
import { padded, parts } from "../db/lists.ts";
import type { Kith } from "../kith.ts";
import type { Shared } from "./stream-messages.ts";

/** ms between the signs of life. */
const BEAT = 15_000;
/** Streams of one account at once; more are some mistake's. */
const MOST_OF_ONE = 50;

export type Listener = {
  access: Access;
  /** Sends a sign of life, or cuts the line when the last one was not answered. */
  beat(): void;
  /** Ends it at once. */
  cut(): void;
  /** Ends it in order. */
  end(): void;
};

export type Hub = {
  readonly shared: Shared;
  readonly listeners: Set<Listener>;
  /** Listeners by account. */
  readonly counts: Map<number, number>;
  timer: NodeJS.Timeout | undefined;
  /** The server stops: nobody is taken in any more, however long their request has been under way. */
  over: boolean;
};

export function hubOf(kith: Kith): Hub {
  const cache = kith.cache<Hub>("streaming", 1);
  const known = cache.get("");
  if (known !== undefined) return known;
  const hub: Hub = { shared: ownShared(), counts: new Map(), listeners: new Set(), timer: undefined, over: false };
  cache.set("", hub);
  return hub;
}

/** Nothing that anybody else has had made. */
export const ownShared = (): Shared => ({ open: new WeakMap(), own: new WeakMap(), frames: new WeakMap() });

/** Whether an account may have one more. */
export const hasRoom = (hub: Hub, { account }: Access): boolean =>
  !hub.over && (hub.counts.get(account?.id ?? 0) ?? 0) < MOST_OF_ONE;

/** Takes a listener in; returns what takes it out. */
export function enter(kith: Kith, hub: Hub, listener: Listener): () => void {
  const account_id = listener.access.account?.id ?? 0;
  hub.listeners.add(listener);
  hub.counts.set(account_id, (hub.counts.get(account_id) ?? 0) + 1);
  hub.timer ??= setInterval(() => void beat(kith), BEAT).unref();
  return () => {
    if (!hub.listeners.delete(listener)) return;
    const left = (hub.counts.get(account_id) ?? 1) - 1;
    if (left === 0) hub.counts.delete(account_id);
    else hub.counts.set(account_id, left);
    if (hub.listeners.size > 0) return;
    clearInterval(hub.timer);
    hub.timer = undefined;
  };
}

/** Ends every stream in order, here and now: their listeners come back, and load what they may have missed. */
export function endStreams(kith: Kith): void {
  for (const listener of hubOf(kith).listeners) listener.end();
}

/** One beat for all. Never throws. */
export async function beat(kith: Kith): Promise<void> {
  const { listeners } = hubOf(kith);
  for (const listener of listeners) listener.beat();
  try {
    const good = await goodTokens(kith, [...new Set([...listeners].map(({ access }) => access.token_id))]);
    for (const listener of listeners) if (!good.has(listener.access.token_id)) listener.cut();
  } catch (error) {
    kith.log.error("the tokens of listeners could not be looked at: {error}", { error });
  }
}

/**
 * Those of the tokens that may still listen: another process or the command line may have ended them. Asks the database, not what is kept of
 * tokens: this is about their end. One query for 500.
 */
export async function goodTokens({ db }: Pick<Kith, "db">, token_ids: readonly number[]): Promise<Set<number>> {
  const good = new Set<number>();
  for (const ids of parts(token_ids, 500)) {
    const rows = await db
      .selectFrom("tokens")
      .innerJoin("users", "users.id", "tokens.user_id")
      .innerJoin("accounts", "accounts.id", "tokens.user_id")
      .select("tokens.id")
      .where("tokens.id", "in", padded(ids))
      .where("users.disabled", "=", 0)
      .where("accounts.suspended_at", "=", 0)
      .where("accounts.deleted_at", "=", 0)
      .execute();
    for (const { id } of rows) good.add(id);
  }
  return good;
}
