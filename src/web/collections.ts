/** The page of a collection. */
import { getAccount, loadAccounts } from "../accounts/find.ts";
import { completeCollections, getCollection } from "../collections/load.ts";
import { missing } from "../errors.ts";
import { readId } from "../ids.ts";
import { collectionView } from "../../views/collection.ts";
import { isShown, relationsOf } from "./accounts.ts";
import { contextOf } from "./context.ts";
import { page, show, type Answer, type Route } from "./respond.ts";
import type { Visit } from "./visit.ts";

async function showCollection(visit: Visit): Promise<Answer> {
  const { kith, viewer_id, params } = visit;
  const id = readId(params["id"]);
  if (id === undefined) throw missing();
  const [loaded] = await completeCollections(kith.db, viewer_id, [await getCollection(kith.db, viewer_id, id)]);
  if (loaded === undefined) throw missing();
  const curator = await getAccount(kith.db, loaded.collection.account_id);
  const ids = loaded.items.flatMap(({ account_id, state }) => (state === "accepted" ? [account_id] : []));
  const found = await loadAccounts(kith.db, ids);
  const accounts = ids.flatMap((one) => found.get(one) ?? []).filter(isShown);
  const relations = await relationsOf(visit, ids);
  return show(collectionView(await contextOf(visit), { collection: loaded.collection, curator, accounts, relations }));
}

export const collectionRoutes: readonly Route[] = [page("/collections/:id", "anyone", showCollection)];
