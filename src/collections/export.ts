/** One's own collections, for the archive of all that one has here. */
import { rfc3339 } from "../db/columns.ts";
import { grouped } from "../db/lists.ts";
import type { Account, Reads } from "../db/schema.ts";

/** JSON, the oldest first; `accounts` are the uris of those in it. */
export async function writeCollections(db: Reads, { id: account_id }: Pick<Account, "id">): Promise<string> {
  const collections = await db
    .selectFrom("collections")
    .leftJoin("tags", "tags.id", "collections.tag_id")
    .selectAll("collections")
    .select("tags.display_name as tag")
    .where("collections.account_id", "=", account_id)
    .orderBy("collections.id")
    .execute();
  const items = await db
    .selectFrom("collection_items")
    .innerJoin("collections", "collections.id", "collection_items.collection_id")
    .innerJoin("accounts", "accounts.id", "collection_items.account_id")
    .select(["collection_items.collection_id", "collection_items.state", "accounts.uri"])
    .where("collections.account_id", "=", account_id)
    .where("collection_items.state", "<>", "revoked")
    .orderBy("collection_items.id")
    .execute();
  const within = grouped(items, (item) => item.collection_id);
  const written = collections.map(({ id, name, description, language, tag, sensitive, discoverable, created_at }) => ({
    name,
    description,
    language,
    tag,
    sensitive: sensitive === 1,
    discoverable: discoverable === 1,
    created_at: rfc3339(created_at),
    accounts: (within.get(id) ?? []).map(({ uri, state }) => ({ uri, state })),
  }));
  return JSON.stringify(written, undefined, 2);
}
