/** Serves the lists of an account: outbox, followers, following, featured. */
import type { Request, Response } from "express";
import type { Account, Status } from "../../db/schema.ts";
import { missing } from "../../errors.ts";
import { isHidden } from "../../groups/inside.ts";
import { findGroupRow } from "../../groups/load.ts";
import { loadStaff } from "../../groups/roles.ts";
import { readId } from "../../ids.ts";
import type { Kith } from "../../kith.ts";
import { loadFeaturedTags } from "../../tags/feature.ts";
import { featuredTagsUri, moderatorsUri } from "../../uris.ts";
import { hasFollowersAt } from "../followers/ours.ts";
import { loadWriter, serialise } from "../serialise.ts";
import { toOrderedCollection, toOrderedPage } from "../write/collection.ts";
import type { Json } from "../write/complete.ts";
import { toTag } from "../write/tags.ts";
import { getStandingAccount } from "./actor.ts";
import { reply, toPage, wantsActivity } from "./answer.ts";
import { bytesOf } from "./bytes.ts";
import { assertMayAsk, findSignerUri } from "./reader.ts";
import { statusBytes } from "./status.ts";

const STATUSES = 20;
const PEOPLE = 40;

type Listing = { account: Account; cursor: number | undefined; paged: boolean };

/** What all four begin with. Undefined when the page has been answered instead. */
async function begin(kith: Kith, request: Request, response: Response): Promise<Listing | undefined> {
  const account = await getStandingAccount(kith, request.params.id);
  if (!wantsActivity(request.headers.accept)) {
    toPage(response, account.url);
    return undefined;
  }
  await assertMayAsk(kith, request);
  return { account, cursor: readId(request.query.max_id), paged: request.query.page !== undefined };
}

export async function serveOutbox(kith: Kith, request: Request, response: Response): Promise<void> {
  const listing = await begin(kith, request, response);
  if (listing === undefined) return;
  const { account, cursor, paged } = listing;
  const uri = account.outbox_url;
  const total = account.members_only === 1 ? undefined : account.statuses_count;
  if (!paged) return await replyHead(kith, { uri, total, first: `${uri}?page=true` }, response);
  const render = async () => JSON.stringify(await outboxPage(kith, account, cursor));
  // Only the newest page is asked for often.
  const body =
    cursor === undefined ? await bytesOf(kith, `outbox/${account.id}`, String(account.statuses_count), render) : await render();
  reply(response, { body });
}

async function outboxPage(kith: Kith, account: Account, cursor: number | undefined): Promise<Json> {
  let query = openStatuses(kith, account.id).orderBy("id", "desc").limit(STATUSES);
  if (cursor !== undefined) query = query.where("id", "<", cursor);
  const statuses = await query.execute();
  const uri = `${account.outbox_url}?page=true`;
  const next = statuses.length === STATUSES ? `${uri}&max_id=${statuses.at(-1)?.id}` : undefined;
  const page = { uri: cursor === undefined ? uri : `${uri}&max_id=${cursor}`, collection: account.outbox_url, items: [], next };
  const json = await serialise(toOrderedPage(page, await loadWriter(kith)), "status");
  return { ...json, orderedItems: await documents(kith, statuses, "activity") };
}

const openStatuses = ({ db }: Kith, account_id: number) =>
  db
    .selectFrom("statuses")
    .selectAll()
    .where("account_id", "=", account_id)
    .where("visibility", "in", ["public", "unlisted"])
    .where("deleted_at", "=", 0)
    .where("local_only", "=", 0);

/** Documents to put inside another, which has the context. What has vanished in between is left out. */
async function documents(kith: Kith, statuses: readonly Status[], kind: "note" | "activity"): Promise<Json[]> {
  const items: Json[] = [];
  for (const status of statuses) {
    const bytes = await statusBytes(kith, status, kind).catch(() => undefined);
    if (bytes === undefined) continue;
    const { "@context": _, ...document } = JSON.parse(bytes.toString()) as Json;
    items.push(document);
  }
  return items;
}

export async function serveFeatured(kith: Kith, request: Request, response: Response): Promise<void> {
  const listing = await begin(kith, request, response);
  if (listing === undefined) return;
  const { account } = listing;
  const pins = kith.db.selectFrom("pins").select("status_id").where("pins.account_id", "=", account.id);
  if (account.actor_type === "Group") return await replyPinnedInGroup(kith, account, response);
  const statuses = await openStatuses(kith, account.id).where("id", "in", pins).orderBy("id", "desc").limit(STATUSES).execute();
  const head = toOrderedCollection({ uri: account.featured_url, total: statuses.length }, await loadWriter(kith));
  const json = await serialise(head, "status");
  reply(response, { body: JSON.stringify({ ...json, orderedItems: await documents(kith, statuses, "note") }) });
}

