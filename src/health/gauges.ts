/** Numbers of a server that cannot be counted afterwards: how long its queues were, how much room it took, who was here. Read off every quarter of an hour. */
import { sql } from "kysely";
import { loadProcesses } from "../budgets/processes.ts";
import { databaseSize, ownBytes } from "../budgets/size.ts";
import type { Reads } from "../db/schema.ts";
import { NEVER } from "../jobs/leases.ts";
import { isPerson } from "../accounts/users.ts";
import type { Kith } from "../kith.ts";

const DAY = 86_400_000;
/** ms. */
const KEPT = 60 * DAY;

/** `people`: who was here in the last 24 hours; `database`, `media`, `remote`, `memory` (of all processes) in bytes. */
export const GAUGES = Object.freeze(["people", "deliveries", "inbox", "jobs", "database", "media", "remote", "memory"] as const);
export type Gauge = (typeof GAUGES)[number];
export type Reading = Record<Gauge, number>;

/** As they stand now. */
export async function readGauges(kith: Kith): Promise<Reading> {
  const { rows } = await sql<Omit<Reading, "database" | "memory">>`select
    (select count(*) from users where last_seen_at > ${kith.now() - DAY} and disabled = 0 and ${isPerson}) as people,
    (select count(*) from deliveries where done_at = 0) as deliveries,
    (select count(*) from inbox where done_at = 0 and run_at < ${NEVER}) as inbox,
    (select count(*) from jobs where run_at < ${NEVER} and substr(kind, 1, 6) <> 'every/') as jobs,
    ${ownBytes} as media,
    (select coalesce(sum(bytes), 0) from remote_files) as remote`.execute(kith.db);
  const counted = rows[0] ?? { people: 0, deliveries: 0, inbox: 0, jobs: 0, media: 0, remote: 0 };
  const { used } = await databaseSize(kith);
  const processes = await loadProcesses(kith);
  const numbers = Object.fromEntries(Object.entries(counted).map(([name, value]) => [name, Number(value)])) as typeof counted;
  // Who runs alone in a test, or has just started, has written down nothing yet.
  const memory = processes.reduce((sum, one) => sum + one.memory, 0) || kith.memory.look().used;
  return { ...numbers, database: used, memory };
}

/** A recurring job. */
export async function noteGauges(kith: Kith): Promise<void> {
  const reading = await readGauges(kith);
  const at = kith.now();
  await kith.write(async (tx) => {
    await tx
      .insertInto("gauges")
      .values(GAUGES.map((name) => ({ name, at, value: Math.round(reading[name]) })))
      .onConflict((oc) => oc.doNothing())
      .execute();
    for (const name of GAUGES)
      await tx
        .deleteFrom("gauges")
        .where("name", "=", name)
        .where("at", "<", at - KEPT)
        .execute();
  });
}

/** The highest of each `step` (ms), counted from `from` on, in order. */
export async function loadGauges(
  db: Reads,
  { from, step }: { from: number; step: number },
): Promise<ReadonlyMap<string, { at: number; value: number }[]>> {
  const { rows } = await sql<{ name: string; slot: number; value: number }>`
    select name, cast((at - ${from}) / ${sql.lit(step)} as bigint) as slot, max(value) as value from gauges
    where name in (${sql.join(GAUGES)}) and at >= ${from} group by 1, 2 order by 1, 2`.execute(db);
  const found = new Map<string, { at: number; value: number }[]>(GAUGES.map((name) => [name, []]));
  for (const { name, slot, value } of rows) found.get(name)?.push({ at: from + Number(slot) * step, value: Number(value) });
  return found;
}
