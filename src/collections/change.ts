/** Making, changing and ending collections. */
import { assertHere } from "../accounts/rules.ts";
import { flag } from "../db/columns.ts";
import type { Account, Tx } from "../db/schema.ts";
import { assertNone, invalid, readAll, wrongIf } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { notify } from "../notifications/notify.ts";
import { upsertTags } from "../tags/insert.ts";
import { isLonger } from "../text/count.ts";
import { isTagName } from "../text/grammar.ts";
import { normalizeTag } from "../text/names.ts";
import { stripNul } from "../text/outside.ts";
import { insertItem, readMembers } from "./items.ts";
import { memberIds } from "./load.ts";
import type { Collection } from "./load.ts";
import { assertOwn, COLLECTION_LIMITS } from "./rules.ts";

/** What is left out stays as it is. */
export type CollectionChanges = {
  name?: string | undefined;
  description?: string | undefined;
  language?: string | undefined;
  sensitive?: boolean | undefined;
  discoverable?: boolean | undefined;
  /** "" for none. */
  tag_name?: string | undefined;
};

/**
 * @param account_ids of those who stand in it from the beginning
 * @throws Refusal `invalid` for what is too long or too many, `missing` and `forbidden` for those who cannot be added
 */
export async function createCollection(
  kith: Kith,
  account: Account,
  { account_ids, ...asked }: CollectionChanges & { account_ids: readonly number[] },
): Promise<Collection> {
  assertHere(account);
  const { tag_name, ...values } = readChanges({ name: "", ...asked });
  const members = await readMembers(kith, account, account_ids);
  const [id, now] = [kith.newId(), kith.now()];
  return await kith.write(async (tx, happened) => {
    const { count } = await tx
      .selectFrom("collections")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where("account_id", "=", account.id)
      .executeTakeFirstOrThrow();
    if (count >= COLLECTION_LIMITS.collections)
      throw invalid(`Validation failed: You have reached the maximum number of collections (${COLLECTION_LIMITS.collections})`);
    const collection = await tx
      .insertInto("collections")
      .values({
        id,
        account_id: account.id,
        uri: null,
        url: "",
        fetched_at: 0,
        name: "",
        description: "",
        language: "",
        sensitive: 0,
        discoverable: 0,
        ...values,
        tag_id: await tagIdOf(tx, kith, tag_name),
        created_at: now,
        updated_at: now,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    // The collection that is told of holds them already.
    for (const member of members) await insertItem(tx, kith, happened, { collection, member, told: true });
    happened({ type: "collection.published", collection_id: id, change: "made" });
    return collection;
  });
}

/** Tells those who stand in it. @throws Refusal `forbidden` for another's, `invalid` */
export async function updateCollection(
  kith: Kith,
  account: Account,
  collection: Collection,
  changes: CollectionChanges,
): Promise<Collection> {
  assertOwn(account, collection);
  const { tag_name, ...values } = readChanges(changes);
  return await kith.write(async (tx, happened) => {
    const tag = tag_name === undefined ? {} : { tag_id: await tagIdOf(tx, kith, tag_name) };
    const updated = await tx
      .updateTable("collections")
      .set({ ...values, ...tag, updated_at: kith.now() })
      .where("id", "=", collection.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    happened({ type: "collection.published", collection_id: collection.id, change: "edited" });
    await tellMembers(tx, kith, happened, { before: collection, after: updated });
    return updated;
  });
}

/** Those of ours who stand in it hear of another name or description. */
export async function tellMembers(
  tx: Tx,
  kith: Kith,
  happened: (event: KithEvent) => void,
  { before, after }: { before: Collection; after: Collection },
): Promise<void> {
  if (after.name === before.name && after.description === before.description) return;
  const { id: subject_id, account_id: from_account_id } = after;
  // Of several changes the last one is told.
  await removeNotices(tx, { id: from_account_id }, subject_id, ["collection_update"]);
  for (const account_id of await memberIds(tx, subject_id))
    await notify(tx, kith, happened, { account_id, type: "collection_update", from_account_id, subject_id });
}

/** @throws Refusal `forbidden` for another's */
export async function removeCollection(kith: Kith, account: Account, collection: Collection): Promise<void> {
  assertOwn(account, collection);
  await kith.write(async (tx, happened) => {
    const member_ids = await memberIds(tx, collection.id);
    await deleteCollection(tx, collection);
    happened({ type: "collection.removed", collection_id: collection.id, account_id: account.id, member_ids });
  });
}

/** With what was told of it. */
export async function deleteCollection(tx: Tx, { id, account_id }: Pick<Collection, "id" | "account_id">): Promise<void> {
  await removeNotices(tx, { id: account_id }, id, ["added_to_collection", "collection_update"]);
  await tx.deleteFrom("collections").where("id", "=", id).execute();
}

const removeNotices = async (
  tx: Tx,
  account: Pick<Account, "id">,
  subject_id: number,
  types: readonly ("added_to_collection" | "collection_update")[],
): Promise<unknown> =>
  await tx
    .deleteFrom("notifications")
    .where("from_account_id", "=", account.id)
    .where("type", "in", types)
    .where("subject_id", "=", subject_id)
    .execute();

function readChanges({ name, description, language, sensitive, discoverable, tag_name }: CollectionChanges) {
  const strange = language !== undefined && language !== "" && !/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(language);
  const no_tag = tag_name !== undefined && tag_name !== "" && !isTagName(normalizeTag(tag_name));
  const said = readAll({
    language: () => assertNone([wrongIf(strange, "Language is invalid"), wrongIf(no_tag, "Tag is invalid")]),
    name: () => (name === undefined ? {} : { name: readName(name) }),
    description: () => (description === undefined ? {} : { description: bounded(description, "description", "Description") }),
  });
  return {
    ...said.name,
    ...said.description,
    ...(language === undefined ? {} : { language }),
    ...(sensitive === undefined ? {} : { sensitive: flag(sensitive) }),
    ...(discoverable === undefined ? {} : { discoverable: flag(discoverable) }),
    tag_name,
  };
}

function readName(name: string): string {
  const clean = bounded(name, "name", "Name");
  assertNone([wrongIf(clean === "", "Name can't be blank")]);
  return clean;
}

function bounded(text: string, limit: "name" | "description", label: string): string {
  const clean = stripNul(text).trim();
  const most = COLLECTION_LIMITS[limit];
  if (isLonger(clean, most)) throw invalid(`Validation failed: ${label} is too long (maximum is ${most} characters)`);
  return clean;
}

export async function tagIdOf(tx: Tx, kith: Kith, name: string | undefined): Promise<number | null> {
  if (name === undefined || name === "") return null;
  const [id] = await upsertTags(tx, kith, [{ name: normalizeTag(name), display_name: name.replace(/^#/, "") }], 0);
  return id ?? null;
}