/** What a group shows on top has been written by others: of ours the whole of it, of theirs where it is. */
async function replyPinnedInGroup(kith: Kith, account: Account, response: Response): Promise<void> {
  const statuses = await kith.db
    .selectFrom("statuses")
    .innerJoin("pins", "pins.status_id", "statuses.id")
    .selectAll("statuses")
    .where("pins.account_id", "=", account.id)
    .where("statuses.visibility", "in", ["public", "unlisted"])
    .where("statuses.deleted_at", "=", 0)
    .where("statuses.local_only", "=", 0)
    .orderBy("pins.id", "desc")
    .limit(STATUSES)
    .execute();
  const head = toOrderedCollection({ uri: account.featured_url, total: statuses.length }, await loadWriter(kith));
  const items: (Json | string)[] = [];
  for (const status of statuses) items.push(...(status.local === 1 ? await documents(kith, [status], "note") : [status.uri]));
  reply(response, { body: JSON.stringify({ ...(await serialise(head, "status")), orderedItems: items }) });
}

/**
 * Who looks after a group, the owner first; of one for its members alone to the servers of those in it, which judge by it what is done there.
 *
 * @throws Refusal `missing` for what is none of ours, and for everybody else
 */
export async function serveModerators(kith: Kith, request: Request, response: Response): Promise<void> {
  const listing = await begin(kith, request, response);
  if (listing === undefined) return;
  const { account } = listing;
  if ((await findGroupRow(kith.db, account.id)) === undefined) throw missing();
  const open = account.members_only === 0;
  if (!open && !(await isServerOfMember(kith, request, account.id))) throw missing();
  const staff = await loadStaff(kith.db, account.id);
  const head = { uri: moderatorsUri(kith.instance, account.id), total: staff.length };
  const json = await serialise(toOrderedCollection(head, await loadWriter(kith)), "status");
  reply(response, { body: JSON.stringify({ ...json, orderedItems: staff.map((one) => one.account.uri) }), open });
}

/** Whether the one who asks signs for a server on which somebody is in the group. */
async function isServerOfMember(kith: Kith, request: Request, group_id: number): Promise<boolean> {
  const signer = await findSignerUri(kith, request);
  return signer !== undefined && (await hasFollowersAt(kith, group_id, new URL(signer).origin));
}

/** The tags that an account shows on its profile. */
export async function serveFeaturedTags(kith: Kith, request: Request, response: Response): Promise<void> {
  const listing = await begin(kith, request, response);
  if (listing === undefined) return;
  const { account } = listing;
  const tags = await loadFeaturedTags(kith.db, account.id);
  const head = { uri: featuredTagsUri(kith.instance, account.id), total: tags.length };
  const json = await serialise(toOrderedCollection(head, await loadWriter(kith)), "status");
  const items = tags.map(({ name, display_name }) => toTag(kith.instance, display_name || name));
  reply(response, { body: JSON.stringify({ ...json, type: "Collection", items }) });
}

/**
 * Followers and following: how many for everybody, but of a private group that tells outsiders nothing for the servers of those alone who are in it; who they are unless the account
 * hides it.
 */
export async function servePeople(
  kith: Kith,
  request: Request,
  response: Response,
  kind: "followers" | "following",
): Promise<void> {
  const listing = await begin(kith, request, response);
  if (listing === undefined) return;
  const { account, cursor, paged } = listing;
  const uri = kind === "followers" ? account.followers_url : account.following_url;
  const total = kind === "followers" ? account.followers_count : account.following_count;
  // Who is in a group that is open to all stands on its page, too.
  const open = kind === "followers" && account.actor_type === "Group" && account.members_only === 0;
  const told = open || account.hide_collections === 0;
  if (!paged) {
    const counted = await mayBeCounted(kith, request, account);
    const head = { uri, total: counted ? total : undefined, first: told ? `${uri}?page=true` : undefined };
    return await replyHead(kith, head, response, account.members_only === 0);
  }
  if (!told) throw missing();
  const rows = await peopleRows(kith, account.id, kind, cursor);
  const first = `${uri}?page=true`;
  const page = {
    uri: cursor === undefined ? first : `${first}&max_id=${cursor}`,
    collection: uri,
    items: rows.map((row) => row.uri),
    next: rows.length === PEOPLE ? `${first}&max_id=${rows.at(-1)?.id}` : undefined,
  };
  reply(response, { body: JSON.stringify(await serialise(toOrderedPage(page, await loadWriter(kith)), "status")) });
}

async function mayBeCounted(kith: Kith, request: Request, account: Account): Promise<boolean> {
  if (account.members_only === 0) return true;
  const group = await findGroupRow(kith.db, account.id);
  return (group !== undefined && !isHidden(account, group)) || (await isServerOfMember(kith, request, account.id));
}

async function peopleRows({ db }: Kith, account_id: number, kind: "followers" | "following", cursor: number | undefined) {
  const [mine, theirs] = kind === "followers" ? (["target_id", "account_id"] as const) : (["account_id", "target_id"] as const);
  let query = db
    .selectFrom("follows")
    .innerJoin("accounts", "accounts.id", `follows.${theirs}`)
    .select(["follows.id", "accounts.uri"])
    .where(`follows.${mine}`, "=", account_id)
    .where("follows.state", "=", "accepted")
    .orderBy("follows.id", "desc")
    .limit(PEOPLE);
  if (cursor !== undefined) query = query.where("follows.id", "<", cursor);
  return await query.execute();
}

type ListHead = Parameters<typeof toOrderedCollection>[0];

async function replyHead(kith: Kith, head: ListHead, response: Response, open = true): Promise<void> {
  reply(response, { body: JSON.stringify(await serialise(toOrderedCollection(head, await loadWriter(kith)), "status")), open });
}
