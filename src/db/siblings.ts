/**
 * Siblings: the other processes of this server, on the same database, and what one tells them all.
 *
 * What is told concerns what processes hold in memory: caches, streams, the sleep of workers. It is told after the commit, so a crash may lose
 * it; short of that every sibling hears everything once and in order, or is told that it has `missed` something.
 */

import { isDead } from "../jobs/holder.ts";

export type Siblings<News> = {
  /** Tells all others. Never waits, never throws, and costs nothing while there is nobody else. */
  tell(news: readonly News[]): void;
  /** The holders of slots: whoever is not among them, and has not been heard of since the last call, is no more. */
  count(holders: readonly string[]): void;
  /** Which of these holders have died for certain: what they held is free. Nobody, where that cannot be known. */
  dead(holders: readonly string[]): Promise<string[]>;
  /** Says the last words. */
  close(): Promise<void>;
};

export type Ears<News> = {
  /** Who we are: the holder of our slot. */
  me: string;
  /** Who else lives, to be waited for: until they know of us, they may not tell us. */
  others: readonly string[];
  heard(news: readonly News[]): void;
  /** Something was told that will never be heard: whatever rests on having heard it must go. */
  missed(): void;
  warn(message: string, properties: Record<string, unknown>): void;
};

export type OpenSiblings = <News>(ears: Ears<News>) => Promise<Siblings<News>>;

/** Where each process is told of nothing and finds changes by itself: SQLite, which is for one (and the command line beside it). */
export const noSiblings: OpenSiblings = async ({ me }) => ({
  tell: () => undefined,
  count: () => undefined,
  dead: deadHere(me),
  close: async () => undefined,
});

/** Those who share an embedded database are all on one machine and see each other's ids; elsewhere two containers may take each other for dead. */
export const deadHere =
  (me: string) =>
  async (holders: readonly string[]): Promise<string[]> =>
    holders.filter((holder) => isDead(holder, me));
