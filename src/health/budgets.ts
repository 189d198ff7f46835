/** Whether what the server may take is nearly spent: its memory, its database, its media. */
import { loadProcesses } from "../budgets/processes.ts";
import { databaseSize, mediaSize } from "../budgets/size.ts";
import { loadPruning } from "../budgets/state.ts";
import type { Kith } from "../kith.ts";
import type { Finding } from "./finding.ts";

/** The part of a ceiling from which on it is worth knowing. */
const NEAR = 0.9;
/** ms after a walk through everything that found too little. */
const LATELY = 2 * 86_400_000;

const mega = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

/** Of the process that has most of its ceiling. */
export async function checkMemory(kith: Kith): Promise<Finding> {
  const about = "memory";
  const known = await loadProcesses(kith);
  const all = known.length > 0 ? known : [{ memory: kith.memory.look().used, ceiling: kith.memory.ceiling }];
  const most = all.reduce((one, other) =>
    other.memory / (other.ceiling || Infinity) > one.memory / (one.ceiling || Infinity) ? other : one,
  );
  const values = { used: most.memory, ceiling: most.ceiling };
  if (most.ceiling === 0)
    return { about, state: "ok", text: `${mega(most.memory)}, without a ceiling`, code: "memory_free", values };
  const text = `${mega(most.memory)} of ${mega(most.ceiling)}`;
  if (most.memory < most.ceiling * NEAR) return { about, state: "ok", text, code: "memory_ok", values };
  return {
    about,
    state: "note",
    text: `${text}: requests are turned away; raise "limits.memory", or give it more`,
    code: "memory_near",
    values,
  };
}

export async function checkDatabaseSize(kith: Kith): Promise<Finding> {
  const about = "database size";
  const ceiling = kith.instance.limits.database_bytes;
  const { used } = await databaseSize(kith);
  const values = { used, ceiling };
  if (ceiling === 0) return { about, state: "ok", text: `${mega(used)}, without a ceiling`, code: "database_free", values };
  const text = `${mega(used)} of ${mega(ceiling)}`;
  if (used < ceiling * NEAR) return { about, state: "ok", text, code: "database_ok", values };
  const exhausted = (await loadPruning(kith.db)).exhausted_at > kith.now() - LATELY;
  if (used > ceiling && exhausted)
    return {
      about,
      state: "wrong",
      text: `${text}, and nothing is left that may go: raise "limits.database_bytes", or move to a larger disk`,
      code: "database_over",
      values,
    };
  const next = "old threads of other servers that nobody here has touched go";
  return { about, state: "note", text: `${text}: past it, ${next}`, code: "database_near", values };
}

export async function checkMediaSize(kith: Kith): Promise<Finding> {
  const about = "media size";
  const ceiling = kith.instance.limits.media_bytes;
  const { own, copies } = await mediaSize(kith);
  if (ceiling === 0)
    return {
      about,
      state: "ok",
      text: `${mega(own + copies)}, without a ceiling`,
      code: "media_size_free",
      values: { used: own + copies, ceiling },
    };
  const values = { used: own, ceiling };
  const text = `${mega(own)} of ${mega(ceiling)} by people here`;
  if (own < ceiling * NEAR) return { about, state: "ok", text, code: "media_size_ok", values };
  if (own < ceiling)
    return { about, state: "note", text: `${text}: past it, nothing more can be uploaded`, code: "media_size_near", values };
  return {
    about,
    state: "wrong",
    text: `${text}: nothing more can be uploaded; raise "limits.media_bytes"`,
    code: "media_size_over",
    values,
  };
}
