/** Other servers as an administrator sees them: how their breaker stands, what waits for them, and holding back, asking again, giving up. */
import type { Reads, Row } from "../db/schema.ts";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { NEVER } from "../jobs/leases.ts";
import { writeAudit, type By } from "../moderation/audit.ts";
import { normalizeHost } from "../text/names.ts";

export type Host = Row<"hosts"> & {
  /** Deliveries that wait, and those of them that have been tried in vain. */
  waiting: number;
  retrying: number;
  /** When the oldest of them was written (an id), 0 when none waits. */
  oldest_id: number;
};

export type HostFilter = {
  state?: Row<"hosts">["state"] | undefined;
  /** The last name of the page before. */
  after?: string | undefined;
  /** Begins the name. */
  name?: string | undefined;
  limit: number;
};

/** Servers by name. */
export async function loadHosts(db: Reads, { state, after, name, limit }: HostFilter): Promise<Host[]> {
  let query = db.selectFrom("hosts").selectAll().orderBy("host").limit(limit);
  if (state !== undefined) query = query.where("state", "=", state);
  if (after !== undefined) query = query.where("host", ">", after);
  if (name !== undefined) query = query.where("host", ">=", name).where("host", "<", `${name}\uffff`);
  return await withQueues(db, await query.execute());
}

/** @throws Refusal `missing` for a server that nothing was ever sent to */
export async function getHost(db: Reads, name: string): Promise<Host> {
  const host = normalizeHost(name);
  const row =
    host === undefined ? undefined : await db.selectFrom("hosts").selectAll().where("host", "=", host).executeTakeFirst();
  if (row === undefined) throw missing();
  return (await withQueues(db, [row]))[0] as Host;
}

/** When servers are asked again that do not answer (ms), by name; the others are left out. */
export async function loadProbes(db: Reads, hosts: Iterable<string>): Promise<ReadonlyMap<string, number>> {
  const names = [...new Set(hosts)];
  if (names.length === 0) return new Map();
  const away = db.selectFrom("hosts").select(["host", "probe_at"]).where("host", "in", names);
  const rows = await away.where("state", "in", ["failing", "down"]).execute();
  return new Map(rows.map(({ host, probe_at }) => [host, probe_at]));
}

/** Counts what waits, in one query: the lanes of a host are those between its name with "/" and with "0", the next character. */
async function withQueues(db: Reads, rows: readonly Row<"hosts">[]): Promise<Host[]> {
  if (rows.length === 0) return [];
  const queues = await db
    .selectFrom("deliveries")
    .innerJoin("hosts", (join) => join.onTrue())
    .select(({ fn, eb }) => [
      "hosts.host",
      fn.countAll<number>().as("waiting"),
      fn.sum<number>(eb.case().when("deliveries.attempts", ">", 0).then(1).else(0).end()).as("retrying"),
      fn.min("deliveries.id").as("oldest_id"),
    ])
    .where("deliveries.done_at", "=", 0)
    .where(
      "hosts.host",
      "in",
      rows.map(({ host }) => host),
    )
    .where((eb) => eb("deliveries.lane", ">=", eb(eb.ref("hosts.host"), "||", eb.val("/"))))
    .where((eb) => eb("deliveries.lane", "<", eb(eb.ref("hosts.host"), "||", eb.val("0"))))
    .groupBy("hosts.host")
    .execute();
  const byHost = new Map(queues.map((queue) => [queue.host, queue]));
  return rows.map((row) => {
    const queue = byHost.get(row.host);
    return {
      ...row,
      waiting: Number(queue?.waiting ?? 0),
      retrying: Number(queue?.retrying ?? 0),
      oldest_id: Number(queue?.oldest_id ?? 0),
    };
  });
}

/** Sends nothing to a server until `releaseHost`; what is for it waits, as long as deliveries wait. */
export const pauseHost = async (kith: Kith, by: By, name: string): Promise<Host> =>
  await change(kith, by, name, { action: "pause", values: { state: "paused", probe_at: NEVER }, event: "host.paused" });

/** Forgets what is held against a server and sends what waits for it, now. */
export const releaseHost = async (kith: Kith, by: By, name: string): Promise<Host> =>
  await change(kith, by, name, {
    action: "retry",
    values: { state: "ok", failures: 0, failed_at: 0, probe_at: 0 },
    event: "host.released",
  });

/** Gives up all that waits for a server. */
export const purgeHost = async (kith: Kith, by: By, name: string): Promise<Host> =>
  await change(kith, by, name, { action: "purge", values: {}, event: "host.purged" });

type Change = {
  action: string;
  values: Partial<Pick<Row<"hosts">, "state" | "failures" | "failed_at" | "probe_at">>;
  event: "host.paused" | "host.released" | "host.purged";
};

async function change(kith: Kith, by: By, name: string, { action, values, event }: Change): Promise<Host> {
  const { host } = await getHost(kith.db, name);
  await kith.write(async (tx, happened) => {
    await tx
      .updateTable("hosts")
      .set({ ...values, updated_at: kith.now() })
      .where("host", "=", host)
      .execute();
    await writeAudit(tx, kith, by, { action, target_type: "Host", target_id: 0, target_name: host });
    happened({ type: event, host } satisfies KithEvent);
  });
  return await getHost(kith.db, host);
}
