/**
 * Plans that PostgreSQL keeps: what is asked often gets a name on its connection, and is parsed and planned a few times instead of each time. Planning is most of
 * the work of a query that finds its rows by an index.
 *
 * PostgreSQL itself decides whether a plan serves for all values, and plans anew when the statistics of a table have changed. What it cannot do is answer with
 * other columns than it has promised, which happens while a newer version of Kith brings the database up to date; nor does every pooler between know names.
 * Both are noticed, and done without.
 */
import { hash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { PoolClient, QueryResult } from "pg";
import { codeOf } from "./codes.ts";

/** How often a text comes before it is worth a name, and how many are counted. */
const OFTEN = 3;
const COUNTED = 1000;
/** Names on one connection: of the pages, doors and jobs of a busy server there are some 200. PostgreSQL keeps 20 to 100 KB for each. */
const MOST = 250;
/** ms after which a connection that has given all its names is replaced, for they may be of yesterday's queries. */
const DAY = 86_400_000;

/** 0A000 is said of much else, too; the others of a name that the server behind a pooler does not know, or has from somebody else. */
const CHANGED = "cached plan must not change result type";
const LOST: readonly string[] = ["26000", "42P05"];

const isChanged = (error: unknown): boolean => codeOf(error) === "0A000" && error instanceof Error && error.message === CHANGED;
const isLost = (error: unknown): boolean => LOST.includes(codeOf(error));

/** Whether a query failed for nothing but its name: a transaction that it has broken can be run again. */
export const isOutworn = (error: unknown): boolean => isChanged(error) || isLost(error);

export type Plans = {
  ask(client: PoolClient, text: string, values: unknown[]): Promise<QueryResult>;
  /** Whether a connection keeps plans that are of no use, and should be replaced. */
  isWorn(client: PoolClient): boolean;
};

/** @param warn hears once that names are of no use here */
export function keepPlans(warn: (message: string, properties: Record<string, unknown>) => void): Plans {
  const texts = new LRUCache<string, { times: number; name: string }>({ max: COUNTED });
  /** `of`: the shape of the database that they were planned for, as far as it is known here. */
  const named = new WeakMap<PoolClient, { of: number; since: number; names: Set<string> }>();
  let [shape, off] = [0, false];

  /** undefined: it goes without. */
  const nameFor = (client: PoolClient, text: string): string | undefined => {
    const seen = texts.get(text) ?? { times: 0, name: "" };
    if (++seen.times === 1) texts.set(text, seen);
    if (seen.times < OFTEN) return undefined;
    const known = named.get(client) ?? { of: shape, since: performance.now(), names: new Set() };
    if (known.names.size === 0) named.set(client, known);
    if (known.of !== shape) return undefined;
    const name = (seen.name ||= hash("sha1", text, "base64"));
    if (known.names.size >= MOST && !known.names.has(name)) return undefined;
    known.names.add(name);
    return name;
  };

  return {
    async ask(client, text, values) {
      // What has no values is `begin` and `commit`, which have no plan.
      const name = off || values.length === 0 ? undefined : nameFor(client, text);
      if (name === undefined) return await client.query(text, values);
      try {
        return await client.query({ name, text, values });
      } catch (error) {
        if (!isOutworn(error)) throw error;
        if (isChanged(error)) shape++;
        else if (!off) {
          off = true;
          warn("the database, or a pooler before it, does not keep prepared statements ({reason}): each query is planned anew", {
            reason: error instanceof Error ? error.message : error,
          });
        }
        // It has not been run. Within a transaction this fails as well, and says nothing new.
        return await client.query(text, values).catch(() => {
          throw error;
        });
      }
    },
    isWorn(client) {
      const known = named.get(client);
      if (known === undefined) return false;
      return known.of !== shape || (known.names.size >= MOST && performance.now() - known.since > DAY);
    },
  };
}
