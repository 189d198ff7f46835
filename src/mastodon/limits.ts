/** Counts every call against its caller's limits and says in the headers how many are left. */
import type { Response } from "express";
import { addressKey, limitHeaders, nearestQuota, takeQuota, type LimitName, type Quota } from "../access/limits.ts";
import { tooMany } from "../errors.ts";
import type { Kith } from "../kith.ts";

/** What is said where limits are switched off: clients expect the headers all the same. */
const FREE = { limit: 300, remaining: 300, exceeded: false } as const;
const FREE_PERIOD = 300_000;

type Caller = { account_id: number | undefined; ip: string; limit: LimitName | undefined };

/**
 * Somebody who is known is counted as themselves, everybody else by their address.
 *
 * @throws Refusal `too-many`
 */
export async function takeFor(kith: Kith, { account_id, ip, limit }: Caller, res: Response): Promise<void> {
  const key = account_id ?? addressKey(ip);
  const quotas: (Quota | undefined)[] = [await takeQuota(kith, account_id === undefined ? "ip" : "account", key)];
  if (limit !== undefined) quotas.push(await takeQuota(kith, limit, key));
  const nearest = nearestQuota(quotas) ?? { ...FREE, reset: kith.now() + FREE_PERIOD };
  const headers = limitHeaders(nearest);
  for (const name in headers) res.setHeader(name, headers[name] as string);
  if (nearest.exceeded) throw tooMany();
}
