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
const REFUSES = "The media store of this server does not take or give files right now";

/** ms after which the same refusal is said again in the log. */
const REPEATED = 600_000;

/** @param fetch asks once */
export function watchWeather(fetch: Fetch, warn: (message: string, properties: Record<string, unknown>) => void): Weather {
  let away = false;
  const fails = (reason: unknown): Outage => {
    if (!away) warn("the media store cannot be reached: {reason}", { reason });
    away = true;
    return new Outage(AWAY, { cause: new Error(String(reason)) });
  };
  const works = (): void => {
    if (away) warn("the media store can be reached again", {});
    away = false;
  };
  let [refusal, refused_at] = ["", -Infinity];
  /** Of the answer that was last, where it said so: what answers HEAD has no body. */
  let region = "";
  const refuses = (error: Error): Outage => {
    const reason = refusalOf(error, region);
    if (reason !== refusal || performance.now() - refused_at > REPEATED) {
      warn("the media store refuses what is asked of it: {reason}", { reason });
      [refusal, refused_at] = [reason, performance.now()];
    }
    return new Outage(REFUSES, { cause: new Error(reason, { cause: error }) });
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
      region = answer?.headers.get("x-amz-bucket-region") ?? "";
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
        throw toldOf(error, { fails, refuses });
      }
    },
  };
}

type Told = { fails(reason: unknown): Outage; refuses(error: Error): Outage };

/** An outage may be wrapped in what the client says of it; a body that breaks off says so itself. What the store refuses has a status, which is not for who asked us. */
function toldOf(error: unknown, { fails, refuses }: Told): unknown {
  for (let one = error; one instanceof Error; one = one.cause) {
    if (one instanceof Outage) return one;
    if (one instanceof TypeError && /^(?:terminated|fetch failed)$/.test(one.message)) return fails(reasonOf(one));
  }
  if (!(error instanceof Error && "status" in error)) return error;
  return isRefusal(error) ? refuses(error) : new Error(`the media store: ${error.message}`, { cause: error });
}

/** The settings are wrong, or the clock is: nobody who asks us can do anything about it. */
const isRefusal = (error: Error & { status?: unknown; serviceCode?: unknown }): boolean =>
  REFUSED.includes(error.status) || error.serviceCode === "NoSuchBucket";

const REFUSED: readonly unknown[] = Object.freeze([301, 302, 307, 308, 400, 401, 403]);

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const REASONS: Readonly<Record<string, string>> = Object.freeze({
  RequestTimeTooSkewed: "its clock and that of this machine differ by more than a quarter of an hour: have this one set by NTP",
  InvalidAccessKeyId: 'it knows no such "access_key"',
  SignatureDoesNotMatch: '"secret_key" does not belong to "access_key"',
  AccessDenied: 'the "access_key" may not do that in this bucket',
  NoSuchBucket: 'it has no such "bucket"',
  InvalidBucketName: 'it has no such "bucket"',
  SecondLevelDomainForbidden: 'it wants the bucket in the name of the host: "path_style: false"',
});
const ELSEWHERE: readonly string[] = ["AuthorizationHeaderMalformed", "PermanentRedirect", "TemporaryRedirect", "Redirect"];

/** In words that name what is to be set. @param told the bucket's region, if the answer said it in its headers */
function refusalOf(error: Error, told: string): string {
  const { status, serviceCode = "", body = "" } = error as Error & { status?: number; serviceCode?: string; body?: unknown };
  const known = REASONS[serviceCode];
  if (known !== undefined) return `${known} (${serviceCode})`;
  const place = told || (/<Region>([\w-]{1,40})<\/Region>/.exec(String(body))?.[1] ?? "");
  if (ELSEWHERE.includes(serviceCode) || Number(status) < 400)
    return `the bucket lies elsewhere: set "region"${place === "" ? "" : ` to "${place}"`}, and "endpoint" to that of this region (${status})`;
  return `${error.message}: look at "media.store" in instance.config.ts`;
}

const reasonOf = (error: unknown): unknown => {
  const { cause, message } = error as Error;
  return cause instanceof Error ? cause.message : message;
};
