/**
 * Siblings: the other processes of this server, on the same database, and what one tells them all.
 *
 * What is told concerns what processes hold in memory: caches, streams, the sleep of workers. It is told after the commit, so a crash may lose
 * it; short of that every sibling hears everything once and in order, or is told that it has `missed` something.
 */

export type Siblings<News> = {
  /** Tells all others. Never waits, never throws, and costs nothing while there is nobody else. */
  tell(news: readonly News[]): void;
  /** The holders of slots: whoever is not among them, and has not been heard of since the last call, is no more. */
  count(holders: readonly string[]): void;
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
export const noSiblings: OpenSiblings = async () => ({
  tell: () => undefined,
  count: () => undefined,
  close: async () => undefined,
});
