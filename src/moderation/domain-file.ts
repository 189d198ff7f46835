/** Domain blocks as a file, in the columns in which Mastodon writes and reads them, and what a block would end. */
import { parts } from "../db/lists.ts";
import type { Reads } from "../db/schema.ts";
import type { DomainSeverity } from "../db/values.ts";
import { invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { rowsOf, toCsv } from "../moves/csv.ts";
import { normalizeHost } from "../text/names.ts";
import type { By } from "./audit.ts";
import { blockDomains, type DomainBlock, type DomainTerms } from "./domains.ts";
import { hostsOf } from "./enforce.ts";

const HEADER = ["#domain", "#severity", "#reject_media", "#reject_reports", "#public_comment", "#obfuscate"] as const;
const SEVERITIES: readonly string[] = ["noop", "silence", "suspend"];
/** Of one file, written or read in. */
const MOST = 20_000;
/** Files that are offered: of so many blocks no server has heard. */
const MOST_FILES = 50;

/** By name, those that follow `after` ("" = from the beginning), as many as a file holds. */
export async function writeDomainFile(db: Reads, after: string): Promise<string> {
  const rows = await db
    .selectFrom("domain_blocks")
    .selectAll()
    .where("domain", ">", after)
    .orderBy("domain")
    .limit(MOST)
    .execute();
  return toFile(rows.map((row) => ({ domain: row.domain, terms: termsOf(row) })));
}

/** After which names the files begin that hold all of them: mostly one, from the beginning. */
export async function domainFiles(db: Reads): Promise<string[]> {
  const starts = [""];
  while (starts.length < MOST_FILES) {
    const rest = db
      .selectFrom("domain_blocks")
      .select("domain")
      .where("domain", ">", starts.at(-1) ?? "")
      .orderBy("domain");
    const [last, next] = await rest
      .offset(MOST - 1)
      .limit(2)
      .execute();
    if (last === undefined || next === undefined) break;
    starts.push(last.domain);
  }
  return starts;
}

const termsOf = (row: DomainBlock): DomainTerms => ({
  severity: row.severity,
  reject_media: row.reject_media === 1,
  reject_reports: row.reject_reports === 1,
  public_comment: row.public_comment,
  obfuscate: row.obfuscate === 1,
});

/** Some blocks in the same columns. */
function toFile(blocks: readonly Pick<ListedBlock, "domain" | "terms">[]): string {
  const lines = blocks.map(({ domain, terms }) => [
    domain,
    terms.severity ?? "suspend",
    String(terms.reject_media === true),
    String(terms.reject_reports === true),
    (terms.public_comment ?? "").replaceAll(/\s+/g, " "),
    String(terms.obfuscate === true),
  ]);
  return toCsv([HEADER, ...lines]);
}

export type ListedBlock = { domain: string; terms: DomainTerms; known: boolean };

/**
 * The blocks of a file: also of one that is only a column of names. Lines that name no server are passed over.
 *
 * @throws Refusal `invalid` for one that is too large or names nobody
 */
export async function readDomainFile(kith: Kith, text: string): Promise<ListedBlock[]> {
  const rows = rowsOf(text);
  if (rows === undefined) throw invalid("Validation failed: The file is too large");
  const names = (rows[0] ?? []).map((cell) => cell.trim().toLowerCase().replace(/^#/, ""));
  const headed = names.includes("domain");
  const cell = (row: readonly string[], name: string, otherwise: number) =>
    (row[headed ? names.indexOf(name) : otherwise] ?? "").trim();
  const found = new Map<string, DomainTerms>();
  for (const row of headed ? rows.slice(1) : rows) {
    const domain = normalizeHost(cell(row, "domain", 0));
    if (domain === undefined || domain === kith.instance.domain) continue;
    const severity = cell(row, "severity", 1);
    found.set(domain, {
      severity: (SEVERITIES.includes(severity) ? severity : "suspend") as DomainSeverity,
      reject_media: cell(row, "reject_media", 2).toLowerCase() === "true",
      reject_reports: cell(row, "reject_reports", 3).toLowerCase() === "true",
      public_comment: cell(row, "public_comment", 4),
      obfuscate: cell(row, "obfuscate", 5).toLowerCase() === "true",
    });
  }
  if (found.size === 0) throw invalid("Validation failed: The file names no server");
  if (found.size > MOST) throw invalid(`Validation failed: The file names too many (maximum is ${MOST})`);
  const known = await knownOf(kith.db, [...found.keys()]);
  return [...found].map(([domain, terms]) => ({ domain, terms, known: known.has(domain) }));
}

const CHUNK = 500;
/** Blocks of one transaction, and of one look at which hosts are known. */
const AT_ONCE = 500;

async function knownOf(db: Reads, domains: readonly string[]): Promise<Set<string>> {
  const known = new Set<string>();
  for (let at = 0; at < domains.length; at += CHUNK) {
    const part = domains.slice(at, at + CHUNK);
    const rows = await db.selectFrom("domain_blocks").select("domain").where("domain", "in", part).execute();
    for (const { domain } of rows) known.add(domain);
  }
  return known;
}

/** Blocks those of the file that are not blocked yet, but for some. Returns how many. */
export async function importDomains(
  kith: Kith,
  by: By,
  blocks: readonly ListedBlock[],
  except: ReadonlySet<string>,
): Promise<number> {
  const fresh = blocks.filter(({ domain, known }) => !known && !except.has(domain));
  let made = 0;
  for (const some of parts(fresh, AT_ONCE)) made += await blockDomains(kith, by, some);
  return made;
}

/** What a server has to do with this one, which a block would end: its accounts that are known here, and follows in both directions. */
export type Ties = { hosts: string[]; accounts: number; following: number; followers: number };

export async function tiesWith(kith: Pick<Kith, "db">, domain: string): Promise<Ties> {
  const hosts = await hostsOf(kith, domain);
  if (hosts.length === 0) return { hosts, accounts: 0, following: 0, followers: 0 };
  const within = hosts.slice(0, CHUNK);
  const count = async (of: "target_id" | "account_id") => {
    const row = await kith.db
      .selectFrom("follows")
      .innerJoin("accounts", "accounts.id", `follows.${of}`)
      .select((eb) => eb.fn.countAll<number>().as("n"))
      .where("accounts.host", "in", within)
      .where("follows.state", "=", "accepted")
      .executeTakeFirstOrThrow();
    return Number(row.n);
  };
  const { n } = await kith.db
    .selectFrom("accounts")
    .select((eb) => eb.fn.countAll<number>().as("n"))
    .where("host", "in", within)
    .where("deleted_at", "=", 0)
    .executeTakeFirstOrThrow();
  return { hosts, accounts: Number(n), following: await count("target_id"), followers: await count("account_id") };
}
