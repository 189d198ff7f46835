/**
 * The bus: carries small messages from what happened to the sockets that wait for it, by channel name (`user:12`, `public`).
 *
 * What is published may be lost (a reader reloads its page); nothing that must happen hangs on it.
 */

/** An event as the streaming API names it; `payload` is made once, when the first reader needs it. */
export type BusMessage = { event: string; payload: string };
/** Not an event of the API: the stream is over. */
export const ENDED = "ended";
export type Listener = (message: BusMessage) => void;

export type Bus = {
  publish(channel: string, message: BusMessage): void;
  /** Returns what ends the subscription. */
  subscribe(channel: string, listener: Listener): () => void;
  /** Whether anybody listens: rendering for nobody is wasted. */
  heard(channel: string): boolean;
  /** What follows `prefix`, which ends with its first colon, in the names of the channels that somebody listens to: for `user:`, ids of accounts. */
  heardBelow(prefix: string): string[];
  /** Whether nobody listens to anything. */
  silent(): boolean;
};

const prefixOf = (channel: string): string => channel.slice(0, channel.indexOf(":") + 1);

export function openBus(): Bus {
  const listeners = new Map<string, Set<Listener>>();
  /** Names by their prefixes: who listens is asked for at every status, among thousands of channels. */
  const names = new Map<string, Set<string>>();
  const leave = (channel: string) => {
    listeners.delete(channel);
    names.get(prefixOf(channel))?.delete(channel);
  };
  return {
    publish(channel, message) {
      for (const listener of listeners.get(channel) ?? []) listener(message);
    },
    subscribe(channel, listener) {
      const set = listeners.get(channel) ?? new Set();
      listeners.set(channel, set.add(listener));
      const prefix = prefixOf(channel);
      names.set(prefix, (names.get(prefix) ?? new Set()).add(channel));
      return () => {
        set.delete(listener);
        if (set.size === 0 && listeners.get(channel) === set) leave(channel);
      };
    },
    heard: (channel) => listeners.has(channel),
    heardBelow: (prefix) => [...(names.get(prefix) ?? [])].map((name) => name.slice(prefix.length)),
    silent: () => listeners.size === 0,
  };
}
