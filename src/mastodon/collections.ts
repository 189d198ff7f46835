/** https://docs.joinmastodon.org/methods/collections/ (4.6): accounts that somebody recommends together. */
import { z } from "zod";
import { createCollection, removeCollection, updateCollection } from "../collections/change.ts";
import { addItem, removeItem, revokeItem } from "../collections/items.ts";
import {
  completeCollections,
  getCollection,
  loadCollectionsOf,
  loadCollectionsWith,
  type Collection,
  type LoadedCollection,
} from "../collections/load.ts";
import { findCollectionAt } from "../collections/address.ts";
import { noteStaleCollection, noteWanted } from "../collections/stale.ts";
import { forbidden } from "../errors.ts";
import { accountParam } from "./accounts.ts";
import { renderCollection, renderItem } from "./entities/collection.ts";
import { pagedByOffset } from "./links.ts";
import { showAccounts } from "./present.ts";
import {
  answer,
  anyone,
  del,
  get,
  idParam,
  me,
  nothing,
  patch,
  post,
  user,
  type Answer,
  type ApiRequest,
  type Route,
} from "./respond.ts";
import { httpUrl } from "../text/outside.ts";
import { flag, id, isTrue, list, limitOf, offsetOf, parse, said, text, textOf } from "./shapes.ts";

const changes = {
  description: text(2000).nullish(),
  language: text(35).nullish(),
  sensitive: flag.nullish(),
  discoverable: flag.nullish(),
  tag_name: text(500).nullish(),
};
const made = z.object({ name: text(2000), account_ids: list(id, 100).nullish(), ...changes });
const changed = z.object({ name: text(2000).optional(), ...changes });
const item = z.object({ account_id: id });

/** An empty language or tag is none. */

async function complete({ kith, viewer_id }: ApiRequest, collection: Collection): Promise<LoadedCollection> {
  const [loaded] = await completeCollections(kith.db, viewer_id, [collection]);
  if (loaded === undefined) throw new Error("a collection that is there was not completed");
  return loaded;
}

/** What a search for an address finds: one, or none. */
export async function showCollectionAt(request: ApiRequest): Promise<ReturnType<typeof renderCollection>[]> {
  const { kith, viewer_id, query } = request;
  const [url, type] = [httpUrl(textOf(query["q"])), textOf(query["type"])];
  if (url === undefined || type !== "") return [];
  const id = await findCollectionAt(kith, url, isTrue(query["resolve"]));
  const found = id === undefined ? undefined : await getCollection(kith.db, viewer_id, id).catch(() => undefined);
  return found === undefined ? [] : [renderCollection(await complete(request, found), kith.instance)];
}

const wrapped = async (request: ApiRequest, collection: Collection): Promise<Answer> =>
  answer({ collection: renderCollection(await complete(request, collection), request.kith.instance) });

const param = async (request: ApiRequest, name = "id"): Promise<Collection> =>
  await getCollection(request.kith.db, request.viewer_id, idParam(request, name));

async function create(request: ApiRequest): Promise<Answer> {
  const { name, account_ids, ...rest } = parse(request.body, made);
  const asked = { name, ...said(rest), account_ids: [...new Set(account_ids ?? [])] };
  return await wrapped(request, await createCollection(request.kith, me(request), asked));
}

async function update(request: ApiRequest): Promise<Answer> {
  const { name, ...rest } = parse(request.body, changed);
  return await wrapped(request, await updateCollection(request.kith, me(request), await param(request), { name, ...said(rest) }));
}

/** With the accounts it names, its curator first. */
async function show(request: ApiRequest): Promise<Answer> {
  const collection = await param(request);
  await noteStaleCollection(request.kith, collection);
  const loaded = await complete(request, collection);
  const ids = [loaded.collection.account_id, ...loaded.items.map(({ account_id }) => account_id)];
  const accounts = await showAccounts(request, [...new Set(ids)]);
  return answer({ collection: renderCollection(loaded, request.kith.instance), accounts });
}

async function listed(request: ApiRequest, load: (page: { limit: number; offset: number }) => Promise<Collection[]>) {
  const { kith, query, viewer_id } = request;
  const page = { limit: limitOf(query, 40, 80), offset: offsetOf(query) };
  const loaded = await completeCollections(kith.db, viewer_id, await load(page));
  const collections = loaded.map((one) => renderCollection(one, kith.instance));
  return { ...pagedByOffset(request, collections, page), body: { collections } };
}

async function ofAccount(request: ApiRequest): Promise<Answer> {
  const account = await accountParam(request, "account_id");
  const { kith, viewer_id } = request;
  if (account.suspended_at > 0) return answer({ collections: [] });
  await noteWanted(kith, account);
  return await listed(request, async (page) => await loadCollectionsOf(kith.db, viewer_id, account.id, page));
}

/** Who stands where is for themselves to know. */
async function withAccount(request: ApiRequest): Promise<Answer> {
  const account = await accountParam(request, "account_id");
  if (account.id !== me(request).id) throw forbidden();
  return await listed(request, async (page) => await loadCollectionsWith(request.kith.db, account.id, page));
}

async function add(request: ApiRequest): Promise<Answer> {
  const { account_id } = parse(request.body, item);
  const added = await addItem(request.kith, me(request), await param(request, "collection_id"), account_id);
  return answer({ collection_item: renderItem(added) });
}

const ending =
  (end: typeof removeItem | typeof revokeItem) =>
  async (request: ApiRequest): Promise<Answer> => {
    await end(request.kith, me(request), await param(request, "collection_id"), idParam(request));
    return nothing;
  };

const at = "/api/v1/collections";
const items = `${at}/:collection_id/items`;

export const collectionRoutes: readonly Route[] = [
  post(at, user("write:collections"), create),
  get(`${at}/:id`, anyone("read:collections"), show),
  patch(`${at}/:id`, user("write:collections"), update),
  del(`${at}/:id`, user("write:collections"), async (request) => {
    await removeCollection(request.kith, me(request), await param(request));
    return nothing;
  }),
  post(items, user("write:collections"), add),
  del(`${items}/:id`, user("write:collections"), ending(removeItem)),
  post(`${items}/:id/revoke`, user("write:collections"), ending(revokeItem)),
  get("/api/v1/accounts/:account_id/collections", anyone("read:collections"), ofAccount),
  get("/api/v1/accounts/:account_id/in_collections", user("read:collections"), withAccount),
];
