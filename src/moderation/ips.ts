/** Blocks of addresses and networks: who there must wait for approval, may not sign up, or may not come in at all. */
import { BlockList, isIP } from "node:net";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Reads, Row } from "../db/schema.ts";
import type { IpSeverity } from "../db/values.ts";
import { invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { plainAddress } from "./addresses.ts";
import { writeAudit, type By } from "./audit.ts";

export type IpBlock = Row<"ip_blocks">;
export type IpTerms = {
  ip?: string | undefined;
  severity?: string | undefined;
  comment?: string | undefined;
  /** Seconds from now; 0 = for ever. */
  expires_in?: number | undefined;
};

const SEVERITIES: readonly string[] = ["sign_up_requires_approval", "sign_up_block", "no_access"];
/** ms: so late another process may learn of a block. */
const KEPT = 10_000;

/** `203.0.113.7`, `203.0.113.0/24`, `2001:db8::/32` → with its prefix length. @throws Refusal `invalid` */
export function readNetwork(text: string): string {
  const [address = "", length, ...rest] = text.trim().split("/");
  const family = isIP(plainAddress(address));
  const most = family === 6 ? 128 : 32;
  const bits = length === undefined ? most : Number(/^\d{1,3}$/.test(length) ? length : Number.NaN);
  // A whole network of the internet is more likely a slip of the pen than meant.
  if (family === 0 || rest.length > 0 || !(bits >= (family === 6 ? 16 : 8) && bits <= most))
    throw invalid("Validation failed: Ip is not a valid IP address");
  return `${plainAddress(address).toLowerCase()}/${bits}`;
}

function valuesOf(kith: Pick<Kith, "now">, { ip, severity, comment, expires_in }: IpTerms) {
  if (severity !== undefined && !SEVERITIES.includes(severity))
    throw invalid("Validation failed: Severity is not included in the list");
  return {
    ...(ip === undefined ? {} : { ip: readNetwork(ip) }),
    ...(severity === undefined ? {} : { severity: severity as IpSeverity }),
    ...(comment === undefined ? {} : { comment: comment.slice(0, 2000) }),
    ...(expires_in === undefined ? {} : { expires_at: expires_in === 0 ? 0 : kith.now() + expires_in * 1000 }),
  };
}

const taken = () => invalid("Validation failed: Ip has already been taken");
const deedOf = (action: string, { id, ip, severity }: IpBlock) => ({
  action,
  target_type: "IpBlock",
  target_id: id,
  target_name: ip,
  details: { severity },
});

/** @throws Refusal `invalid` */
export async function blockIp(kith: Kith, by: By, terms: IpTerms & { ip: string; severity: string }): Promise<IpBlock> {
  const values = {
    ip: readNetwork(terms.ip),
    severity: "no_access" as const,
    comment: "",
    expires_at: 0,
    ...valuesOf(kith, terms),
  };
  return await kith.write(async (tx, happened) => {
    const made = await tx
      .insertInto("ip_blocks")
      .values({ id: kith.newId(), ...values, created_at: kith.now() })
      .onConflict((oc) => oc.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (made === undefined) throw taken();
    await writeAudit(tx, kith, by, deedOf("create", made));
    happened({ type: "ips.changed" });
    return made;
  });
}

/** @throws Refusal `invalid`, `missing` */
export async function changeIpBlock(kith: Kith, by: By, id: number, terms: IpTerms): Promise<IpBlock> {
  const values = valuesOf(kith, terms);
  return await kith.write(async (tx, happened) => {
    const known = await tx.selectFrom("ip_blocks").selectAll().where("id", "=", id).executeTakeFirst();
    if (known === undefined) throw missing();
    const clash = await tx
      .selectFrom("ip_blocks")
      .select("id")
      .where("ip", "=", values.ip ?? known.ip)
      .where("id", "<>", id)
      .executeTakeFirst();
    if (clash !== undefined) throw taken();
    const changed = { ...known, ...values };
    await tx.updateTable("ip_blocks").set(changed).where("id", "=", id).execute();
    await writeAudit(tx, kith, by, deedOf("update", changed));
    happened({ type: "ips.changed" });
    return changed;
  });
}

export async function unblockIp(kith: Kith, by: By, id: number): Promise<void> {
  await kith.write(async (tx, happened) => {
    const gone = await tx.deleteFrom("ip_blocks").where("id", "=", id).returningAll().executeTakeFirst();
    if (gone === undefined) throw missing();
    await writeAudit(tx, kith, by, deedOf("destroy", gone));
    happened({ type: "ips.changed" });
  });
}

/** @throws Refusal `missing` */
export async function getIpBlock(db: Reads, id: number): Promise<IpBlock> {
  const row = await db.selectFrom("ip_blocks").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw missing();
  return row;
}

export const loadIpBlocks = async (db: Reads, paging: Paging): Promise<IpBlock[]> =>
  inOrder(await paged(db.selectFrom("ip_blocks").selectAll(), "id", paging).execute(), paging);

type Kept = { lists: [IpSeverity, BlockList][]; until: number };
type Ground = Pick<Kith, "db" | "cache" | "now">;

async function load(kith: Ground): Promise<Kept> {
  const cache = kith.cache<Kept>("ip-blocks", 1);
  const known = cache.get("");
  const now = kith.now();
  if (known !== undefined && known.until > now) return known;
  const rows = await kith.db
    .selectFrom("ip_blocks")
    .selectAll()
    .where((eb) => eb.or([eb("expires_at", "=", 0), eb("expires_at", ">", now)]))
    .execute();
  const lists = (["no_access", "sign_up_block", "sign_up_requires_approval"] as const).flatMap(
    (severity): [IpSeverity, BlockList][] => {
      const networks = rows.filter((row) => row.severity === severity);
      if (networks.length === 0) return [];
      const list = new BlockList();
      for (const { ip } of networks) {
        const [address = "", bits = "0"] = ip.split("/");
        list.addSubnet(address, Number(bits), isIP(address) === 6 ? "ipv6" : "ipv4");
      }
      return [[severity, list]];
    },
  );
  const kept = { lists, until: now + KEPT };
  cache.set("", kept);
  return kept;
}

/** The strictest block that an address meets, if it meets one. */
export async function severityOf(kith: Ground, ip: string | undefined): Promise<IpSeverity | undefined> {
  const { lists } = await load(kith);
  if (lists.length === 0 || ip === undefined) return undefined;
  const address = plainAddress(ip);
  const family = isIP(address);
  if (family === 0) return undefined;
  return lists.find(([, list]) => list.check(address, family === 6 ? "ipv6" : "ipv4"))?.[0];
}

/** A now effect. */
export const forgetIps = (kith: Kith): void => kith.cache<Kept>("ip-blocks", 1).clear();
