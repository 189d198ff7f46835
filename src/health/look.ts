/** All that a server's doctor looks at from within, for the command line and for the pages of administration. */
import type { Kith } from "../kith.ts";
import { checkDatabaseSize, checkMediaSize, checkMemory } from "./budgets.ts";
import { checkClock, checkDeadJobs, checkDomain, checkHosts, checkKeys, checkPeople } from "./checks.ts";
import type { Finding } from "./finding.ts";
import { checkFfmpeg, checkSpace } from "./machine.ts";
import { checkMedia } from "./media.ts";
import { checkSearch } from "./search.ts";

export const INSIDE: readonly ((kith: Kith) => Promise<Finding>)[] = Object.freeze([
  checkDomain,
  checkKeys,
  checkClock,
  checkPeople,
  checkMedia,
  checkSearch,
  checkDeadJobs,
  checkHosts,
  checkMemory,
  checkDatabaseSize,
  checkMediaSize,
]);

const KEPT = 60_000;

/** At most a minute old: some checks write a file or start a program. */
export async function lookOver(kith: Kith): Promise<Finding[]> {
  const cache = kith.cache<{ findings: Finding[]; until: number }>("health", 1);
  const known = cache.get("");
  if (known !== undefined && known.until > kith.now()) return known.findings;
  const findings = [await checkSpace(kith.instance), await checkFfmpeg()];
  for (const check of INSIDE) findings.push(await check(kith));
  cache.set("", { findings, until: kith.now() + KEPT });
  return findings;
}
