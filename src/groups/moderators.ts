/** Who moderates a group elsewhere, as its own server lists them. */
import { fromJson, toJson } from "../db/columns.ts";
import type { Account, Reads, Row } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { resolveAddressed } from "../statuses/mentions.ts";

const MOST = 200;

export const findGroup = async (db: Reads, account_id: number): Promise<Row<"remote_groups"> | undefined> =>
  await db.selectFrom("remote_groups").selectAll().where("account_id", "=", account_id).executeTakeFirst();

export const isModerator = async (db: Reads, group_id: number, uri: string): Promise<boolean> =>
  (await db
    .selectFrom("group_moderators")
    .select("uri")
    .where("group_id", "=", group_id)
    .where("uri", "=", uri)
    .executeTakeFirst()) !== undefined;

/** Keeps the list as it is now. @param moderators_url "" = the group names people instead of a list */
export const keepModerators = async (
  kith: Kith,
  { id }: Account,
  { moderators_url, uris }: { moderators_url: string; uris: readonly string[] },
): Promise<void> =>
  await kith.write(async (tx) => {
    const row = { moderators_url, checked_at: kith.now() };
    await tx
      .insertInto("remote_groups")
      .values({ account_id: id, ...row })
      .onConflict((oc) => oc.column("account_id").doUpdateSet(row))
      .execute();
    await tx.deleteFrom("group_moderators").where("group_id", "=", id).execute();
    const rows = [...new Set(uris)].slice(0, MOST).map((uri, position) => ({ group_id: id, uri, position }));
    if (rows.length > 0)
      await tx
        .insertInto("group_moderators")
        .values(rows)
        .onConflict((oc) => oc.doNothing())
        .execute();
  });

/** What its server tells of it besides; `sidebar` safe HTML, `members` uris. */
export type Told = { rules: readonly string[]; sidebar: string; members: readonly string[] };

export const keepTold = async (kith: Kith, { id }: Account, { rules, sidebar, members }: Told): Promise<void> =>
  await kith.write(async (tx) => {
    const row = { rules: toJson([...rules]), sidebar, members: toJson([...members]) };
    await tx
      .insertInto("remote_groups")
      .values({ account_id: id, moderators_url: "", checked_at: 0, ...row })
      .onConflict((oc) => oc.column("account_id").doUpdateSet(row))
      .execute();
  });

/** As it is known here: nobody is asked. `moderators` in the group's order, `members` the newest first. */
export async function loadTold(db: Reads, group_id: number) {
  const row = await findGroup(db, group_id);
  const listed = await db
    .selectFrom("group_moderators")
    .select("uri")
    .where("group_id", "=", group_id)
    .orderBy("position")
    .execute();
  const moderators = listed.map(({ uri }) => uri);
  const members = row === undefined ? [] : fromJson(row.members);
  const all = [...moderators, ...members];
  const found = all.length === 0 ? [] : await db.selectFrom("accounts").select(["id", "uri"]).where("uri", "in", all).execute();
  const idsOf = (uris: readonly string[]) => uris.flatMap((uri) => found.find((one) => one.uri === uri)?.id ?? []);
  return {
    rules: row === undefined ? [] : fromJson(row.rules),
    sidebar: row?.sidebar ?? "",
    restricted: row?.restricted === 1,
    moderators: idsOf(moderators),
    members: idsOf(members.filter((uri) => !moderators.includes(uri))),
  };
}

/** Who of those listed is not known here is looked up; who cannot be found soon is left for another time. */
export async function resolveModerators(kith: Kith, group_id: number): Promise<void> {
  const rows = await kith.db
    .selectFrom("group_moderators")
    .select("uri")
    .where("group_id", "=", group_id)
    .orderBy("position")
    .execute();
  await resolveAddressed(
    kith,
    rows.map(({ uri }) => uri),
  );
}

/** Which of these groups somebody moderates: their locks do not bind them. */
export async function loadModerated(db: Reads, account_id: number, group_ids: readonly number[]): Promise<Set<number>> {
  if (account_id === 0 || group_ids.length === 0) return new Set();
  const rows = await db
    .selectFrom("group_moderators")
    .innerJoin("accounts", "accounts.uri", "group_moderators.uri")
    .select("group_moderators.group_id")
    .where("accounts.id", "=", account_id)
    .where("group_moderators.group_id", "in", group_ids)
    .execute();
  return new Set(rows.map(({ group_id }) => group_id));
}
