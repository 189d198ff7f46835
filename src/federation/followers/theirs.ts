/**
 * The other side of FEP-8fcf: another server says which of our people follow one of its accounts, and what we know otherwise is set right.
 *
 * The header is only a hint to ask: what counts is the list, fetched by a job from the account's own origin. A follow that its server does not
 * know is ended here, one that only its server knows is undone there.
 */
import { findAccountById, findAccountByUri } from "../../accounts/find.ts";
import type { Account, Row } from "../../db/schema.ts";
import { reconcileFollows } from "../../follows/reconcile.ts";
import type { Leased } from "../../jobs/worker.ts";
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import { localAccountId } from "../../uris.ts";
import { left } from "../lookup/deadline.ts";
import { isTheirs, mayPass } from "../lookup/failure.ts";
import { id, ids, object, sameOrigin, type Doc } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";
import { fetchDocument } from "../signed.ts";
import { digestOf, readHeader } from "./digest.ts";

/** An account is set right no more often than this (ms). */
const SELDOM = 600_000;
const TIMEOUT = 60_000;
const TRIES = 3;
const MOST_PAGES = 20;
const MOST_ITEMS = 10_000;

/** Compares what a signed request of `actor_uri` says of its followers here with what we know, and has the difference looked into. */
export async function compareFollowers(kith: Kith, actor_uri: string, header: string): Promise<void> {
  const said = readHeader(header);
  if (said === undefined) return;
  const account = await findAccountByUri(kith.db, actor_uri);
  if (account === undefined || account.host === "" || account.suspended_at > 0 || account.deleted_at > 0) return;
  // Somebody else's collection, or a list that somebody else serves, says nothing about this account.
  if (said.collection !== account.followers_url || !sameOrigin(said.url, account.uri)) return;
  const asked = kith.cache<{ at: number }>("followers-asked", 2000);
  const before = asked.get(actor_uri);
  if (before !== undefined && before.at > kith.now() - SELDOM) return;
  if ((await digestHere(kith, account)) === said.digest) return;
  asked.set(actor_uri, { at: kith.now() });
  await kith.write(async (_, happened) => happened({ type: "followers.differ", account_id: account.id, url: said.url }));
}

async function digestHere({ db }: Kith, account: Account): Promise<string> {
  const rows = await db
    .selectFrom("follows")
    .innerJoin("accounts", "accounts.id", "follows.account_id")
    .select("accounts.uri")
    .where("follows.target_id", "=", account.id)
    .where("follows.state", "=", "accepted")
    .where("accounts.host", "=", "")
    .execute();
  return digestOf(rows.map(({ uri }) => uri));
}

/** The job: fetches the list and sets right what differs. */
export async function synchroniseFollowers(
  kith: Kith,
  { account_id, url }: KithEventOf<"followers.differ">,
  job: Leased<Row<"jobs">>,
): Promise<void> {
  const account = await findAccountById(kith.db, account_id);
  if (account === undefined || account.host === "" || account.deleted_at > 0) return;
  try {
    const named = await fetchList(kith, url, kith.now() + TIMEOUT);
    await reconcileFollows(
      kith,
      account,
      named.flatMap((uri) => localAccountId(kith.instance, uri) ?? []),
    );
  } catch (error) {
    if (!isTheirs(error) || (mayPass(error) && job.row.attempts < TRIES)) throw error;
    kith.log.debug("the followers of {uri} could not be had: {error}", { uri: account.uri, error });
  }
}

/** All of the list or nothing: who is missing from half of it may be in the other. @throws Unreadable */
async function fetchList(kith: Kith, url: string, until: number): Promise<string[]> {
  const found: string[] = [];
  let doc: Doc | undefined = await fetchDocument(kith, url, left(kith, until));
  let held = itemsOf(doc);
  if (held === undefined) doc = await follow(kith, doc.first, { url, until });
  for (let page = 0; doc !== undefined; page++) {
    held = itemsOf(doc) ?? [];
    found.push(...held);
    if (page >= MOST_PAGES || found.length > MOST_ITEMS) throw new Unreadable("too long a list of followers");
    doc = (doc.next ?? null) === null ? undefined : await follow(kith, doc.next, { url, until });
  }
  return found;
}

/** Undefined where the items are on pages. */
function itemsOf(doc: Doc): string[] | undefined {
  const items = doc.orderedItems ?? doc.items;
  if (items === undefined) return (doc.first ?? null) === null ? [] : undefined;
  return ids(items, MOST_ITEMS + 1);
}

async function follow(kith: Kith, page: unknown, { url, until }: { url: string; until: number }): Promise<Doc> {
  const embedded = object(page);
  if (embedded !== undefined && (embedded.orderedItems ?? embedded.items) !== undefined) return embedded;
  const next = id(page);
  if (next === undefined || !sameOrigin(next, url)) throw new Unreadable("a page of another server");
  return await fetchDocument(kith, next, left(kith, until));
}
