/**
 * Siblings on one machine that share an embedded database: whatever one tells, the supervisor that started them all passes on. Its channels lose
 * nothing and keep the order, and end when a process does.
 */
import { deadHere, type OpenSiblings } from "./siblings.ts";

/** A way to say something to all others, and to be called with what they say. */
export type Channel = { send(news: readonly unknown[]): void; listen(heard: (news: readonly unknown[]) => void): void };

export const ipcSiblings =
  ({ send, listen }: Channel): OpenSiblings =>
  async (ears) => {
    let open = true;
    let waiting: unknown[] = [];
    const flush = () => {
      const news = waiting;
      waiting = [];
      if (open) send(news);
    };
    listen((news) => {
      try {
        if (open) ears.heard(news as Parameters<typeof ears.heard>[0]);
      } catch (error) {
        ears.warn("what another process told was not understood: {error}", { error });
      }
    });
    return {
      tell(news) {
        if (news.length === 0) return;
        if (waiting.length === 0) setImmediate(flush);
        waiting.push(...news);
      },
      count: () => undefined,
      dead: deadHere(ears.me),
      close: async () => {
        flush();
        open = false;
      },
    };
  };
