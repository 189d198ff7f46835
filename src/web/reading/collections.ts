/** Collections: the page of one, one's own, and making and changing them. */
import { getAccount } from "../../accounts/find.ts";
import { searchAccounts } from "../../accounts/search.ts";
import { createCollection, removeCollection, updateCollection, type CollectionChanges } from "../../collections/change.ts";
import { addItem, removeItem, revokeItem } from "../../collections/items.ts";
import {
  completeCollections,
  getCollection,
  loadCollectionsOf,
  loadCollectionsWith,
  type Collection,
  type LoadedCollection,
} from "../../collections/load.ts";
import { assertOwn, COLLECTION_LIMITS } from "../../collections/rules.ts";
import { noteStaleCollection } from "../../collections/stale.ts";
import type { Account } from "../../db/schema.ts";
import { missing } from "../../errors.ts";
import { readId } from "../../ids.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { collectionsView, collectionView, editCollectionView } from "../../../views/reading/collection.ts";
import { askView } from "../../../views/people/lists.ts";
import { routes } from "../../../views/frame/routes.ts";
import { isShown, loadShown, relationsOf } from "../people/accounts.ts";
import { contextOf } from "../frame/context.ts";
import { problemsOf, type Fields } from "../frame/problems.ts";
import { action, go, makes, page, show, type Answer, type Route } from "../frame/respond.ts";
import { idParam, me, type Visit } from "../frame/visit.ts";

const FOUND = 20;
const MOST = { limit: 50, offset: 0 };
const limits = COLLECTION_LIMITS;

async function getAsked(visit: Visit): Promise<Collection> {
  const id = idParam(visit);
  if (id === undefined) throw missing();
  return await getCollection(visit.kith.db, visit.viewer_id, id);
}

/** One's own. @throws Refusal `forbidden` for another's */
async function getOwn(visit: Visit): Promise<Collection> {
  const collection = await getAsked(visit);
  assertOwn(me(visit), collection);
  return collection;
}

async function completed({ kith, viewer_id }: Visit, collection: Collection): Promise<LoadedCollection> {
  const [loaded] = await completeCollections(kith.db, viewer_id, [collection]);
  if (loaded === undefined) throw missing();
  return loaded;
}

async function showCollection(visit: Visit): Promise<Answer> {
  const { kith, viewer_id } = visit;
  const asked = await getAsked(visit);
  if (viewer_id !== 0) await noteStaleCollection(kith, asked);
  const { collection, items, tag } = await completed(visit, asked);
  const curator = await getAccount(kith.db, collection.account_id);
  const accepted = items.filter(({ state }) => state === "accepted");
  const ids = accepted.map(({ account_id }) => account_id);
  const own_item = accepted.find(({ account_id }) => account_id === viewer_id)?.id;
  const page = {
    collection,
    curator,
    tag,
    own_item,
    accounts: await loadShown(visit, ids),
    relations: await relationsOf(visit, ids),
  };
  return show(collectionView(await contextOf(visit), page));
}

async function showCollections(visit: Visit): Promise<Answer> {
  const { kith } = visit;
  const { id } = me(visit);
  const [mine, others] = [await loadCollectionsOf(kith.db, id, id, MOST), await loadCollectionsWith(kith.db, id, MOST)];
  const loaded = await completeCollections(kith.db, id, [...mine, ...others]);
  const cards = loaded.map(({ collection, items }) => ({ collection, count: items.length }));
  return show(collectionsView(await contextOf(visit), { mine: cards.slice(0, mine.length), with_me: cards.slice(mine.length) }));
}

