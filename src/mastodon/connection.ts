/** One listener: its subscriptions, in what order it hears, and when it must go. SSE and WebSocket differ only in how they write. */
import type { Access } from "../access/tokens.ts";
import { Outage } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { ENDED, type BusMessage } from "../streams/bus.ts";
import { tokenChannel } from "../streams/channels.ts";
import { isDiscreet } from "../teams/acting.ts";
import { goodTokens, ownShared } from "./stream-hub.ts";
import { framed, payloadFor, type Shared } from "./stream-messages.ts";
import type { Stream } from "./streams.ts";

/** Whoever reads so slowly that more than this waits for them is cut off: they will come back and load the page. */
export const MOST_WAITING = 1_000_000;
const MOST_STREAMS = 100;
/** Messages not rendered yet; past that the oldest promise is broken: the listener is cut off as well. */
const MOST_QUEUED = 500;
/** Posts that a stream is known to have told of: of one that comes in two copies at one moment, for two of its readers, word goes out twice. */
const MOST_HEARD = 20;

export type Wire = {
  /** An event as this kind of wire carries it: made once for all listeners of the kind who are to read the same. */
  frame: (stream: Stream, event: string, payload: string) => string;
  write(frame: Buffer): void;
  /** Bytes that wait for the reader. */
  waiting(): number;
  cut(): void;
  /** What it listened to is no more. */
  ended(stream: Stream): void;
};

export type Connection = {
  subscribe(stream: Stream): void;
  unsubscribe(name: readonly string[]): void;
  /** Ends every subscription. The wire is not touched. */
  end(): void;
};

export function openConnection(kith: Kith, access: Access, given: { wire: Wire; shared: Shared }): Connection {
  const { wire } = given;
  // What has been made for those who read all is not for who reads less.
  const shared = isDiscreet(access.member) ? ownShared() : given.shared;
  const viewer_id = access.account?.id ?? 0;
  const streams = new Map<string, () => void>();
  let queue = Promise.resolve();
  let queued = 0;
  const end = (stream: Stream) => {
    const stop = streams.get(keyOf(stream.name));
    if (stop === undefined) return;
    stop();
    streams.delete(keyOf(stream.name));
    wire.ended(stream);
  };
  const deliver = async (stream: Stream, heard: string[], message: BusMessage) => {
    if (wire.waiting() > MOST_WAITING) return wire.cut();
    if (message.event === ENDED) return end(stream);
    if (isRepeated(heard, message)) return;
    const payload = await payloadFor({ kith, shared, viewer_id }, stream, message);
    if (payload === undefined || !streams.has(keyOf(stream.name))) return;
    wire.write(framed(shared, wire.frame, { stream, message, payload }));
    remember(heard, message);
  };
  const hear = (stream: Stream, heard: string[]) => (message: BusMessage) => {
    if (++queued > MOST_QUEUED) return wire.cut();
    // One after another: a deletion must not overtake what it deletes.
    queue = queue
      .then(async () => await deliver(stream, heard, message))
      .catch(cutOff(kith, wire))
      .finally(() => queued--);
  };
  const watch = kith.bus.subscribe(tokenChannel(viewer_id), () => {
    // Whoever is here in the name of a team comes back with what their role is now.
    if (access.member !== undefined) return wire.cut();
    goodTokens(kith, [access.token_id])
      .then((good) => good.has(access.token_id) || wire.cut())
      .catch(() => wire.cut());
  });
  return {
    subscribe: (stream) => {
      const key = keyOf(stream.name);
      if (streams.has(key) || streams.size >= MOST_STREAMS) return;
      const hears = hear(stream, []);
      const ends = stream.channels.map((channel) => kith.bus.subscribe(channel, hears));
      streams.set(key, () => ends.forEach((end) => end()));
    },
    unsubscribe: (name) => {
      streams.get(keyOf(name))?.();
      streams.delete(keyOf(name));
    },
    end: () => {
      watch();
      for (const stop of streams.values()) stop();
      streams.clear();
    },
  };
}

/** Nobody would know that something is missing: they come back and load the page. */
const cutOff =
  ({ log }: Kith, wire: Wire) =>
  (error: unknown): void => {
    // While the database is away that has been said once.
    if (!(error instanceof Outage)) log.error("a message could not be streamed: {error}", { error });
    wire.cut();
  };

const isRepeated = (heard: readonly string[], { event, payload }: BusMessage): boolean =>
  event === "update" && heard.includes(payload);

function remember(heard: string[], { event, payload }: BusMessage): void {
  if (event === "update" && heard.push(payload) > MOST_HEARD) heard.shift();
}

const keyOf = (name: readonly string[]): string => name.join(" ");
