/** What the stories of collections share: making, filling and seeing them through the API. */
import type { NotificationJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";

type Item = { id: string; account_id: string; state: string };
type Collection = {
  id: string;
  uri: string;
  account_id: string;
  name: string;
  description: string;
  local: boolean;
  language: string | null;
  discoverable: boolean;
  tag: { name: string } | null;
  item_count: number;
  items: Item[];
};
type Notice = NotificationJson & { collection?: Collection };

export const at = "/api/v1/collections";
export const make = async (who: Person, body: object): Promise<Collection> =>
  (await who.api<{ collection: Collection }>("POST", at, { discoverable: true, ...body })).collection;
export const adds = async (who: Person, { id }: Collection, account_id: string): Promise<Item> =>
  (await who.api<{ collection_item: Item }>("POST", `${at}/${id}/items`, { account_id })).collection_item;
export const mayBeFound = async (who: Person, more: object = {}) =>
  await who.api("PATCH", "/api/v1/accounts/update_credentials", { discoverable: true, ...more });
export const shown = async (who: Person, id: string): Promise<Collection> =>
  (await who.api<{ collection: Collection }>("GET", `${at}/${id}`)).collection;
/** As somebody sees the collections of an account. */
export const ofAccount = async (who: Person, handle: string): Promise<Collection[]> => {
  const { id } = await who.finds(handle);
  return (await who.api<{ collections: Collection[] }>("GET", `/api/v1/accounts/${id}/collections`)).collections;
};
export const within = async (who: Person): Promise<Collection[]> =>
  (await who.api<{ collections: Collection[] }>("GET", `/api/v1/accounts/${who.id}/in_collections`)).collections;
export const notices = async (who: Person): Promise<Notice[]> =>
  await who.api<Notice[]>(
    "GET",
    "/api/v1/notifications?supported_types[]=added_to_collection&supported_types[]=collection_update&exclude_types[]=follow",
  );
