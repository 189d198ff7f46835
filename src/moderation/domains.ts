/** Domain blocks and allows: decided by those who run the server, and then carried out on the accounts that are known. */
import { createHash } from "node:crypto";
import { flag } from "../db/columns.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Reads, Row, Tx } from "../db/schema.ts";
import type { DomainSeverity } from "../db/values.ts";
import { invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { normalizeHost } from "../text/names.ts";
import { writeAudit, type By } from "./audit.ts";

export type DomainBlock = Row<"domain_blocks">;
/** What is left out stays, or is not so. */
export type DomainTerms = {
  severity?: DomainSeverity | undefined;
  reject_media?: boolean | undefined;
  reject_reports?: boolean | undefined;
  private_comment?: string | undefined;
  public_comment?: string | undefined;
  obfuscate?: boolean | undefined;
};

/** @throws Refusal `invalid` for what is no domain, and for this server's own */
export function readDomain(kith: Pick<Kith, "instance">, text: string): string {
  const domain = normalizeHost(
    text
      .trim()
      .replace(/^(https?:\/\/|@)/i, "")
      .replace(/\/+$/, ""),
  );
  if (domain === undefined || domain === kith.instance.domain)
    throw invalid("Validation failed: Domain is not a valid domain name");
  return domain;
}

/** As Mastodon names a domain whose letters are not told: its digest. */
export const digestOf = (domain: string): string => createHash("sha256").update(domain).digest("hex");

const valuesOf = (terms: DomainTerms) => ({
  ...(terms.severity === undefined ? {} : { severity: terms.severity }),
  ...(terms.reject_media === undefined ? {} : { reject_media: flag(terms.reject_media) }),
  ...(terms.reject_reports === undefined ? {} : { reject_reports: flag(terms.reject_reports) }),
  ...(terms.private_comment === undefined ? {} : { private_comment: terms.private_comment.slice(0, 2000) }),
  ...(terms.public_comment === undefined ? {} : { public_comment: terms.public_comment.slice(0, 2000) }),
  ...(terms.obfuscate === undefined ? {} : { obfuscate: flag(terms.obfuscate) }),
});

/** @throws Refusal `invalid`, also when there is a block of this domain already */
export async function blockDomain(kith: Kith, by: By, name: string, terms: DomainTerms): Promise<DomainBlock> {
  const domain = readDomain(kith, name);
  return await kith.write(async (tx, happened) => {
    const made = await insertBlock(tx, kith, { by, domain, terms });
    if (made === undefined) throw invalid("Validation failed: Domain has already been taken");
    happened({ type: "domain.changed", domain, was: 0 });
    return made;
  });
}

type Wanted = { domain: string; terms: DomainTerms };

/** Some in one transaction, carried out by one job; those that are blocked already stay as they are. Returns how many were not. */
export const blockDomains = async (kith: Kith, by: By, wanted: readonly Wanted[]): Promise<number> =>
  await kith.write(async (tx, happened) => {
    const domains: string[] = [];
    for (const one of wanted) if ((await insertBlock(tx, kith, { by, ...one })) !== undefined) domains.push(one.domain);
    if (domains.length > 0) happened({ type: "domains.blocked", domains });
    return domains.length;
  });

async function insertBlock(tx: Tx, kith: Kith, { by, domain, terms }: Wanted & { by: By }): Promise<DomainBlock | undefined> {
  const now = kith.now();
  const plain = { reject_media: 0, reject_reports: 0, private_comment: "", public_comment: "", obfuscate: 0 } as const;
  const values = { ...plain, severity: "silence" as const, ...valuesOf(terms), created_at: now, updated_at: now };
  const made = await tx
    .insertInto("domain_blocks")
    .values({ id: kith.newId(), domain, ...values })
    .onConflict((oc) => oc.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (made === undefined) return undefined;
  await writeAudit(tx, kith, by, deedOf("create", made, { severity: made.severity }));
  return made;
}

export async function changeDomainBlock(kith: Kith, by: By, id: number, terms: DomainTerms): Promise<DomainBlock> {
  return await kith.write(async (tx, happened) => {
    const row = await tx
      .updateTable("domain_blocks")
      .set({ ...valuesOf(terms), updated_at: kith.now() })
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw missing();
    await writeAudit(tx, kith, by, deedOf("update", row, { severity: row.severity }));
    happened({ type: "domain.changed", domain: row.domain, was: row.created_at });
    return row;
  });
}

export async function unblockDomain(kith: Kith, by: By, id: number): Promise<void> {
  await kith.write(async (tx, happened) => {
    const gone = await tx.deleteFrom("domain_blocks").where("id", "=", id).returningAll().executeTakeFirst();
    if (gone === undefined) throw missing();
    await writeAudit(tx, kith, by, deedOf("destroy", gone));
    happened({ type: "domain.changed", domain: gone.domain, was: gone.created_at });
  });
}

const deedOf = (action: string, { id, domain }: Pick<DomainBlock, "id" | "domain">, details: Record<string, unknown> = {}) => ({
  action,
  target_type: "DomainBlock",
  target_id: id,
  target_name: domain,
  details,
});

/** @throws Refusal `missing` */
export async function getDomainBlock(db: Reads, id: number): Promise<DomainBlock> {
  const row = await db.selectFrom("domain_blocks").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw missing();
  return row;
}

/** Newest first. @param name begins the domain */
export async function loadDomainBlocks(db: Reads, paging: Paging, name?: string): Promise<DomainBlock[]> {
  let query = db.selectFrom("domain_blocks").selectAll();
  if (name !== undefined) query = query.where("domain", ">=", name).where("domain", "<", `${name}\uffff`);
  return inOrder(await paged(query, "id", paging).execute(), paging);
}

/** What everybody may know: the blocks that mean something, by name. */
export const loadPublicBlocks = async (db: Reads): Promise<DomainBlock[]> =>
  await db.selectFrom("domain_blocks").selectAll().where("severity", "<>", "noop").orderBy("domain").limit(5000).execute();

/** The name with its middle hidden, as Mastodon writes it: `ex*****.org`. */
export function obfuscated(domain: string): string {
  const length = domain.length;
  const shown = Math.floor(length / 4);
  return domain.replaceAll(/[^.]/g, (letter, at: number) => (at > shown && at < length - shown ? "*" : letter));
}
