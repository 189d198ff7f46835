/** Whom somebody might want to follow: whom those follow whom they follow, and whose posts people here like most. */
import { sql, type RawBuilder, type SqlBool } from "kysely";
import { notHiddenFrom } from "../blocks/hidden.ts";
import { padded } from "../db/lists.ts";
import type { Account } from "../db/schema.ts";
import { idAt } from "../ids.ts";
import type { Kith } from "../kith.ts";

export type SuggestionSource = "friends_of_friends" | "most_interactions";
export type Suggestion = { account_id: number; sources: SuggestionSource[] };

/** Looked for among so many of one's newest follows. */
const FRIENDS = 200;
/** Liked in so many days, and counted among so many of the newest favourites. */
const DAYS = 30;
const FAVOURITES = 5000;
const POPULAR = 100;
const KEPT_FOR = 10 * 60_000;

/** Those that more than one source names come first, then in turn of what they share with the viewer. Dismissed ones stay away. */
export async function loadSuggestions(kith: Kith, viewer_id: number, limit: number): Promise<Suggestion[]> {
  const friends = await friendsOfFriends(kith, viewer_id, limit);
  const popular = await suitable(kith, viewer_id, await popularIds(kith));
  const liked = new Set(popular);
  const both = friends.filter((id) => liked.has(id));
  const named = new Set(friends);
  const of = (ids: readonly number[], sources: SuggestionSource[]) => ids.map((account_id) => ({ account_id, sources }));
  return [
    ...of(both, ["friends_of_friends", "most_interactions"]),
    ...of(
      friends.filter((id) => !liked.has(id)),
      ["friends_of_friends"],
    ),
    ...of(
      popular.filter((id) => !named.has(id)),
      ["most_interactions"],
    ),
  ].slice(0, limit);
}

/** The viewer does not want to be told of the account again. */
export const dismissSuggestion = async (kith: Kith, account: Pick<Account, "id">, target_id: number): Promise<void> =>
  await kith.write(async (tx) => {
    const known = await tx.selectFrom("accounts").select("id").where("id", "=", target_id).executeTakeFirst();
    if (known === undefined) return;
    await tx
      .insertInto("dismissed_suggestions")
      .values({ account_id: account.id, target_id })
      .onConflict((oc) => oc.doNothing())
      .execute();
  });

/** Wants to be found, is not the viewer, not followed or asked by them, not hidden from them, and not dismissed. `column` holds its id. */
const mayBeSuggested = (viewer_id: number, column: string, now: number): RawBuilder<SqlBool> => {
  const id = sql.ref(column);
  return sql<SqlBool>`(${id} <> ${viewer_id}
    and exists (select 1 from accounts as candidate where candidate.id = ${id} and candidate.discoverable = 1 and candidate.suspended_at = 0
      and candidate.silenced_at = 0 and candidate.deleted_at = 0 and candidate.moved_to_uri = '' and candidate.memorial = 0)
    and not exists (select 1 from follows as already where already.account_id = ${viewer_id} and already.target_id = ${id})
    and not exists (select 1 from dismissed_suggestions as dismissed where dismissed.account_id = ${viewer_id} and dismissed.target_id = ${id})
    and ${notHiddenFrom(viewer_id, column, now)})`;
};

/** The most shared first. */
async function friendsOfFriends(kith: Kith, viewer_id: number, limit: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select theirs.target_id as id, count(*) as shared
    from (select target_id from follows where account_id = ${viewer_id} and state = 'accepted' order by id desc limit ${sql.lit(FRIENDS)}) as mine
    join accounts as friend on friend.id = mine.target_id and friend.hide_collections = 0
    join follows as theirs on theirs.account_id = mine.target_id and theirs.state = 'accepted'
    where ${mayBeSuggested(viewer_id, "theirs.target_id", kith.now())}
    group by theirs.target_id order by shared desc, theirs.target_id desc limit ${limit}`.execute(kith.db);
  return rows.map(({ id }) => id);
}

/** Those of the ids that may be suggested, in their order. */
async function suitable(kith: Kith, viewer_id: number, ids: readonly number[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await kith.db
    .selectFrom("accounts")
    .select("accounts.id")
    .where("accounts.id", "in", padded(ids))
    .where(mayBeSuggested(viewer_id, "accounts.id", kith.now()))
    .execute();
  const may = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => may.has(id));
}

type Kept = { ids: number[]; until: number };

/** Whose statuses were favoured by most people of late: the same for all, so it is kept for ten minutes. */
async function popularIds(kith: Kith): Promise<number[]> {
  const cache = kith.cache<Kept>("popular-accounts", 1);
  const kept = cache.get("ids");
  if (kept !== undefined && kept.until > kith.now()) return kept.ids;
  const { rows } = await sql<{ id: number }>`select statuses.account_id as id, count(distinct newest.account_id) as people
    from (select account_id, status_id from favourites where favourites.id >= ${idAt(kith.now() - DAYS * 86_400_000)}
      order by favourites.id desc limit ${sql.lit(FAVOURITES)}) as newest
    join statuses on statuses.id = newest.status_id and statuses.visibility = 'public' and statuses.deleted_at = 0
    where newest.account_id <> statuses.account_id
    group by statuses.account_id order by people desc, statuses.account_id desc limit ${sql.lit(POPULAR)}`.execute(kith.db);
  const ids = rows.map(({ id }) => id);
  cache.set("ids", { ids, until: kith.now() + KEPT_FOR });
  return ids;
}
