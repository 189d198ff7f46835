/** Keeps the database within its ceiling: what is done again and again, and what somebody asks for. */
import type { Kith } from "../kith.ts";
import type { Outcome } from "./prune.ts";
import { databaseSize } from "./size.ts";
import { loadPruning } from "./state.ts";

const DAY = 86_400_000;
/** Part of the ceiling that is left when there was too much, so that it is not reached again at once. */
const LEFT = 0.95;

/** Bytes that are to go from the database; 0 when it fits, or has no ceiling. */
export async function pruneGoal(kith: Pick<Kith, "db" | "engine" | "instance">): Promise<number> {
  const { database_bytes } = kith.instance.limits;
  if (database_bytes === 0) return 0;
  const { used } = await databaseSize(kith);
  return used <= database_bytes ? 0 : Math.ceil(used - database_bytes * LEFT);
}

/** A recurring job. What could not be found by looking at everything is looked for again after a day. */
export async function keepDatabase(kith: Kith): Promise<Outcome | undefined> {
  const goal = await pruneGoal(kith);
  if (goal === 0 || (await loadPruning(kith.db)).exhausted_at > kith.now() - DAY) return undefined;
  // Read when it is wanted, which is never while the database fits.
  const { prune } = await import("./prune.ts");
  const outcome = await prune(kith, { goal, dry: false });
  kith.log.info("{statuses} statuses and {accounts} accounts of other servers were let go, for the database was full", outcome);
  return outcome;
}

/** The same at once, for somebody who asked. The handler of a later job. */
export async function pruneNow(kith: Kith): Promise<void> {
  const goal = await pruneGoal(kith);
  if (goal > 0) await (await import("./prune.ts")).prune(kith, { goal, dry: false, asked: true });
}