const readChanges = ({ form }: Visit): CollectionChanges & { name: string } => ({
  name: form.text("name"),
  description: form.text("description"),
  language: form.text("language"),
  tag_name: form
    .text("tag")
    .trim()
    .replace(/^[#＃]/, ""),
  discoverable: form.has("discoverable"),
  sensitive: form.has("sensitive"),
});

const FIELDS: Fields = [
  ["Name", "name"],
  ["Description", "description"],
  ["Tag", "tag"],
  ["Language", "language"],
];

async function showNew(visit: Visit, problems?: Problems): Promise<Answer> {
  const state = problems === undefined ? {} : { problems, typed: visit.form.typed };
  return show(editCollectionView(await contextOf(visit), { limits, ...state }), problems === undefined ? 200 : 422);
}

async function make(visit: Visit): Promise<Answer> {
  const made = createCollection(visit.kith, me(visit), { ...readChanges(visit), account_ids: [] });
  const collection = await made.catch((error: unknown) => ({ problems: problemsOf(error, visit.locale, FIELDS) }));
  return "problems" in collection
    ? await showNew(visit, collection.problems)
    : go(routes.editCollection(collection.id), "lists.said_collection_made");
}

async function showEdit(visit: Visit, problems?: Problems): Promise<Answer> {
  const { collection, items, tag } = await completed(visit, await getOwn(visit));
  const accounts = new Map(
    (
      await loadShown(
        visit,
        items.map(({ account_id }) => account_id),
      )
    ).map((account) => [account.id, account]),
  );
  const members = items.flatMap(({ id: item_id, account_id, state }) => {
    const account = accounts.get(account_id);
    return account === undefined ? [] : [{ item_id, account, waiting: state === "pending" }];
  });
  const q = (visit.query.get("q") ?? "").trim().slice(0, 200);
  const found = (await findFor(visit, q)).filter(({ id }) => !accounts.has(id));
  const state = problems === undefined ? {} : { problems, typed: visit.form.typed };
  const form = { collection, members, q, found, limits, tag: tag?.display_name || tag?.name || "", ...state };
  return show(editCollectionView(await contextOf(visit), form), problems === undefined ? 200 : 422);
}

const findFor = async ({ kith, viewer_id }: Visit, q: string): Promise<Account[]> =>
  q === "" ? [] : (await searchAccounts(kith, viewer_id, { q, limit: FOUND, resolve: true })).filter(isShown);

async function save(visit: Visit): Promise<Answer> {
  const collection = await getOwn(visit);
  const saved = updateCollection(visit.kith, me(visit), collection, readChanges(visit)).then(() => undefined);
  const problems = await saved.catch((error: unknown) => problemsOf(error, visit.locale, FIELDS));
  return problems === undefined
    ? go(routes.collection(collection.id), "lists.said_collection_saved")
    : await showEdit(visit, problems);
}

async function add(visit: Visit): Promise<Answer> {
  const collection = await getOwn(visit);
  const added = addItem(visit.kith, me(visit), collection, readId(visit.form.text("account")) ?? 0).then(() => undefined);
  const problems = await added.catch((error: unknown) => problemsOf(error, visit.locale));
  return problems === undefined ? go(routes.editCollection(collection.id), "lists.said_added") : await showEdit(visit, problems);
}

async function remove(visit: Visit): Promise<Answer> {
  const collection = await getOwn(visit);
  await removeItem(visit.kith, me(visit), collection, readId(visit.form.text("item")) ?? 0);
  return go(routes.editCollection(collection.id), "lists.said_taken_out");
}

const asking =
  (act: "delete" | "leave") =>
  async (visit: Visit): Promise<Answer> => {
    const { id, name } = act === "delete" ? await getOwn(visit) : await getAsked(visit);
    const ctx = await contextOf(visit);
    const { t } = ctx;
    return show(
      askView(ctx, {
        page: "collections",
        title: t(`lists.collection_${act}_title`, { name }),
        lead: t(`lists.collection_${act}_lead`),
        action: routes.actOnCollection(id, act),
        word: t(`lists.collection_${act}`),
        back: act === "delete" ? routes.editCollection(id) : routes.collection(id),
      }),
    );
  };

async function deleteCollection(visit: Visit): Promise<Answer> {
  await removeCollection(visit.kith, me(visit), await getOwn(visit));
  return go(routes.collections, "lists.said_collection_deleted");
}

/** Whoever was put into it leaves, for good. */
async function leave(visit: Visit): Promise<Answer> {
  const { collection, items } = await completed(visit, await getAsked(visit));
  const item = items.find(({ account_id }) => account_id === visit.viewer_id);
  if (item === undefined) throw missing();
  await revokeItem(visit.kith, me(visit), collection, item.id);
  return go(routes.collection(collection.id), "lists.said_left");
}

export const collectionRoutes: readonly Route[] = [
  page(routes.collections, "member", showCollections),
  page(routes.newCollection, "member", async (visit) => await showNew(visit)),
  makes(action(routes.newCollection, "member", make)),
  page("/collections/:id", "anyone", showCollection),
  page("/collections/:id/edit", "member", async (visit) => await showEdit(visit)),
  action("/collections/:id/edit", "member", save),
  makes(action("/collections/:id/add", "member", add)),
  action("/collections/:id/remove", "member", remove),
  page("/collections/:id/delete", "member", asking("delete")),
  action("/collections/:id/delete", "member", deleteCollection),
  page("/collections/:id/leave", "member", asking("leave")),
  action("/collections/:id/leave", "member", leave),
];
