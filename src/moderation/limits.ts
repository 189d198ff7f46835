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

/** At a start of whoever does the work: what follows when the configuration says otherwise than it did at the last one. A server that has never said it talked to all. */
export async function noteLimits(kith: Kith): Promise<void> {
  const since = kith.instance.federation.limited ? kith.now() : 0;
  if (since > 0 === (await limitedSince(kith)) > 0) return;
  await kith.write(async (tx, happened) => {
    const value = String(since);
    // Of several that start at once, one is the first.
    const noted = await tx
      .insertInto("settings")
      .values({ key: KEY, value })
      .onConflict((oc) =>
        oc
          .column("key")
          .doUpdateSet({ value })
          .where("settings.value", since === 0 ? "<>" : "=", "0"),
      )
      .returning("value")
      .executeTakeFirst();
    if (noted !== undefined) happened({ type: "federation.limited", since });
  });
}

/** ms; 0 = all are talked to. */
async function limitedSince({ db }: Pick<Kith, "db">): Promise<number> {
  const row = await db.selectFrom("settings").select("value").where("key", "=", KEY).executeTakeFirst();
  return Number(row?.value ?? 0);
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
