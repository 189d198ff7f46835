/** Featured tags: what somebody shows on their profile as what they write about. */
import { sql } from "kysely";
import { padded } from "../db/lists.ts";
import type { Account, Reads, Tx } from "../db/schema.ts";
import { invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { isTagName } from "../text/grammar.ts";
import { normalizeTag } from "../text/names.ts";
import type { Tag } from "./find.ts";
import { upsertTags } from "./insert.ts";

/** `id` is the featuring's; counted are the public and unlisted statuses of the account; `last_status_at` in ms, 0 = none. */
export type FeaturedTag = {
  id: number;
  tag_id: number;
  name: string;
  display_name: string;
  statuses_count: number;
  last_status_at: number;
};

export const MAX_FEATURED_TAGS = 10;
/** Suggestions are what was used most of late: in so many of one's newest statuses. */
const LOOKED_AT = 400;

/**
 * Features a tag, which is made if nobody has used it yet; twice is once.
 *
 * @throws Refusal `invalid` for what cannot be a tag, and past ten of them
 */
export async function featureTag(kith: Kith, account: Pick<Account, "id">, name: string): Promise<Tag> {
  const clean = normalizeTag(name);
  if (!isTagName(clean)) throw invalid("Validation failed: Name is invalid");
  return await kith.write(async (tx, happened) => {
    const { tag_id, made } = await insertFeatured(tx, kith, account, name);
    if ((await countFeatured(tx, account.id)) > MAX_FEATURED_TAGS)
      throw invalid("Validation failed: You have already featured the maximum number of hashtags");
    const tag = await tx.selectFrom("tags").selectAll().where("id", "=", tag_id).executeTakeFirstOrThrow();
    if (made) happened({ type: "tag.featured", account_id: account.id, tag_id, name: tag.display_name || tag.name });
    return tag;
  });
}

async function insertFeatured(
  tx: Tx,
  kith: Kith,
  account: Pick<Account, "id">,
  name: string,
): Promise<{ tag_id: number; made: boolean }> {
  const written = { name: normalizeTag(name), display_name: name.trim().replace(/^#/, "") };
  const [tag_id = 0] = await upsertTags(tx, kith, [written], 0);
  const made = await tx
    .insertInto("featured_tags")
    .values({ id: kith.newId(), account_id: account.id, tag_id, created_at: kith.now() })
    .onConflict((oc) => oc.doNothing())
    .returning("id")
    .executeTakeFirst();
  return { tag_id, made: made !== undefined };
}

/** A remote account features a tag. What cannot be one, and more than ten, is passed over. */
export async function receiveFeaturedTag(kith: Kith, account: Pick<Account, "id">, name: string): Promise<void> {
  if (!isTagName(normalizeTag(name))) return;
  await kith.write(async (tx) => {
    if ((await countFeatured(tx, account.id)) < MAX_FEATURED_TAGS) await insertFeatured(tx, kith, account, name);
  });
}

async function countFeatured(tx: Tx, account_id: number): Promise<number> {
  const { count } = await tx
    .selectFrom("featured_tags")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("account_id", "=", account_id)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** A remote account features these and no others, as its server lists them. */
export async function keepFeaturedTags(kith: Kith, account: Pick<Account, "id">, names: readonly string[]): Promise<void> {
  const wanted = names.filter((name) => isTagName(normalizeTag(name))).slice(0, MAX_FEATURED_TAGS);
  await kith.write(async (tx) => {
    const ids: number[] = [];
    for (const name of wanted) ids.push((await insertFeatured(tx, kith, account, name)).tag_id);
    let others = tx.deleteFrom("featured_tags").where("account_id", "=", account.id);
    if (ids.length > 0) others = others.where("tag_id", "not in", ids);
    await others.execute();
  });
}

/** Ends it by the tag; there need not be anything to end. */
export async function unfeatureTag(
  kith: Kith,
  account: Pick<Account, "id" | "host">,
  tag: Pick<Tag, "id" | "name" | "display_name">,
): Promise<void> {
  await kith.write(async (tx, happened) => {
    const gone = await tx
      .deleteFrom("featured_tags")
      .where("account_id", "=", account.id)
      .where("tag_id", "=", tag.id)
      .returning("id")
      .executeTakeFirst();
    if (gone === undefined || account.host !== "") return;
    happened({ type: "tag.unfeatured", account_id: account.id, tag_id: tag.id, name: tag.display_name || tag.name });
  });
}

/** Ends it by its own id. @throws Refusal `missing` */
export async function removeFeaturedTag(kith: Kith, account: Pick<Account, "id" | "host">, id: number): Promise<void> {
  const tag = await kith.db
    .selectFrom("featured_tags")
    .innerJoin("tags", "tags.id", "featured_tags.tag_id")
    .selectAll("tags")
    .where("featured_tags.id", "=", id)
    .where("featured_tags.account_id", "=", account.id)
    .executeTakeFirst();
  if (tag === undefined) throw missing();
  await unfeatureTag(kith, account, tag);
}

/** In the order in which they were featured. */
export async function loadFeaturedTags(db: Reads, account_id: number): Promise<FeaturedTag[]> {
  const { rows } = await sql<FeaturedTag>`
    select featured_tags.id, tags.id as tag_id, tags.name, tags.display_name, count(written.id) as statuses_count,
      coalesce(max(written.created_at), 0) as last_status_at
    from featured_tags join tags on tags.id = featured_tags.tag_id
    left join (status_tags join statuses as written on written.id = status_tags.status_id and written.account_id = ${account_id}
      and written.deleted_at = 0 and written.visibility in ('public', 'unlisted')) on status_tags.tag_id = featured_tags.tag_id
    where featured_tags.account_id = ${account_id}
    group by featured_tags.id, tags.id, tags.name, tags.display_name order by featured_tags.id limit ${sql.lit(MAX_FEATURED_TAGS)}`.execute(
    db,
  );
  return rows;
}

/** What the account uses most of late and does not feature yet. */
export async function suggestTags(db: Reads, account_id: number): Promise<Tag[]> {
  const { rows } = await sql<Tag>`select tags.* from tags join (
      select status_tags.tag_id, count(*) as uses from status_tags join (
        select id from statuses where statuses.account_id = ${account_id} and statuses.deleted_at = 0
          and statuses.visibility in ('public', 'unlisted') order by id desc limit ${sql.lit(LOOKED_AT)}) as mine
        on mine.id = status_tags.status_id
      group by status_tags.tag_id) as used on used.tag_id = tags.id
    where not exists (select 1 from featured_tags where featured_tags.account_id = ${account_id} and featured_tags.tag_id = tags.id)
    order by used.uses desc, tags.name limit ${sql.lit(MAX_FEATURED_TAGS)}`.execute(db);
  return rows;
}

/** Those of the tags that the account features. */
export async function featuredAmong(db: Reads, account_id: number, tag_ids: readonly number[]): Promise<Set<number>> {
  const rows = await db
    .selectFrom("featured_tags")
    .select("tag_id")
    .where("account_id", "=", account_id)
    .where("tag_id", "in", padded(tag_ids))
    .execute();
  return new Set(rows.map(({ tag_id }) => tag_id));
}
