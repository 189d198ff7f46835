/** A connection to PostgreSQL that listens and notifies, and is made anew when it breaks. */
import { setTimeout as pause } from "node:timers/promises";
import type { Client } from "pg";

/** ms between attempts to connect, doubled each time. */
const SOONEST = 100;
const LATEST = 5000;
/** ms between looks whether the line still stands: what lies between may drop a quiet one without a word. */
const BEAT = 30_000;

export type Line = {
  /** @throws as `connect` */
  open(): Promise<void>;
  /** Whether it stands, as far as is known. */
  up(): boolean;
  /**
   * Sends to all who listen, us included, in this order, what there is to say when its turn comes; `arrived` is called before the next turn.
   *
   * @throws when the line is broken: whether they have got it is not known then
   */
  say(payloads: () => readonly string[], arrived?: () => void): Promise<void>;
  /** Asks the database something. @throws when the line is broken */
  ask(text: string, values: unknown[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
};

export type LineOptions = {
  channel: string;
  /** Said first on every connection. */
  first: { text: string; values: unknown[] };
  connect(): Promise<Client>;
  heard(payload: string): void;
  /** Again after each break. */
  opened(): void;
  broken(error: unknown): void;
};

export function makeLine({ channel, first, connect, heard, opened, broken }: LineOptions): Line {
  let client: Client | undefined;
  let closed = false;
  const inTurn = makeTurns();
  const lose = (which: Client, error: unknown) => {
    if (client !== which) return;
    client = undefined;
    void which.end().catch(() => undefined);
    if (closed) return;
    broken(error);
    void mend();
  };
  const open = async () => {
    const fresh = await connect();
    fresh.on("error", (error) => lose(fresh, error));
    fresh.on("end", () => lose(fresh, new Error("the connection has ended")));
    fresh.on("notification", ({ payload = "" }) => void (client === fresh && heard(payload)));
    try {
      await fresh.query(`listen ${channel}`);
      await fresh.query(first.text, first.values);
    } catch (error) {
      void fresh.end().catch(() => undefined);
      throw error;
    }
    if (closed) return await fresh.end();
    client = fresh;
    opened();
  };
  const mend = async () => await untilDone(open, () => closed || client !== undefined);
  const ask = async (text: string, values: () => unknown[] = () => [], arrived?: () => void) => {
    const asked = client;
    return await inTurn(async () => {
      if (asked === undefined || asked !== client) throw new Error("the line is broken");
      try {
        const { rows } = await asked.query<Record<string, unknown>>(text, values());
        arrived?.();
        return rows;
      } catch (error) {
        lose(asked, error);
        throw error;
      }
    });
  };
  const beat = setInterval(() => void ask("select 1").catch(() => undefined), BEAT).unref();
  return {
    open,
    up: () => client !== undefined,
    say: async (payloads, arrived) =>
      void (await ask("select pg_notify($1, payload) from unnest($2::text[]) as payload", () => [channel, payloads()], arrived)),
    ask: async (text, values) => await ask(text, () => values),
    async close() {
      closed = true;
      clearInterval(beat);
      const last = client;
      client = undefined;
      await last?.end();
    },
  };
}

/** A connection answers one question at a time. */
function makeTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let turn: Promise<unknown> = Promise.resolve();
  return async (work) => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return await done;
  };
}

/** Tries again and again, more and more slowly, and not all processes in the same moment. */
async function untilDone(attempt: () => Promise<void>, isDone: () => boolean): Promise<void> {
  for (let wait = SOONEST; !isDone(); wait = Math.min(wait * 2, LATEST)) {
    await pause(wait * (0.5 + Math.random() / 2), undefined, { ref: false });
    if (!isDone()) await attempt().catch(() => undefined);
  }
}
