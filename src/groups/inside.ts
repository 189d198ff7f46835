/**
 * What a group for its members alone tells those who are in it and nobody else: what it is called and about, its rules and its pictures. Its account bears none of
 * that, so whatever shows accounts gives nothing away; here it is put on the account for one reader, wherever the group lives.
 *
 * Of a group here it stands in `groups`. Of one elsewhere it is kept apart, as its server has told it to somebody of ours who is in it.
 */
import { sql } from "kysely";
import { fromJson, toJson } from "../db/columns.ts";
import { padded } from "../db/lists.ts";
import type { Account, Reads, Row, Tx } from "../db/schema.ts";
import { loadEldest } from "./members.ts";

type Portrait = "avatar" | "header" | "avatar_description" | "header_description";
type Insides = Pick<Row<"group_insides">, "title" | "note" | Portrait>;
/** For one reader, by group: its account with what they may know, and its rules. */
export type Told = ReadonlyMap<number, { account: Account; rules: string[] }>;

/** Columns of an account that says what the group says of itself. */
export const toProfile = ({ title, note, avatar, header, avatar_description, header_description }: Insides) => ({
  display_name: title,
  note,
  avatar,
  header,
  avatar_description,
  header_description,
});

const CLOSED: ReturnType<typeof toProfile> = Object.freeze(
  toProfile({ title: "", note: "", avatar: "", header: "", avatar_description: "", header_description: "" }),
);

/** What everybody may know of a group here. */
export const toPublicProfile = (row: Insides & Pick<Row<"groups">, "note_source">, hidden: boolean) =>
  hidden ? { ...CLOSED, note_source: "" } : { ...toProfile(row), note_source: row.note_source };

/** Whether outsiders may know nothing of it but its handle. */
export const isHidden = (
  { members_only }: Pick<Account, "members_only">,
  { revealed }: Pick<Row<"groups">, "revealed">,
): boolean => members_only === 1 && revealed === 0;

/** Those of these groups of which the viewer may know more than everybody: who is in it; of one here also who has been invited, and who looks after it. */
export async function loadInsides(db: Reads, viewer_id: number, groups: Iterable<Account>): Promise<Told> {
  const closed = [...groups].filter(({ members_only, actor_type }) => members_only === 1 && actor_type === "Group");
  if (viewer_id <= 0 || closed.length === 0) return new Map();
  const ids = padded([...new Set(closed.map(({ id }) => id))]);
  const rows = new Map<number, Insides & { rules: string[] }>();
  const far = closed.some(({ host }) => host !== "") ? await loadFar(db, viewer_id, ids) : [];
  const here = closed.some(({ host }) => host === "") ? await loadHere(db, viewer_id, ids) : [];
  for (const row of [...far, ...here]) rows.set(row.account_id, { ...row, rules: fromJson(row.rules) });
  const told = new Map<number, { account: Account; rules: string[] }>();
  for (const account of closed) {
    const row = rows.get(account.id);
    if (row !== undefined) told.set(account.id, { account: { ...account, ...toProfile(row) }, rules: row.rules });
  }
  return told;
}

const COLUMNS = ["account_id", "title", "note", "rules", "avatar", "header", "avatar_description", "header_description"] as const;

const loadFar = async (db: Reads, viewer_id: number, ids: readonly number[]) =>
  await db
    .selectFrom("group_insides as told")
    .select(COLUMNS.map((column) => `told.${column}` as const))
    .where("told.account_id", "in", ids)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom("follows")
          .select("follows.id")
          .whereRef("follows.target_id", "=", "told.account_id")
          .where("follows.account_id", "=", viewer_id)
          .where("follows.state", "=", "accepted"),
      ),
    )
    .execute();

