/** How a server stands with what it may take: for its doctor, its dashboard and its command line. */
import type { Row } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { daysUntilFull } from "./forecast.ts";
import { loadEpisodes, loadProcesses } from "./processes.ts";
import { databaseSize, mediaSize } from "./size.ts";

/** Bytes; a `ceiling` of 0 is none. `days`: until it is full as it grows now. */
export type Budget = { used: number; ceiling: number; days: number | undefined };
export type Budgets = {
  processes: readonly Row<"processes">[];
  /** `file`: what the database takes of the disk, free pages included. */
  database: Budget & { file: number };
  /** `own`: of people here; `copies`: of other servers', which have `room`. */
  media: Budget & { own: number; copies: number };
  episodes: readonly Row<"episodes">[];
};

const EPISODES = 10;

export async function loadBudgets(kith: Kith): Promise<Budgets> {
  const { db, instance, now } = kith;
  const { database_bytes, media_bytes } = instance.limits;
  const { used, file } = await databaseSize(kith);
  const { own, copies } = await mediaSize(kith);
  const at = now();
  const database = { used, ceiling: database_bytes, now: at };
  const media = { used: own + copies, ceiling: media_bytes, now: at };
  return {
    processes: await loadProcesses(kith),
    database: { used, file, ceiling: database_bytes, days: await daysUntilFull(db, { gauges: ["database"], ...database }) },
    media: {
      used: own + copies,
      own,
      copies,
      ceiling: media_bytes,
      // Copies make way, so what people here keep is what fills it.
      days: await daysUntilFull(db, { gauges: ["media"], ...media, used: own }),
    },
    episodes: await loadEpisodes(db, EPISODES),
  };
}
