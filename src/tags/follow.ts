/** Following tags: their public statuses come into the home. */
import { padded } from "../db/lists.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Account, Reads } from "../db/schema.ts";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { isTagName } from "../text/grammar.ts";
import { normalizeTag } from "../text/names.ts";
import type { Tag } from "./find.ts";
import { upsertTags } from "./insert.ts";

/** A row of the page of followed tags; `id` is the follow's, for the cursor. */
export type FollowedTag = { id: number; tag: Tag };

/** Follows a tag, which is made if nobody has used it yet. Twice is once. @throws Refusal `missing` for what cannot be a tag */
export async function followTag(kith: Kith, account: Pick<Account, "id">, name: string): Promise<Tag> {
  const clean = normalizeTag(name);
  if (!isTagName(clean)) throw missing();
  return await kith.write(async (tx) => {
    const [tag_id = 0] = await upsertTags(tx, kith, [{ name: clean, display_name: name.trim().replace(/^#/, "") }], 0);
    await tx
      .insertInto("followed_tags")
      .values({ id: kith.newId(), account_id: account.id, tag_id, created_at: kith.now() })
      .onConflict((oc) => oc.doNothing())
      .execute();
    return await tx.selectFrom("tags").selectAll().where("id", "=", tag_id).executeTakeFirstOrThrow();
  });
}

/** Ends it; there need not be anything to end. */
export const unfollowTag = async (kith: Kith, account: Pick<Account, "id">, tag: Pick<Tag, "id">): Promise<void> =>
  await kith.write(async (tx) => {
    await tx.deleteFrom("followed_tags").where("account_id", "=", account.id).where("tag_id", "=", tag.id).execute();
  });

/** The newest follow first. */
export async function loadFollowedTags(db: Reads, account_id: number, paging: Paging): Promise<FollowedTag[]> {
  const query = db
    .selectFrom("followed_tags")
    .innerJoin("tags", "tags.id", "followed_tags.tag_id")
    .selectAll("tags")
    .select("followed_tags.id as follow_id")
    .where("followed_tags.account_id", "=", account_id);
  const rows = await paged(query, "followed_tags.id", paging).execute();
  return inOrder(rows, paging).map(({ follow_id, ...tag }) => ({ id: follow_id, tag }));
}

/** Those of the tags that the account follows. */
export async function followedAmong(db: Reads, account_id: number, tag_ids: readonly number[]): Promise<Set<number>> {
  const rows = await db
    .selectFrom("followed_tags")
    .select("tag_id")
    .where("account_id", "=", account_id)
    .where("tag_id", "in", padded(tag_ids))
    .execute();
  return new Set(rows.map(({ tag_id }) => tag_id));
}
