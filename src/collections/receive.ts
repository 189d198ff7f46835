/**
 * Collections of other servers (FEP-7aa9), as their origin has just described them; and consent between servers: who asks for one of ours is answered
 * by that account's policy, answers and revocations are believed of the account alone that they are about.
 */
import { isBlockedBetween } from "../blocks/hidden.ts";
import { flag } from "../db/columns.ts";
import type { Account, Tx } from "../db/schema.ts";
import { invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { sanitizeContent, sanitizeName } from "../sanitize.ts";
import { isTagName } from "../text/grammar.ts";
import { normalizeTag } from "../text/names.ts";
import { httpUrl } from "../text/outside.ts";
import { deleteCollection, tagIdOf, tellMembers } from "./change.ts";
import { endItem, noteAdded, noteRemoved, removeNotice } from "./items.ts";
import { findCollection, findItem, type Collection, type CollectionItem } from "./load.ts";
import { loadFeatureApproval } from "./policy.ts";
import { MOST_ELSEWHERE } from "./rules.ts";

/** Raw texts; that the document stands at its uri and names the account has been checked. */
export type RemoteCollection = {
  uri: string;
  url: string | undefined;
  name: string;
  description: string;
  language: string;
  topic: string;
  sensitive: boolean;
  discoverable: boolean;
  /** ms */
  published: number | undefined;
  updated: number | undefined;
};

/** @throws Refusal `invalid` for more than anybody makes */
export async function receiveCollection(kith: Kith, author: Account, record: RemoteCollection): Promise<Collection> {
  const values = readRecord(kith, record);
  const tag_name = isTagName(normalizeTag(record.topic)) ? record.topic : "";
  return await kith.write(async (tx, happened) => {
    const own = tx.selectFrom("collections").where("account_id", "=", author.id);
    const before = await own.selectAll().where("uri", "=", record.uri).executeTakeFirst();
    const tag_id = await tagIdOf(tx, kith, tag_name);
    if (before !== undefined) {
      const after = await tx
        .updateTable("collections")
        .set({ ...values, tag_id })
        .where("id", "=", before.id)
        .returningAll()
        .executeTakeFirstOrThrow();
      await tellMembers(tx, kith, happened, { before, after });
      return after;
    }
    const { count } = await own.select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
    if (count >= MOST_ELSEWHERE.collections) throw invalid("an account with too many collections");
    return await tx
      .insertInto("collections")
      .values({ id: kith.newId(), account_id: author.id, uri: record.uri, ...values, tag_id })
      .returningAll()
      .executeTakeFirstOrThrow();
  });
}

function readRecord(kith: Kith, record: RemoteCollection) {
  const now = kith.now();
  const created_at = Math.min(record.published ?? now, now);
  return {
    url: httpUrl(record.url ?? "") ?? "",
    name: sanitizeName(record.name, MOST_ELSEWHERE.name),
    description: sanitizeContent(record.description.slice(0, MOST_ELSEWHERE.description)),
    language: record.language,
    sensitive: flag(record.sensitive),
    discoverable: flag(record.discoverable),
    created_at,
    updated_at: Math.min(Math.max(record.updated ?? created_at, created_at), now),
    fetched_at: now,
  };
}

/** An entry whose stamp has been checked; one about an account here counts only if we have agreed to it. */
export async function receiveItem(
  kith: Kith,
  collection: Collection,
  { uri, account, stamp_uri }: { uri: string; account: Account; stamp_uri: string },
): Promise<void> {
  await kith.write(async (tx) => {
    if (account.host === "") {
      const own = tx.updateTable("collection_items").set({ uri }).where("collection_id", "=", collection.id);
      return void (await own.where("account_id", "=", account.id).execute());
    }
    const state = "accepted" as const;
    const row = { collection_id: collection.id, account_id: account.id, state, uri, stamp_uri, request_uri: "" };
    await tx
      .insertInto("collection_items")
      .values({ id: kith.newId(), ...row, created_at: kith.now() })
      .onConflict((oc) =>
        oc
          .columns(["collection_id", "account_id"])
          .doUpdateSet({ state, uri, stamp_uri })
          // Who has taken back a stamp has to give another.
          .where((eb) =>
            eb.or([eb("collection_items.state", "<>", "revoked"), eb("collection_items.stamp_uri", "<>", stamp_uri)]),
          ),
      )
      .execute();
  });
}

/** What is no longer listed. What we have agreed to and is not listed yet stays, and so does what was revoked: it must not come back. */
export async function keepItems(kith: Kith, collection: Collection, uris: ReadonlySet<string>): Promise<void> {
  await kith.write(async (tx) => {
    const rows = await tx.selectFrom("collection_items").selectAll().where("collection_id", "=", collection.id).execute();
    for (const item of rows) if (item.uri !== "" && !uris.has(item.uri)) await dropItem(tx, collection, item);
  });
}

async function dropItem(tx: Tx, collection: Collection, item: CollectionItem): Promise<void> {
  if (item.state === "revoked") return;
  await tx.deleteFrom("collection_items").where("id", "=", item.id).execute();
  await removeNotice(tx, collection, item.account_id);
}

/** A Remove of an entry by the curator. */
export const receiveItemRemoval = async (kith: Kith, collection: Collection, item_uri: string): Promise<void> =>
  await kith.write(async (tx) => {
    const items = tx.selectFrom("collection_items").selectAll().where("collection_id", "=", collection.id);
    const item = await items.where("uri", "=", item_uri).executeTakeFirst();
    if (item !== undefined) await dropItem(tx, collection, item);
  });

/** A Remove or Delete of the whole by its curator. Whether there was one. */
export async function receiveCollectionRemoval(kith: Kith, author: Pick<Account, "id">, uri: string): Promise<boolean> {
  return await kith.write(async (tx) => {
    const own = tx.selectFrom("collections").select(["id", "account_id"]).where("uri", "=", uri);
    const found = await own.where("account_id", "=", author.id).executeTakeFirst();
    if (found !== undefined) await deleteCollection(tx, found);
    return found !== undefined;
  });
}

/** A FeatureRequest for an account here, answered in any case. Who has left a collection does not come back into it. */
export async function receiveFeatureRequest(
  kith: Kith,
  asked: { collection: Collection; curator: Account; member: Account; request_uri: string },
): Promise<void> {
  const { collection, curator, member, request_uri } = asked;
  await kith.write(async (tx, happened) => {
    const may = await mayFeature(tx, curator, member);
    const all = tx.selectFrom("collection_items").where("collection_id", "=", collection.id);
    const before = await all.selectAll().where("account_id", "=", member.id).executeTakeFirst();
    const { count } = await all.select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
    if (before === undefined && count >= MOST_ELSEWHERE.items) return;
    const state = before?.state === "revoked" ? "revoked" : may ? "accepted" : "rejected";
    const row = { collection_id: collection.id, account_id: member.id, state, uri: "", stamp_uri: "", request_uri } as const;
    const item = await tx
      .insertInto("collection_items")
      .values({ id: kith.newId(), ...row, created_at: kith.now() })
      .onConflict((oc) => oc.columns(["collection_id", "account_id"]).doUpdateSet({ state, request_uri }))
      .returningAll()
      .executeTakeFirstOrThrow();
    const accepted = state === "accepted";
    if (accepted && before?.state !== "accepted") await noteAdded(tx, kith, happened, { collection, item });
    happened({ type: "collection_item.answered", collection_id: collection.id, item_id: item.id, accepted });
  });
}

async function mayFeature(tx: Tx, curator: Account, member: Account): Promise<boolean> {
  if (member.suspended_at > 0 || curator.suspended_at > 0 || curator.silenced_at > 0) return false;
  if ((await loadFeatureApproval(tx, member, curator)) !== "automatic") return false;
  return !(await isBlockedBetween(tx, member.id, curator.id));
}

/** The answer of `account` to our FeatureRequest for an item of ours: their stamp, or none for a refusal, which may also come later. */
export async function receiveFeatureAnswer(
  kith: Kith,
  account: Pick<Account, "id">,
  item_id: number,
  stamp_uri: string | undefined,
): Promise<void> {
  await kith.write(async (tx, happened) => {
    const item = await findItem(tx, item_id);
    const collection = item === undefined ? undefined : await findCollection(tx, item.collection_id);
    if (item === undefined || collection === undefined || item.account_id !== account.id || collection.uri !== null) return;
    const asked = item.state === "pending" || (item.state === "accepted" && stamp_uri === undefined);
    if (!asked) return;
    const state = stamp_uri === undefined ? "rejected" : "accepted";
    const row = tx.updateTable("collection_items").set({ state, stamp_uri: stamp_uri ?? "" });
    await row.where("id", "=", item_id).execute();
    await tx.updateTable("collections").set({ updated_at: kith.now() }).where("id", "=", collection.id).execute();
    if (state === "accepted") await noteAdded(tx, kith, happened, { collection, item });
    else if (item.state === "accepted") noteRemoved(happened, collection, item);
  });
}

/** A Delete by `account` of a uri that may be a stamp of theirs. Whether it was one. */
export async function receiveFeatureRevocation(kith: Kith, account: Pick<Account, "id">, stamp_uri: string): Promise<boolean> {
  return await kith.write(async (tx, happened: (event: KithEvent) => void) => {
    const stamped = tx.selectFrom("collection_items").selectAll().where("stamp_uri", "=", stamp_uri);
    const items = await stamped.where("account_id", "=", account.id).limit(10).execute();
    for (const item of items) {
      const collection = await findCollection(tx, item.collection_id);
      if (collection !== undefined && item.state !== "revoked") await endItem(tx, happened, { collection, item });
    }
    return items.length > 0;
  });
}
