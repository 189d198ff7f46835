/** The commands of moderation: whom and which servers this one has to do with, and what was decided when. */
import { findAccountByHandle, loadAccounts } from "../accounts/find.ts";
import type { Account } from "../db/schema.ts";
import { rfc3339 } from "../db/columns.ts";
import type { DomainSeverity } from "../db/values.ts";
import { erase, moderate, undo, type Undoing } from "../moderation/actions.ts";
import { allowDomain, disallowDomain } from "../moderation/allows.ts";
import { COMMAND_LINE, loadAudit } from "../moderation/audit.ts";
import { blockDomain, changeDomainBlock, loadDomainBlocks, readDomain, unblockDomain } from "../moderation/domains.ts";
import type { Kith } from "../kith.ts";
import { parseHandle } from "../text/names.ts";
import { acct } from "../uris.ts";
import type { Output } from "./with-kith.ts";

/** @throws Error in one sentence */
async function getTarget(kith: Kith, name: string): Promise<Account> {
  const handle = parseHandle(name);
  const host = handle?.host === undefined || handle.host === kith.instance.domain ? "" : handle.host;
  const account = handle && (await findAccountByHandle(kith.db, handle.username, host));
  if (account === undefined || account.deleted_at > 0) throw new Error(`nobody is known here as ${name}`);
  return account;
}

export async function act(kith: Kith, { out }: Output, name: string, type: "silence" | "sensitive" | "suspend"): Promise<void> {
  const target = await getTarget(kith, name);
  await moderate(kith, COMMAND_LINE, target, { type });
  out(`@${acct(target)}: ${type} is done`);
}

export async function unact(kith: Kith, { out }: Output, name: string, undoing: Undoing): Promise<void> {
  const target = await getTarget(kith, name);
  await undo(kith, COMMAND_LINE, target, undoing);
  out(`@${acct(target)}: ${undoing} is done`);
}

export async function remove(kith: Kith, { out }: Output, name: string): Promise<void> {
  const target = await getTarget(kith, name);
  await erase(kith, COMMAND_LINE, target);
  out(`@${acct(target)} will be deleted by the running server`);
}

export type DomainOptions = { severity: DomainSeverity; comment?: string; rejectMedia?: boolean; rejectReports?: boolean };

const findBlock = async (kith: Kith, domain: string) =>
  await kith.db.selectFrom("domain_blocks").selectAll().where("domain", "=", readDomain(kith, domain)).executeTakeFirst();

export async function block(kith: Kith, { out }: Output, domain: string, options: DomainOptions): Promise<void> {
  const { severity, comment: public_comment, rejectMedia: reject_media, rejectReports: reject_reports } = options;
  const terms = { severity, public_comment, reject_media, reject_reports };
  const known = await findBlock(kith, domain);
  const made =
    known === undefined
      ? await blockDomain(kith, COMMAND_LINE, domain, terms)
      : await changeDomainBlock(kith, COMMAND_LINE, known.id, terms);
  out(`${made.domain}: ${made.severity}; the running server carries it out`);
}

export async function unblock(kith: Kith, { out }: Output, domain: string): Promise<void> {
  const known = await findBlock(kith, domain);
  if (known === undefined) throw new Error(`${domain} is not blocked here`);
  await unblockDomain(kith, COMMAND_LINE, known.id);
  out(`${known.domain} is not blocked any more`);
}

export async function allow(kith: Kith, { out }: Output, domain: string): Promise<void> {
  out(`${(await allowDomain(kith, COMMAND_LINE, domain)).domain} is allowed`);
}

export async function disallow(kith: Kith, { out }: Output, domain: string): Promise<void> {
  const name = readDomain(kith, domain);
  const known = await kith.db.selectFrom("domain_allows").select("id").where("domain", "=", name).executeTakeFirst();
  if (known === undefined) throw new Error(`${domain} is not among the allowed servers`);
  await disallowDomain(kith, COMMAND_LINE, known.id);
  out(`${name} is not allowed any more`);
}

export async function listDomains(kith: Kith, { out }: Output): Promise<void> {
  for (const { domain, severity, public_comment } of await loadDomainBlocks(kith.db, { limit: 10_000 }))
    out([domain, severity, public_comment].filter((part) => part !== "").join("  "));
}

export async function audit(kith: Kith, { out }: Output, most: number): Promise<void> {
  const rows = await loadAudit(kith.db, { limit: Math.min(Math.max(Math.trunc(most) || 0, 1), 10_000) });
  const people = await loadAccounts(
    kith.db,
    rows.map(({ account_id }) => account_id),
  );
  for (const row of rows) {
    const who = people.get(row.account_id);
    const what = `${row.action} ${row.target_type} ${row.target_name === "" ? row.target_id : row.target_name}`;
    out(
      `${rfc3339(row.created_at)}  ${who === undefined ? "command line" : `@${acct(who)}`}  ${what}  ${row.details === "{}" ? "" : row.details}`.trimEnd(),
    );
  }
}
