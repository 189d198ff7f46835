/** Carries out what has been decided about a domain on the accounts of its hosts that are known here, in small transactions. */
import { sql } from "kysely";
import { keepApart, leaveEvents, returnToEvents } from "../events/ended.ts";
import type { Row } from "../db/schema.ts";
import type { Leased } from "../jobs/worker.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { forgetPolicies, namesOf, policyOf } from "./policy.ts";
import { severHosts } from "./sever.ts";

const AT_ONCE = 500;

/** The handler of a job: marks accounts as their host's policy is now, takes back what an older decision (`was`, its mark) had set, and severs follows. */
export async function enforceDomain(kith: Kith, { domain, was, at, ...event }: KithEventOf<"domain.changed">): Promise<void> {
  forgetPolicies(kith);
  const hosts = event.hosts ?? (await hostsOf(kith, domain));
  const { severity, since } = await policyOf(kith, domain);
  for (const host of hosts) {
    if (was > 0 && (was !== since || severity !== "suspend")) await move(kith, host, { mark: "suspended_at", from: was, to: 0 });
    if (was > 0 && (was !== since || severity !== "silence")) await move(kith, host, { mark: "silenced_at", from: was, to: 0 });
    // Nobody is marked for whom nothing stands here but that nobody has allowed their server.
    if (severity === "suspend" && since > 0) await move(kith, host, { mark: "suspended_at", from: 0, to: since });
    if (severity === "silence") await move(kith, host, { mark: "silenced_at", from: 0, to: since });
    // Places at events end all the same, and come back with the allowance.
    const allowed = severity !== "suspend";
    if (kith.instance.federation.limited && (allowed || since === 0)) await keepHostApart(kith, host, allowed);
  }
  if (severity !== "suspend") return;
  await severHosts(kith, domain, since || (at ?? kith.now()), hosts);
  for (const host of hosts) await dropDeliveries(kith, host);
}

/** The handler of a job: of many that have been blocked those are carried out, each in the lane of its domain, of which anybody is known here. Lists name servers of which hardly any is. */
export async function enforceDomains(
  kith: Kith,
  { domains }: KithEventOf<"domains.blocked">,
  job: Leased<Row<"jobs">>,
): Promise<void> {
  const within = new Map(domains.map((domain): [string, string[]] => [domain, []]));
  for (const host of await knownHosts(kith))
    for (const name of new Set([host, ...namesOf(host.replace(/:\d+$/, ""))])) within.get(name)?.push(host);
  await kith.write(async (tx, happened) => {
    await job.complete(tx);
    for (const [domain, hosts] of within) if (hosts.length > 0) happened({ type: "domain.changed", domain, was: 0, hosts });
  });
}

/** The domain itself and the hosts below it (and its ports), as far as anybody of them is known. */
export const hostsOf = async (kith: Pick<Kith, "db">, domain: string): Promise<string[]> =>
  (await knownHosts(kith)).filter((host) => isWithin(host, domain));

/** All of which anybody is known. */
export async function knownHosts({ db }: Pick<Kith, "db">): Promise<string[]> {
  const { rows } = await sql<{ host: string }>`select distinct host from accounts where host <> ''`.execute(db);
  return rows.map(({ host }) => host);
}

const isWithin = (host: string, domain: string): boolean => {
  const bare = host.replace(/:\d+$/, "");
  return host === domain || bare === domain || bare.endsWith(`.${domain}`);
};

/** All people of a host who are not suspended. @param back it is allowed again */
export const keepHostApart = async (kith: Kith, host: string, back: boolean): Promise<void> =>
  await eachPortion(kith, host, { mark: "suspended_at", from: 0 }, async (ids) => await keepApart(kith, ids, back));

type Move = { mark: "suspended_at" | "silenced_at"; from: number; to: number };

async function move(kith: Kith, host: string, { mark, from, to }: Move): Promise<void> {
  await eachPortion(kith, host, { mark, from }, async (account_ids) => {
    await kith.write(async (tx, happened) => {
      await tx
        .updateTable("accounts")
        .set({ [mark]: to })
        .where("id", "in", account_ids)
        .where(mark, "=", from)
        .execute();
      if (mark === "suspended_at") await (to > 0 ? leaveEvents : returnToEvents)(tx, kith, happened, account_ids);
    });
  });
}

/** All people of a host who are marked so, some at a time. */
async function eachPortion(
  { db }: Kith,
  host: string,
  { mark, from }: Pick<Move, "mark" | "from">,
  act: (account_ids: number[]) => Promise<void>,
): Promise<void> {
  for (let last = 0; ;) {
    const found = db.selectFrom("accounts").select("id").where("host", "=", host).where(mark, "=", from).where("id", ">", last);
    const ids = (await found.orderBy("id").limit(AT_ONCE).execute()).map(({ id }) => id);
    if (ids.length === 0) return;
    last = ids.at(-1) ?? last;
    await act(ids);
  }
}

const saysNoEnd = sql<boolean>`not exists (select 1 from documents
  where documents.id = deliveries.document_id and documents.kind in ('Reject', 'Undo'))`;

/**
 * What waits to be sent there is not sent. What is under way finds out by itself, and so does what may be the end of a follow, which is still told
 * (`federation/deliver/parting.ts`). Lanes are named `host/n`; "0" follows "/".
 */
export async function dropDeliveries(kith: Kith, host: string): Promise<void> {
  for (;;) {
    const dropped = await kith.write(async (tx) => {
      const some = tx.selectFrom("deliveries").select("id").where("lane", ">=", `${host}/`).where("lane", "<", `${host}0`);
      const waiting = some.where("done_at", "=", 0).where("leased_until", "=", 0).where(saysNoEnd).limit(AT_ONCE);
      const end = { state: "suspended" as const, done_at: kith.now(), last_error: "its server is blocked here" };
      const result = await tx.updateTable("deliveries").set(end).where("id", "in", waiting).executeTakeFirst();
      return Number(result.numUpdatedRows);
    });
    if (dropped < AT_ONCE) return;
  }
}
