/**
 * That only servers are talked to that have been allowed (`federation.limited`) stands in the configuration: nobody decides it of a server by name. So a start sees
 * whether it has come to be so, or is so no more, and what follows is carried out on all that are on no list.
 */
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { whenCalled } from "../lazy.ts";
import { forgetPolicies, policyOf } from "./policy.ts";

const KEY = "federation_limited";
const knownHosts = whenCalled(async () => (await import("./enforce.ts")).knownHosts);

/**
 * At a start of whoever does the work: what follows when the configuration says otherwise than it did at the last one. At the first that writes it down nothing follows: what was so
 * before this was known stays as it is.
 */
export async function noteLimits(kith: Kith): Promise<void> {
  const since = kith.instance.federation.limited ? kith.now() : 0;
  const known = await limitedSince(kith);
  if (known === undefined) return await noteFirst(kith, since);
  if (since > 0 === known > 0) return;
  await kith.write(async (tx, happened) => {
    const value = String(since);
    // Of several that start at once, one is the first.
    const noted = await tx
      .updateTable("settings")
      .set({ value })
      .where("key", "=", KEY)
      .where("value", since === 0 ? "<>" : "=", "0")
      .returning("value")
      .executeTakeFirst();
    if (noted !== undefined) happened({ type: "federation.limited", since });
  });
}

async function noteFirst(kith: Kith, since: number): Promise<void> {
  await kith.write(async (tx) => {
    await tx
      .insertInto("settings")
      .values({ key: KEY, value: String(since) })
      .onConflict((oc) => oc.doNothing())
      .execute();
  });
}

/** ms; 0 = all are talked to; undefined: no start has written it down. */
async function limitedSince({ db }: Pick<Kith, "db">): Promise<number | undefined> {
  const row = await db.selectFrom("settings").select("value").where("key", "=", KEY).executeTakeFirst();
  return row === undefined ? undefined : Number(row.value);
}

/** @throws Error in a process that has been started before the configuration was changed: another does it, a moment later */
async function isStillSo(kith: Kith, since: number): Promise<boolean> {
  if (since !== (await limitedSince(kith))) return false;
  if (since > 0 !== kith.instance.federation.limited) throw new Error("this process knows an older configuration");
  forgetPolicies(kith);
  return true;
}

/** The handler of a job: people of servers that are on no list hold no places, and what waits for those servers is not sent; or all is as it was before. */
export async function enforceLimits(kith: Kith, { since }: KithEventOf<"federation.limited">): Promise<void> {
  if (!(await isStillSo(kith, since))) return;
  const { dropDeliveries, keepHostApart } = await import("./enforce.ts");
  for (const host of since > 0 ? await unlistedHosts(kith) : await openHosts(kith)) {
    await keepHostApart(kith, host, since === 0);
    if (since > 0) await dropDeliveries(kith, host);
  }
}

/** The handler of a job, a day later: follows end as with a server that has been taken off the list, unless it has been allowed meanwhile, or all are again. */
export async function severUnlisted(kith: Kith, { since }: KithEventOf<"federation.limited">): Promise<void> {
  if (!(await isStillSo(kith, since))) return;
  const { severHosts } = await import("./sever.ts");
  for (const host of await unlistedHosts(kith)) await severHosts(kith, host, since, [host]);
}

/** Those of which nothing stands here but that nobody has allowed them: of a blocked one its block says what follows. */
async function unlistedHosts(kith: Kith): Promise<string[]> {
  const found: string[] = [];
  for (const host of await knownHosts(kith)) {
    const { severity, since } = await policyOf(kith, host);
    if (severity === "suspend" && since === 0) found.push(host);
  }
  return found;
}

async function openHosts(kith: Kith): Promise<string[]> {
  const found: string[] = [];
  for (const host of await knownHosts(kith)) if ((await policyOf(kith, host)).severity !== "suspend") found.push(host);
  return found;
}
