/**
 * The links of a profile that prove themselves: the page that a field names links back with rel="me". Asked when a profile changes, and again from
 * time to time: a page can change hands.
 */
import { sql } from "kysely";
import { fromJson, toJson, type Json } from "../db/columns.ts";
import type { Account } from "../db/schema.ts";
import type { Field } from "../db/values.ts";
import { HttpFailure } from "../http/failure.ts";
import type { Kith } from "../kith.ts";
import { isBarred } from "../moderation/policy.ts";
import { plainText } from "../text/plain.ts";

const DAY = 86_400_000;
const AGAIN = { local: 7 * DAY, remote: 30 * DAY } as const;
const AT_ONCE = 20;
const MOST_LINKS = 8;
const BYTES = 1_000_000;
const TIMEOUT = 5000;
const MOST_TAGS = 20_000;

/** The address that a field is, when it is nothing but a link. Only such a field can prove itself. */
function linkOf(value: string): string | undefined {
  const links = [...value.matchAll(/<a\b[^>]*?\bhref="([^"]*)"/g)];
  const [, href] = links.length === 1 ? (links[0] ?? []) : [];
  const address = plainText(href ?? "");
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol) || url.port !== "" || url.username !== "" || url.password !== "")
    return undefined;
  return bare(plainText(value)) === bare(address) || bare(plainText(value)) === bare(address.replace(/^https?:\/\//, ""))
    ? address
    : undefined;
}

const bare = (address: string): string => address.trim().toLowerCase().replace(/\/$/, "");

/** When fields that have just been written are to be asked (ms): at once, or never. */
export const dueAt = (fields: Json<Field[]>, now: number): number =>
  fields !== "[]" && fromJson(fields).some(({ value }) => linkOf(value) !== undefined) ? now : 0;

/** For upkeep: asks those that are due, some at a time. Returns how many. */
export async function verifyLinks(kith: Kith): Promise<number> {
  const due = await kith.db
    .selectFrom("accounts")
    .selectAll()
    .where("links_due_at", ">", sql.lit(0))
    .where("links_due_at", "<=", kith.now())
    .orderBy("links_due_at")
    .limit(AT_ONCE)
    .execute();
  const { each } = await import("../jobs/each.ts");
  await each(due, async (account) => await verifyAccount(kith, account));
  return due.length;
}

async function verifyAccount(kith: Kith, account: Account): Promise<void> {
  const now = kith.now();
  const standing = account.suspended_at === 0 && account.deleted_at === 0;
  const fields: Field[] = [];
  for (const [at, field] of fromJson(account.fields).entries()) {
    const link = standing && at < MOST_LINKS ? linkOf(field.value) : undefined;
    const answer = link === undefined ? false : await linksBack(kith, link, account);
    // A page that does not answer today proves nothing, and takes nothing back.
    const verified_at = answer === undefined ? field.verified_at : answer ? field.verified_at || now : 0;
    fields.push({ ...field, verified_at });
  }
  const links_due_at = standing && dueAt(account.fields, now) > 0 ? now + (account.host === "" ? AGAIN.local : AGAIN.remote) : 0;
  await kith.write(async (tx, happened) => {
    await tx
      .updateTable("accounts")
      .set({ fields: toJson(fields), links_due_at })
      .where("id", "=", account.id)
      // Changed meanwhile, they are due again anyway.
      .where("fields", "=", account.fields)
      .execute();
    if (account.host === "") happened({ type: "access.changed", user_id: account.id });
  });
}

/** Whether the page links to the account with rel="me"; undefined when it cannot be read now. */
async function linksBack(kith: Kith, url: string, account: Account): Promise<boolean | undefined> {
  if (await isBarred(kith, url)) return undefined;
  try {
    const headers = { accept: "text/html, application/xhtml+xml" };
    const page = await kith.http.request({ url, headers, max_bytes: BYTES, timeout: TIMEOUT, redirects: 3 });
    if (page.status === 404 || page.status === 410) return false;
    if (page.status !== 200) return undefined;
    const own = new Set([bare(account.url), bare(account.uri)]);
    return mineOn(page.body.toString("utf8"), page.url).some((href) => own.has(bare(href)));
  } catch (error) {
    if (error instanceof HttpFailure) return undefined;
    throw error;
  }
}

/** What a page's rel="me" links lead to. Its length decides the time, whatever is in it. */
function mineOn(html: string, base: string): string[] {
  const found: string[] = [];
  const tags = /<(?:a|link)\s/gi;
  for (let n = 0; n < MOST_TAGS; n++) {
    const open = tags.exec(html);
    const end = open === null ? -1 : html.indexOf(">", open.index);
    if (open === null || end < 0) break;
    tags.lastIndex = end;
    const attributes = html.slice(open.index, Math.min(end, open.index + 4000));
    const rel = /\srel\s?=\s?(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i.exec(attributes);
    const href = /\shref\s?=\s?(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i.exec(attributes);
    const words = (rel?.[1] ?? rel?.[2] ?? rel?.[3] ?? "").toLowerCase().split(/\s+/);
    const address = URL.parse(plainText(href?.[1] ?? href?.[2] ?? href?.[3] ?? ""), base)?.href;
    if (words.includes("me") && address !== undefined) found.push(address);
  }
  return found;
}
