/**
 * The weather of a store: what fails for a moment is asked again, and a store that is away is an outage of this server, not a mistake of whoever asked. It is
 * said once in the log, and once that it is over.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { S3Config } from "s3mini";
import { Outage } from "../errors.ts";

type Fetch = NonNullable<S3Config["fetch"]>;
export type Weather = {
  fetch: Fetch;
  /** Runs something that asks the store, and throws what went wrong as it is to be told: Outage, or Error when the store has refused us. */
  within<T>(work: () => Promise<T>): Promise<T>;
};

/** ms before the next tries; up to half as much again by chance, for others wait as well. */
const PAUSES: readonly number[] = Object.freeze([150, 600]);
/** SlowDown, InternalError and what gateways say: of these S3 says itself that they are to be tried again. */
const PASSING: readonly number[] = Object.freeze([429, 500, 502, 503, 504]);
const AWAY = "The media store of this server cannot be reached right now";

/** @param fetch asks once */
export function watchWeather(fetch: Fetch, warn: (message: string, properties: Record<string, unknown>) => void): Weather {
  let away = false;
  const fails = (reason: unknown): Outage => {
    if (!away) warn("the media store cannot be reached: {reason}", { reason });
    away = true;
    return new Outage(AWAY);
  };
  const works = (): void => {
    if (away) warn("the media store can be reached again", {});
    away = false;
  };
  /** What begins or ends an upload in parts is not asked twice: the first may have been heard. */
  const triesOf = (method: string | undefined): number => (method === "POST" ? 0 : PAUSES.length);
  const ask: Fetch = async (input, init) => {
    for (let tries = 0; ; tries++) {
      const last = tries >= triesOf(init?.method);
      const answer = await fetch(input, { ...init, redirect: "manual" }).catch((error: unknown) => {
        if (last) throw fails(reasonOf(error));
        return undefined;
      });
      if (answer !== undefined && !PASSING.includes(answer.status)) return (works(), answer);
      await answer?.body?.cancel();
      if (last) throw fails(`it answers ${answer?.status}`);
      await pause((PAUSES[tries] ?? 0) * (1 + Math.random() / 2));
    }
  };
  return {
    fetch: ask,
    within: async (work) => {
      try {
        return await work();
      } catch (error) {
        throw toldOf(error, fails);
      }
    },
  };
}

/** An outage may be wrapped in what the client says of it; a body that breaks off says so itself. What the store refuses has a status, which is not for who asked us. */
function toldOf(error: unknown, fails: (reason: unknown) => Outage): unknown {
  for (let one = error; one instanceof Error; one = one.cause) {
    if (one instanceof Outage) return one;
    if (one instanceof TypeError && /^(?:terminated|fetch failed)$/.test(one.message)) return fails(reasonOf(one));
  }
  return error instanceof Error && "status" in error ? new Error(`the media store: ${error.message}`, { cause: error }) : error;
}

const reasonOf = (error: unknown): unknown => {
  const { cause, message } = error as Error;
  return cause instanceof Error ? cause.message : message;
};
