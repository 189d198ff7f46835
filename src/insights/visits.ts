/**
 * From which other sites visitors come: counted by day and site, and nothing else of them; no address, no cookie, no page of theirs.
 *
 * A visit is counted in memory and written down by upkeep a few minutes later, together with those that other processes have counted. What a process has
 * counted since is lost when it is killed. There are bounds on what is kept, in memory and of each day, so that nobody fills the tables by making sites up.
 */
import type { IncomingHttpHeaders } from "node:http";
import { parts } from "../db/lists.ts";
import type { Row, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { loadUncounted } from "./choices.ts";
import { clocksOf, startOfDay } from "./days.ts";

/** Sites that one process counts between two turns, for all pages together. */
const MOST_WAITING = 5000;
/** Sites of an account and a day; of the server as a whole a few more. */
const MOST_OF_DAY = 50;
const MOST_OF_SERVER = 200;
const ROWS = 100;

/** `username` "": another page of the server. */
type Waiting = { username: string; day: number; host: string; count: number };
type Seen = { kith: Kith; headers: IncomingHttpHeaders; username: string };

/** Whoever says by `Sec-GPC` or `DNT` that they want no part of it is not counted, nor is what only loads ahead. */
export const mayCount = ({ instance }: Pick<Kith, "instance">, headers: IncomingHttpHeaders): boolean =>
  instance.insights &&
  headers["sec-gpc"] !== "1" &&
  headers["dnt"] !== "1" &&
  headers["sec-purpose"] === undefined &&
  (headers["sec-fetch-dest"] ?? "document") === "document";

/** Counts a visit that has come from another site. */
export function noteReferrer({ kith, headers, username }: Seen): void {
  const { instance } = kith;
  if (!mayCount(kith, headers)) return;
  const host = hostOfReferer(headers.referer, instance.domain);
  if (host === undefined) return;
  const day = startOfDay(clocksOf(kith), kith.now());
  const waiting = kith.cache<Waiting>("visits", MOST_WAITING);
  for (const name of new Set([username.toLowerCase(), ""])) {
    const key = JSON.stringify([day, name, host]);
    const known = waiting.get(key);
    if (known !== undefined) known.count++;
    else if (waiting.size < MOST_WAITING) waiting.set(key, { username: name, day, host, count: 1 });
  }
}

/** The site of a `Referer`, without `www.`; undefined for our own, and for what is no site that everybody can visit. */
export function hostOfReferer(referer: string | undefined, domain: string): string | undefined {
  if (referer === undefined || referer.length > 4000 || !/^https?:\/\//i.test(referer)) return undefined;
  const host =
    URL.parse(referer)
      ?.hostname.toLowerCase()
      .replace(/\.$/, "")
      .replace(/^www\./, "") ?? "";
  const own = domain
    .toLowerCase()
    .replace(/:\d+$/, "")
    .replace(/^www\./, "");
  if (host === own || host.length > 100) return undefined;
  return /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,24}|xn--[a-z0-9-]{2,59})$/.test(host) ? host : undefined;
}

/** Upkeep: this process writes down what it has counted, and tells the others to do so. */
export async function writeVisits(kith: Kith): Promise<void> {
  await flushVisits(kith);
  kith.tell({ type: "visits.wanted" });
}

/** Writes down what this process has counted. */
export async function flushVisits(kith: Kith): Promise<void> {
  await (await import("./watches.ts")).flushWatches(kith);
  const cache = kith.cache<Waiting>("visits", MOST_WAITING);
  // Should there be too many of a day, those go in from which most came.
  const waiting = [...cache.values()].toSorted((a, b) => b.count - a.count);
  if (waiting.length === 0) return;
  cache.clear();
  if (!kith.instance.insights) return;
  const rows = await resolve(kith, waiting);
  const server = (await kith.instanceAccount()).id;
  for (const some of parts(rows, ROWS)) await kith.write(async (tx) => await insertVisits(tx, some, server));
}

/** Names become accounts; those of nobody here, and of those who want nothing counted, are left out. */
async function resolve(kith: Kith, waiting: readonly Waiting[]): Promise<Row<"insight_referrers">[]> {
  const ids = new Map<string, number>([["", (await kith.instanceAccount()).id]]);
  const names = [...new Set(waiting.map(({ username }) => username))].filter((name) => name !== "");
  for (const some of parts(names, ROWS)) {
    const found = kith.db.selectFrom("accounts").select(["id", "username_lower"]).where("host", "=", "");
    for (const { id, username_lower } of await found
      .where("username_lower", "in", some)
      .where("deleted_at", "=", 0)
      .where("members_only", "=", 0)
      .execute())
      ids.set(username_lower, id);
  }
  const rows = waiting.flatMap(({ username, ...row }) => {
    const account_id = ids.get(username);
    return account_id === undefined ? [] : { account_id, ...row };
  });
  const uncounted = new Map<number, Set<number>>();
  for (const day of new Set(rows.map((row) => row.day))) uncounted.set(day, await loadUncounted(kith.db, [...ids.values()], day));
  return rows.filter(({ account_id, day }) => uncounted.get(day)?.has(account_id) !== true);
}

/** Sites that are counted already go on being counted; new ones only while there are not too many of that day. */
async function insertVisits(tx: Tx, rows: readonly Row<"insight_referrers">[], server: number): Promise<void> {
  const days = tx.selectFrom("insight_referrers").select(["account_id", "day", "host"]);
  const known = await days
    .where("account_id", "in", [...new Set(rows.map(({ account_id }) => account_id))])
    .where("day", "in", [...new Set(rows.map(({ day }) => day))])
    .execute();
  const hosts = new Map<string, Set<string>>();
  const of = ({ account_id, day }: Pick<Row<"insight_referrers">, "account_id" | "day">) => {
    const key = `${account_id} ${day}`;
    const set = hosts.get(key) ?? new Set();
    hosts.set(key, set);
    return set;
  };
  for (const row of known) of(row).add(row.host);
  const kept = rows.filter((row) => {
    const there = of(row);
    if (!there.has(row.host) && there.size >= (row.account_id === server ? MOST_OF_SERVER : MOST_OF_DAY)) return false;
    there.add(row.host);
    return true;
  });
  if (kept.length === 0) return;
  await tx
    .insertInto("insight_referrers")
    .values(kept)
    .onConflict((oc) =>
      oc.columns(["account_id", "day", "host"]).doUpdateSet(({ eb, ref }) => ({
        count: eb(ref("insight_referrers.count"), "+", ref("excluded.count")),
      })),
    )
    .execute();
}
