/**
 * Carries out what `effects.ts` and `upkeep.ts` say: turns events into jobs, runs what follows at once, and tells the worker who does what.
 */
import { addTaken } from "./access/limits.ts";
import { noteWriter } from "./db/late.ts";
import { consequences } from "./effects.ts";
import type { Later, Now } from "./effects/kinds.ts";
import type { LeasedTable } from "./jobs/leases.ts";
import { insertJobs, type JobHandler, type JobRequest } from "./jobs/queue.ts";
import type { Kith } from "./kith.ts";
import type { News, KithEvent } from "./kith-events.ts";
import { upkeep } from "./upkeep.ts";

const MINUTE = 60_000;
/** ms between the turns of a recurring job that has not come to an end; others' work comes between. */
const SOON = 1000;

/** The jobs that an event asks for. Their kind is `<event>/<effect>`. */
export function jobsOf(event: KithEvent): JobRequest[] {
  return laterOf(event).map(([name, { priority, delay, lane, unique_key }]) => ({
    kind: `${event.type}/${name}`,
    payload: event,
    ...(priority === undefined ? {} : { priority }),
    ...(delay === undefined ? {} : { delay: typeof delay === "number" ? delay : delay(event) }),
    ...(lane === undefined ? {} : { lane: lane(event) }),
    ...(unique_key === undefined ? {} : { unique_key: unique_key(event) }),
  }));
}

const laterOf = (event: KithEvent): [string, Later<KithEvent>][] =>
  (Object.entries(consequences[event.type]?.later ?? {}) as [string, Later<KithEvent>][]).filter(
    ([, effect]) => effect.when?.(event) ?? true,
  );

/** Where these events have left work: the worker looks there and nowhere else. */
export function tablesOf(events: readonly KithEvent[]): Set<LeasedTable> {
  const tables = new Set<LeasedTable>();
  for (const event of events) {
    if (event.type === "inbox.received") tables.add("inbox");
    else if (event.type === "document.sent" || event.type === "host.heard") tables.add("deliveries");
    else if (laterOf(event).length > 0) tables.add("jobs");
  }
  return tables;
}

/** @param tables in which the events have left work */
export function newsOf(events: readonly KithEvent[], tables: ReadonlySet<LeasedTable>): News[] {
  const told: News[] = events.filter(({ type }) => (consequences[type]?.now?.length ?? 0) > 0);
  if (tables.size > 0) told.push({ type: "work.left" });
  return told;
}

/** Those who have written: where there are replicas, they are to see it at once, whichever process they ask. */
export function noteWriters(kith: Kith, events: readonly KithEvent[]): void {
  if (kith.replicas === undefined) return;
  for (const event of events) if ("account_id" in event) noteWriter(kith, event.account_id);
}

/** Does what another process's news ask of this one. */
export function hear(kith: Kith, news: readonly News[]): void {
  for (const one of news) {
    if (one.type === "work.left") kith.worker.nudge();
    else if (one.type === "account.wrote") kith.replicas?.wrote(one.account_id);
    else if (one.type === "quota.taken") addTaken(kith, one);
    else if (one.type === "visits.wanted") writeVisits(kith);
    else runNow(kith, one);
  }
}

/** Most processes never count any: what writes them down is read by those that have. */
function writeVisits(kith: Kith): void {
  void (async () => await (await import("./insights/visits.ts")).flushVisits(kith))().catch((error: unknown) => {
    kith.log.error("visits could not be written down: {error}", { error });
  });
}

/** Runs what follows at once. A failure is logged and changes nothing: the event has happened. */
export function runNow(kith: Kith, event: KithEvent): void {
  for (const effect of (consequences[event.type]?.now ?? []) as Now<KithEvent>[]) {
    void (async () => await effect(kith, event))().catch((error: unknown) => {
      kith.log.error("an effect of {type} failed: {error}", { type: event.type, error });
    });
  }
}

/** Every kind of job with what runs it, for the worker. */
export function handlers(): ReadonlyMap<string, JobHandler> {
  const following = Object.entries(consequences).flatMap(([type, { later = {} }]) =>
    Object.entries(later).map(([name, effect]): [string, JobHandler] => [`${type}/${name}`, effect.run as JobHandler]),
  );
  const repeated = Object.keys(upkeep).map((name): [string, JobHandler] => [`every/${name}`, again(name)]);
  return new Map([...following, ...repeated]);
}

/** Runs a recurring job and queues its next turn in the transaction that ends this one: soon, if it says (`true`) that there is more to do. */
const again =
  (name: string): JobHandler =>
  async (kith, _payload, job) => {
    const more = (await upkeep[name]?.run(kith)) === true;
    await kith.write(async (tx) => {
      await job.complete(tx);
      await insertJobs(tx, kith, [turn(name, more ? SOON : (upkeep[name]?.every ?? MINUTE))]);
    });
  };

const turn = (name: string, delay: number): JobRequest => ({
  kind: `every/${name}`,
  payload: {},
  unique_key: `every/${name}`,
  delay,
  priority: 2,
});

/** Queues the recurring jobs that are not queued yet. Called once, at start. */
export async function scheduleRecurring(kith: Kith): Promise<void> {
  await kith.write(
    async (tx) =>
      await insertJobs(
        tx,
        kith,
        Object.keys(upkeep).map((name) => turn(name, MINUTE)),
      ),
  );
}
