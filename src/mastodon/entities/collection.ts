/** Collections, as Mastodon 4.6 has them. */
import type { CollectionItem, LoadedCollection } from "../../collections/load.ts";
import type { Instance } from "../../config.ts";
import { rfc3339 } from "../../db/columns.ts";
import { collectionUri, collectionUrl, tagUrl } from "../../uris.ts";

export const renderItem = ({ id, account_id, state, created_at }: CollectionItem) => ({
  id: String(id),
  account_id: String(account_id),
  state,
  created_at: rfc3339(created_at),
});

export type CollectionJson = ReturnType<typeof renderCollection>;

export const renderCollection = ({ collection, items, tag }: LoadedCollection, instance: Instance) => ({
  id: String(collection.id),
  account_id: String(collection.account_id),
  uri: collection.uri ?? collectionUri(instance, collection.account_id, collection.id),
  url: collection.uri === null ? collectionUrl(instance, collection.id) : collection.url === "" ? null : collection.url,
  name: collection.name,
  description: collection.description,
  language: collection.language === "" ? null : collection.language,
  local: collection.uri === null,
  sensitive: collection.sensitive === 1,
  discoverable: collection.discoverable === 1,
  tag:
    tag === undefined ? null : { name: tag.display_name === "" ? tag.name : tag.display_name, url: tagUrl(instance, tag.name) },
  created_at: rfc3339(collection.created_at),
  updated_at: rfc3339(collection.updated_at),
  item_count: items.length,
  items: items.map(renderItem),
});
