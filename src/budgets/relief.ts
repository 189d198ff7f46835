/** The memory of a real process: what it may take, and how room is made in it. */
import { totalmem } from "node:os";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { getLogger } from "@logtape/logtape";
import type { LRUCache } from "lru-cache";
import type { Instance } from "../config.ts";
import { ceilingOf } from "./ceiling.ts";
import { openMemory, type Memory } from "./memory.ts";

/** Caches of what can be read or made again. Others hold what is under way, or what has been counted, and stay. */
const COPIES: readonly string[] = Object.freeze([
  "access",
  "account-texts",
  "ap-bytes",
  "dimensions",
  "document-reader",
  "fedify",
  "filters",
  "fresh-actors",
  "measures",
  "remote-addresses",
  "remote-keys",
  "retention",
  "signing-keys",
  "status-texts",
  "vapid-tokens",
]);

/** Empties the caches of copies. */
export function shrinkCaches(caches: ReadonlyMap<string, Pick<LRUCache<string, object>, "clear">>): void {
  for (const name of COPIES) caches.get(name)?.clear();
}

const ceilingHere = (instance: Instance): number => ceilingOf(instance, process.constrainedMemory(), totalmem());

type Means = { now: () => number; shrink: () => void; read: (() => number) | undefined };

export function openProcessMemory(instance: Instance, { now, shrink, read }: Means): Memory {
  const log = getLogger(["kith"]);
  return openMemory({
    ceiling: ceilingHere(instance),
    // Not `memoryUsage()`, which walks the heap: this one reads a single number of the system's.
    read: read ?? (() => process.memoryUsage.rss()),
    now,
    shrink,
    // With a reading that is made up there is nothing to collect.
    collect: read === undefined ? () => void collect() : () => undefined,
    warn: (message, properties) => log.warning(message, properties),
  });
}

/** Collects all garbage there is. The engine lets nobody do so unless it was told so when it started, or is told so now. */
export async function collect(): Promise<void> {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as (options: object) => Promise<void>;
  await gc({ type: "major", execution: "async", flavor: "last-resort" });
}
