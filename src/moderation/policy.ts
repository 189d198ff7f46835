/** What this server has to do with another one: nothing, less, or everything. The one place that reads domain blocks and allows. */
import type { DomainSeverity } from "../db/values.ts";
import { forbidden } from "../errors.ts";
import { parseHttpUrl } from "../http/urls.ts";
import type { Kith } from "../kith.ts";

export type Policy = {
  severity: DomainSeverity;
  reject_media: boolean;
  reject_reports: boolean;
  /** When it was so decided (ms), and the mark by which accounts that were limited for their host are known; 0 = never. */
  since: number;
};
type Ground = Pick<Kith, "db" | "cache" | "now" | "instance">;
type Kept = { blocks: Map<string, Policy>; allows: Set<string>; until: number };

const OPEN: Policy = Object.freeze({ severity: "noop", reject_media: false, reject_reports: false, since: 0 });
const NOT_ALLOWED: Policy = Object.freeze({ severity: "suspend", reject_media: true, reject_reports: true, since: 0 });
/** ms: so late another process may learn of a decision. */
const KEPT = 10_000;

/** Of a host (`example.org`, `example.org:8443`), by the most particular block of it or of a domain above. "" is this server. */
export async function policyOf(kith: Ground, host: string): Promise<Policy> {
  if (host === "" || host === kith.instance.domain) return OPEN;
  const { blocks, allows } = await load(kith);
  if (blocks.size === 0 && !kith.instance.federation.limited) return OPEN;
  const names = [host, ...namesOf(host.replace(/:\d+$/, ""))];
  if (kith.instance.federation.limited && !names.some((name) => allows.has(name))) return NOT_ALLOWED;
  for (const name of names) {
    const found = blocks.get(name);
    if (found !== undefined) return found;
  }
  return OPEN;
}

/** `a.b.example` → itself, `b.example`, `example`. */
export function namesOf(host: string): string[] {
  const labels = host.split(".");
  return labels.map((_, at) => labels.slice(at).join("."));
}

/** Of the host in an address; what is no address is nobody's. */
export const policyOfUrl = async (kith: Ground, url: string): Promise<Policy> =>
  await policyOf(kith, parseHttpUrl(url)?.host ?? "");

export const isBarred = async (kith: Ground, url: string): Promise<boolean> =>
  (await policyOfUrl(kith, url)).severity === "suspend";

/** @throws Refusal `forbidden` for a server with which this one has nothing to do */
export async function assertNotBarred(kith: Ground, url: string): Promise<void> {
  if (await isBarred(kith, url)) throw forbidden("This server is blocked here");
}

async function load(kith: Ground): Promise<Kept> {
  const cache = kith.cache<Kept>("domain-policies", 1);
  const known = cache.get("");
  if (known !== undefined && known.until > kith.now()) return known;
  const rows = await kith.db.selectFrom("domain_blocks").selectAll().execute();
  const allowed = kith.instance.federation.limited ? await kith.db.selectFrom("domain_allows").select("domain").execute() : [];
  const blocks = new Map(
    rows.map(({ domain, severity, reject_media, reject_reports, created_at }) => [
      domain,
      { severity, reject_media: reject_media === 1, reject_reports: reject_reports === 1, since: created_at },
    ]),
  );
  const kept = { blocks, allows: new Set(allowed.map(({ domain }) => domain)), until: kith.now() + KEPT };
  cache.set("", kept);
  return kept;
}

/** A now effect: a block, or an allowance, has changed. */
export const forgetPolicies = (kith: Kith): void => kith.cache<Kept>("domain-policies", 1).clear();
