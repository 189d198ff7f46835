/**
 * Files of what is for a few (messages, circles, private groups, stories) lie apart from others: their names open nothing by themselves. An address carries a mark
 * that is good for a while, so that who has been shown something cannot hand on a picture that outlives the right to see it.
 *
 * What is marked is a path below `/media/`: the name of a file of ours, or what stands there for a playlist, captions, or a file elsewhere. One HMAC each, and nothing
 * is looked up.
 */
import { createHmac } from "node:crypto";
import { isSame } from "../access/secrets.ts";
import { purposeKey } from "../keys/purpose.ts";
import type { Visibility } from "../db/values.ts";
import type { Kith } from "../kith.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** ms that an address is good for, at least: for readers here, of whom a page may stay open for a day; for other servers, which may fetch late. */
const FOR_READERS = 25 * HOUR;
export const FOR_SERVERS = 15 * DAY;

type Ground = Pick<Kith, "secret" | "cache">;
/** A path below `/media/` with its mark. */
export type Mark = (path: string) => string;

/** Whether what is so visible is for a few. */
export const isForFew = (visibility: Visibility): boolean => visibility === "direct" || visibility === "limited";

/** Whether a name, or a path with its mark, is of a file that lies apart. */
export const isApart = (name: string): boolean => /^(?:private|stories)\//.test(name);

/**
 * Marks for one answer. They end together, on the day or, for stories, on the hour, and are the same for everybody until then: apps keep what they have got under its
 * address.
 */
export function marker(kith: Ground & Pick<Kith, "now">, good = FOR_READERS): Mark {
  const until = kith.now() + good;
  return (path) => {
    const step = path.startsWith("stories/") ? HOUR : DAY;
    return markedUntil(kith, path, Math.ceil(until / step) * step);
  };
}

/** @param until ms */
export const markedUntil = (kith: Ground, path: string, until: number): string =>
  `${path}?until=${until}&mark=${markOf(kith, path, until)}`;

function markOf(kith: Ground, path: string, until: number): string {
  const keys = kith.cache<{ key: Uint8Array }>("file-mark-key", 1);
  const { key } = keys.get("") ?? { key: purposeKey(kith, "story-file") };
  keys.set("", { key });
  return createHmac("sha256", key).update(`${path}\n${until}`).digest("base64url").slice(0, 32);
}

/** What of a query is a mark. */
export type Marking = { until?: unknown; mark?: unknown };

/** Until when (ms) a path may be asked for by this mark; 0: not (any more). */
export function goodUntil(kith: Ground & Pick<Kith, "now">, path: string, { until, mark }: Marking): number {
  if (typeof until !== "string" || typeof mark !== "string" || !/^\d{1,15}$/.test(until)) return 0;
  const end = Number(until);
  return end > kith.now() && isSame(markOf(kith, path, end), mark) ? end : 0;
}

const MARKED = /^(.*)\?until=(\d{1,15})&mark=[\w-]{16,64}$/s;

/** An address, of whichever Kith, without its mark: what stays the same however often it is told. */
export const unmarked = (url: string): string => MARKED.exec(url)?.[1] ?? url;

/** No message outlives it: the year 2100. */
const LAST = 4_102_444_800_000;

/**
 * The address of a file that is good as long as the file is there, which goes with what it was sent with: for words that nobody renews, such as those of a message in another server's
 * keeping. Any other address stays as it is.
 */
export function lasting(kith: Ground & { instance: { origin: string } }, url: string): string {
  const folder = `${kith.instance.origin}/media/`;
  const bare = unmarked(url);
  return bare === url || !bare.startsWith(folder) ? url : `${folder}${markedUntil(kith, bare.slice(folder.length), LAST)}`;
}

/** When (ms) the mark of an address ends; undefined for one without. */
export function endOfMark(url: string): number | undefined {
  const until = MARKED.exec(url)?.[2];
  return until === undefined ? undefined : Number(until);
}
