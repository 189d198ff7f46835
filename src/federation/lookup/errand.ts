/**
 * Errands: fetching many things because somebody looks at one. Nobody waits for an errand, and nothing a stranger serves may make it long: it has
 * so much time, so many requests to each host, two at once, and a host that has failed it thrice is left alone.
 */
import type { Kith } from "../../kith.ts";
import { isOurs } from "../../uris.ts";
import { sameOrigin, type Doc } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";
import { fetchDocument, readServed, signedGet } from "../signed.ts";
import { left } from "./deadline.ts";
import { isTheirs, mayPass } from "./failure.ts";

/** What came of asking: it, or that it is not to be had, or that nobody can say for now. */
export type Found<Value> = Value | "refused" | "missed";

export type Errand = {
  readonly kith: Kith;
  /** The instant (ms) at which it ends. */
  readonly until: number;
  /** Whether there is time left. */
  isOn(): boolean;
  /** Whether everything that was asked for has been answered. */
  isSmooth(): boolean;
  /** An object from the address that is its id. Nothing is asked for twice. */
  fetchObject(uri: string): Promise<Found<Doc>>;
  /** A page of a collection: it need not name itself, but comes from the origin that was asked. */
  fetchPage(url: string): Promise<Found<Doc>>;
  /** Anything else that asks a host for something. */
  ask<Value>(url: string, work: (until: number) => Promise<Value>): Promise<Found<Value>>;
};

/** ms for one request. */
const TIMEOUT = 10_000;
const MOST_FAILURES = 3;

type Tally = { requests: number; failures: number };

export function beginErrand(kith: Kith): Errand {
  const { thread_seconds, thread_requests_per_host } = kith.instance.limits;
  const until = kith.now() + thread_seconds * 1000;
  const asked = new Set<string>();
  const tallies = new Map<string, Tally>();
  let smooth = true;
  const isOn = () => kith.now() < until;
  const missed = () => {
    smooth = false;
    return "missed" as const;
  };

  const ask: Errand["ask"] = async (url, work) => {
    if (isOurs(kith.instance, url)) return "refused";
    const host = URL.parse(url)?.host ?? "";
    const tally = tallies.get(host) ?? { requests: 0, failures: 0 };
    tallies.set(host, tally);
    return await inLine(kith, host, async () => {
      if (!isOn() || tally.failures >= MOST_FAILURES || tally.requests >= thread_requests_per_host) return missed();
      tally.requests++;
      try {
        const value = await work(Math.min(until, kith.now() + TIMEOUT));
        tally.failures = 0;
        return value;
      } catch (error) {
        if (!isTheirs(error)) throw error;
        if (!mayPass(error)) return "refused";
        tally.failures++;
        return missed();
      }
    });
  };
  const onlyOnce = async (url: string, work: (timeout: number) => Promise<Doc>): Promise<Found<Doc>> => {
    if (asked.has(url)) return "refused";
    asked.add(url);
    return await ask(url, async (by) => await work(left(kith, by)));
  };

  return {
    kith,
    until,
    isOn,
    isSmooth: () => smooth,
    ask,
    fetchObject: async (uri) => await onlyOnce(uri, async (timeout) => await fetchDocument(kith, uri, timeout)),
    fetchPage: async (url) => await onlyOnce(url, async (timeout) => await fetchPage(kith, url, timeout)),
  };
}

async function fetchPage(kith: Kith, url: string, timeout: number): Promise<Doc> {
  const served = readServed(kith, await signedGet(kith, url, { timeout, redirects: 2 }));
  if (!sameOrigin(served.url, url)) throw new Unreadable("a page of another origin");
  return await served.doc;
}

type Line = { running: number; waiting: (() => void)[] };

/** Runs `work` when fewer than `fetches_per_host` errands of this process are asking that host. */
async function inLine<Value>(kith: Kith, host: string, work: () => Promise<Value>): Promise<Value> {
  const lines = kith.cache<Line>("errands", 2000);
  const line = lines.get(host) ?? { running: 0, waiting: [] };
  lines.set(host, line);
  if (line.running < kith.instance.limits.fetches_per_host) line.running++;
  else await new Promise<void>((resolve) => void line.waiting.push(resolve));
  try {
    return await work();
  } finally {
    // Whoever waits takes over the place.
    const next = line.waiting.shift();
    if (next === undefined) line.running--;
    else next();
  }
}

/** Runs `work` for each item, so many at once. */
export async function forEachOf<Item>(
  items: Iterable<Item>,
  at_once: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const rest = items[Symbol.iterator]();
  const run = async () => {
    for (let next = rest.next(); next.done !== true; next = rest.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: at_once }, run));
}
