/** E-mail addresses with which nobody can sign up: whole domains, and single addresses by the hash of their plain form. */
import { createHash } from "node:crypto";
import { sql } from "kysely";
import { flag } from "../db/columns.ts";
import { grouped, padded } from "../db/lists.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Reads, Row } from "../db/schema.ts";
import { invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { normalizeHost } from "../text/names.ts";
import { addressKey } from "../access/limits.ts";
import { writeAudit, type By } from "./audit.ts";

export type EmailDomainBlock = Row<"email_domain_blocks">;
export type CanonicalEmailBlock = Row<"canonical_email_blocks">;

const DAY = 86_400_000;

const domainOf = (email: string): string => normalizeHost(email.slice(email.lastIndexOf("@") + 1)) ?? "";

/** @throws Refusal `invalid` */
export async function blockEmailDomain(
  kith: Kith,
  by: By,
  { domain: text, allow_with_approval = false }: { domain: string; allow_with_approval?: boolean | undefined },
): Promise<EmailDomainBlock> {
  const domain = normalizeHost(text.trim().replace(/^@/, ""));
  if (domain === undefined) throw invalid("Validation failed: Domain is not a valid domain name");
  return await kith.write(async (tx) => {
    const made = await tx
      .insertInto("email_domain_blocks")
      .values({ id: kith.newId(), domain, allow_with_approval: flag(allow_with_approval), created_at: kith.now() })
      .onConflict((oc) => oc.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (made === undefined) throw invalid("Validation failed: Domain has already been taken");
    await writeAudit(tx, kith, by, { ...deed("create", "EmailDomainBlock", made.id), target_name: domain });
    return made;
  });
}

const deed = (action: string, target_type: string, target_id: number) => ({ action, target_type, target_id });

export async function unblockEmailDomain(kith: Kith, by: By, id: number): Promise<void> {
  await kith.write(async (tx) => {
    const gone = await tx.deleteFrom("email_domain_blocks").where("id", "=", id).returningAll().executeTakeFirst();
    if (gone === undefined) throw missing();
    await writeAudit(tx, kith, by, { ...deed("destroy", "EmailDomainBlock", id), target_name: gone.domain });
  });
}

/** @throws Refusal `missing` */
export async function getEmailDomainBlock(db: Reads, id: number): Promise<EmailDomainBlock> {
  const row = await db.selectFrom("email_domain_blocks").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw missing();
  return row;
}

export const loadEmailDomainBlocks = async (db: Reads, paging: Paging): Promise<EmailDomainBlock[]> =>
  inOrder(await paged(db.selectFrom("email_domain_blocks").selectAll(), "id", paging).execute(), paging);

/** How often each was met in the last seven days: tries, and the addresses they came from. `day` in ms. */
export type Tries = { day: number; tries: number; addresses: number };

export async function loadTries(kith: Pick<Kith, "db" | "now">, ids: readonly number[]): Promise<Map<number, Tries[]>> {
  const today = Math.floor(kith.now() / DAY);
  const rows = await kith.db
    .selectFrom("email_domain_attempts")
    .select((eb) => ["block_id", "day", eb.fn.sum<number>("attempts").as("tries"), eb.fn.countAll<number>().as("addresses")])
    .where("block_id", "in", padded(ids))
    .where("day", ">", today - 7)
    .groupBy(["block_id", "day"])
    .execute();
  const found = grouped(rows, ({ block_id }) => block_id);
  const days = Array.from({ length: 7 }, (_, back) => today - back);
  return new Map(
    ids.map((id) => [
      id,
      days.map((day) => {
        const row = found.get(id)?.find((one) => one.day === day);
        return { day: day * DAY, tries: Number(row?.tries ?? 0), addresses: Number(row?.addresses ?? 0) };
      }),
    ]),
  );
}

/** The block that an address meets by its domain or one above it; the meeting is counted. */
export async function meetEmailDomain(kith: Kith, email: string, ip: string): Promise<EmailDomainBlock | undefined> {
  const labels = domainOf(email).split(".");
  const names = labels.map((_, at) => labels.slice(at).join(".")).filter((name) => name !== "");
  if (names.length === 0) return undefined;
  const rows = await kith.db.selectFrom("email_domain_blocks").selectAll().where("domain", "in", names).execute();
  const block = rows.sort((a, b) => b.domain.length - a.domain.length)[0];
  if (block === undefined) return undefined;
  const try_ = { block_id: block.id, day: Math.floor(kith.now() / DAY), ip: addressKey(ip), attempts: 1 };
  await kith.write(async (tx) => {
    await tx
      .insertInto("email_domain_attempts")
      .values(try_)
      .onConflict((oc) =>
        oc.columns(["block_id", "day", "ip"]).doUpdateSet({ attempts: sql<number>`email_domain_attempts.attempts + 1` }),
      )
      .execute();
  });
  return block;
}

/** As Mastodon hashes an address: lower-case, no dots and no `+…` in the local part, SHA-256 in hex. */
export function canonicalHash(email: string): string {
  const [local = "", domain = ""] = email.trim().toLowerCase().split("@");
  const plain = `${(local.split("+")[0] ?? "").replaceAll(".", "")}@${domain}`;
  return createHash("sha256").update(plain).digest("hex");
}

/** @param what an address, or the hash of one. @throws Refusal `invalid` */
export async function blockCanonicalEmail(
  kith: Kith,
  by: By,
  what: { email?: string | undefined; hash?: string | undefined },
): Promise<CanonicalEmailBlock> {
  const hash = what.email === undefined ? (what.hash ?? "").toLowerCase() : canonicalHash(what.email);
  if (!/^[0-9a-f]{64}$/.test(hash) || (what.email !== undefined && !what.email.includes("@")))
    throw invalid("Validation failed: Canonical email hash is invalid");
  return await kith.write(async (tx) => {
    const made = await tx
      .insertInto("canonical_email_blocks")
      .values({ id: kith.newId(), canonical_email_hash: hash, account_id: 0, created_at: kith.now() })
      .onConflict((oc) => oc.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (made === undefined) throw invalid("Validation failed: Canonical email hash has already been taken");
    await writeAudit(tx, kith, by, deed("create", "CanonicalEmailBlock", made.id));
    return made;
  });
}

export async function unblockCanonicalEmail(kith: Kith, by: By, id: number): Promise<void> {
  await kith.write(async (tx) => {
    const gone = await tx.deleteFrom("canonical_email_blocks").where("id", "=", id).returning("id").executeTakeFirst();
    if (gone === undefined) throw missing();
    await writeAudit(tx, kith, by, deed("destroy", "CanonicalEmailBlock", id));
  });
}

/** @throws Refusal `missing` */
export async function getCanonicalEmailBlock(db: Reads, id: number): Promise<CanonicalEmailBlock> {
  const row = await db.selectFrom("canonical_email_blocks").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw missing();
  return row;
}

export const loadCanonicalEmailBlocks = async (db: Reads, paging: Paging): Promise<CanonicalEmailBlock[]> =>
  inOrder(await paged(db.selectFrom("canonical_email_blocks").selectAll(), "id", paging).execute(), paging);

export const matchCanonicalEmail = async (db: Reads, email: string): Promise<CanonicalEmailBlock[]> =>
  await db.selectFrom("canonical_email_blocks").selectAll().where("canonical_email_hash", "=", canonicalHash(email)).execute();