const loadHere = async (db: Reads, viewer_id: number, ids: readonly number[]) =>
  await db
    .selectFrom("groups as told")
    .select(COLUMNS.map((column) => `told.${column}` as const))
    .where("told.account_id", "in", ids)
    .where(
      sql<boolean>`(exists (select 1 from follows as f where f.target_id = told.account_id and f.account_id = ${viewer_id} and f.state = 'accepted')
        or exists (select 1 from group_invitations as i where i.group_id = told.account_id and i.account_id = ${viewer_id})
        or exists (select 1 from group_moderators as m join accounts as a on a.uri = m.uri where m.group_id = told.account_id and a.id = ${viewer_id}))`,
    )
    .execute();

/** One group, as the viewer may know it. */
export const asToldTo = async (db: Reads, viewer_id: number, group: Account): Promise<Account> =>
  (await loadInsides(db, viewer_id, [group])).get(group.id)?.account ?? group;

/**
 * By the id of a status: its group. What is said for its members alone bears its title for them; what was said before it became private does not, for that is
 * rendered once for all who read it.
 */
export async function withTitles(
  db: Reads,
  viewer_id: number,
  { groups, statuses }: { groups: ReadonlyMap<number, Account>; statuses: ReadonlyMap<number, { visibility: string }> },
): Promise<ReadonlyMap<number, Account>> {
  const inside = [...groups].filter(([id]) => statuses.get(id)?.visibility === "limited");
  const told = await loadInsides(
    db,
    viewer_id,
    inside.map(([, group]) => group),
  );
  if (told.size === 0) return groups;
  const titled = new Map(groups);
  for (const [id, group] of inside) titled.set(id, told.get(group.id)?.account ?? group);
  return titled;
}

/** Somebody here is in the group, which lives elsewhere. */
export const isAnybodyIn = async (db: Reads, group_id: number): Promise<boolean> =>
  (await loadEldest(db, group_id, 1)).length > 0;

/** `url`: of which address it is the answer. Nothing is kept when nobody of ours is in it any more, or when it tells that elsewhere meanwhile, or everybody. */
export async function keepInside(
  tx: Tx,
  { url, ...row }: Omit<Row<"group_insides">, "rules"> & { rules: readonly string[]; url: string },
): Promise<void> {
  const { account_id } = row;
  const group = await findClosedElsewhere(tx, account_id);
  if (group?.inside_url !== url || !(await isAnybodyIn(tx, account_id))) return;
  const values = { ...row, rules: toJson([...row.rules]) };
  await tx
    .insertInto("group_insides")
    .values(values)
    .onConflict((oc) => oc.column("account_id").doUpdateSet(values))
    .execute();
}

/** A group elsewhere for its members alone, with the address where it tells those in it more than everybody ("" where it does not); undefined for any other. */
export const findClosedElsewhere = async (db: Reads, account_id: number) =>
  await db
    .selectFrom("accounts")
    .innerJoin("remote_groups", "remote_groups.account_id", "accounts.id")
    .selectAll("accounts")
    .select("remote_groups.inside_url")
    .where("accounts.id", "=", account_id)
    .where("accounts.host", "<>", "")
    .where("accounts.actor_type", "=", "Group")
    .where("accounts.members_only", "=", 1)
    .where("accounts.suspended_at", "=", 0)
    .where("accounts.deleted_at", "=", 0)
    .executeTakeFirst();

export const forgetInside = async (tx: Tx, account_id: number): Promise<void> => {
  await tx.deleteFrom("group_insides").where("account_id", "=", account_id).execute();
};

/** Somebody is not in it any more: when that was the last one here, what it has told goes. */
export async function forgetUnlessIn(tx: Tx, account_id: number): Promise<void> {
  await tx
    .deleteFrom("group_insides")
    .where("account_id", "=", account_id)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom("follows")
            .innerJoin("users", "users.id", "follows.account_id")
            .select("follows.id")
            .where("follows.target_id", "=", account_id)
            .where("follows.state", "=", "accepted"),
        ),
      ),
    )
    .execute();
}
