/** A PostgreSQL that is away: told from queries that are wrong, said once in the log, and recovered from by whoever asks next. */
import type { Pool, PoolClient } from "pg";
import type { PostgresPool } from "kysely";
import { Outage, toldOfRoom } from "../errors.ts";
import { codeOf } from "./codes.ts";
import type { Plans } from "./plans.ts";

/**
 * The network's errors; of PostgreSQL's (appendix A), class 08 and those by which it stops, starts, is full, or lets us in no more; and what `pg` says
 * without a code when a connection breaks.
 */
const CODES =
  /^(?:E(?:CONN(?:REFUSED|RESET|ABORTED)|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN)|ENOENT|08\w{3}|57P0[1-5]|53300|28P01|28000|3D000)$/;
const WORDS =
  /connection terminated|timeout exceeded when trying to connect|connection error and is not queryable|timeout expired/i;

/** Whether an error says that there is no database to ask, rather than what it thinks of the query. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  return code === "" ? WORDS.test(error.message) : CODES.test(code);
}

export type Watch = { failed(error: unknown): unknown; worked(): void };

/** Turns the errors of a database that is away into outages. `say` hears when one begins, and when it has ended. */
export function watchOutages(say: (message: string, properties: Record<string, unknown>) => void): Watch {
  let away = false;
  return {
    failed(error) {
      if (!isAway(error)) return toldOfRoom(error);
      if (!away) say("the database cannot be reached: {reason}", { reason: error instanceof Error ? error.message : error });
      away = true;
      return new Outage("The database of this server cannot be reached right now", { cause: error });
    },
    worked() {
      if (away) say("the database can be reached again", {});
      away = false;
    },
  };
}

/** ms without a failure after which there is room again: what is small may fit in between. */
const CALM = 10_000;

/** The same for a disk that is full, by what becomes of writing: reading goes on. */
export function watchRoom(
  say: (message: string, properties: Record<string, unknown>) => void,
  now = () => performance.now(),
): Watch {
  let failed_at: number | undefined;
  return {
    failed(error) {
      const told = toldOfRoom(error);
      if (!(told instanceof Outage && told.full)) return error;
      const reason = told.cause instanceof Error ? told.cause.message : told.cause;
      if (failed_at === undefined) say("the disk of the database is full: {reason}", { reason });
      failed_at = now();
      return told;
    },
    worked() {
      if (failed_at === undefined || now() - failed_at < CALM) return;
      say("there is room for the database again", {});
      failed_at = undefined;
    },
  };
}

/** Does something, of which a watch is told. */
export async function underWatch<T>({ failed, worked }: Watch, work: () => Promise<T>): Promise<T> {
  try {
    const done = await work();
    worked();
    return done;
  } catch (error) {
    throw failed(error);
  }
}

/** For a database that may be away without anybody minding. */
export const unwatched: Watch = { failed: (error) => error, worked: () => undefined };

/** A pool for Kysely whose errors are outages when they are, and whose plans are kept. */
export const watched = (pool: Pool, watch: Watch, plans: Plans): PostgresPool =>
  ({
    options: pool.options,
    end: async () => await pool.end(),
    connect: async () => {
      try {
        const client = await pool.connect();
        watch.worked();
        return watchedClient(client, watch, plans);
      } catch (error) {
        throw watch.failed(error);
      }
    },
  }) as unknown as PostgresPool;

function watchedClient(client: PoolClient, { failed }: Watch, plans: Plans) {
  // A connection that broke under a query is of no use to the next.
  let broken: Error | undefined;
  return {
    processID: (client as { processID?: number }).processID,
    query: async (text: string, values: unknown[]) => {
      try {
        return await plans.ask(client, text, values);
      } catch (error) {
        const known = failed(error);
        if (known instanceof Outage && !known.full) broken = known;
        throw known;
      }
    },
    release: () => client.release(broken ?? plans.isWorn(client)),
  };
}
