/** Groups to be found: those of this server and those elsewhere that somebody here has come upon; and those that one is in. */
import { sql, type RawBuilder, type SqlBool } from "kysely";
import { notHiddenFrom } from "../blocks/hidden.ts";
import { fromJson } from "../db/columns.ts";
import type { Account, Reads, Row } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { isHidden, loadInsides } from "./inside.ts";
import { loadMemberships } from "./load.ts";

export type DirectoryOrder = "active" | "members" | "new" | "name";
export const DIRECTORY_ORDERS: readonly DirectoryOrder[] = ["active", "members", "new", "name"];
/**
 * - `told`: its account as the reader may know it; - `rules` that they may know, of one elsewhere only those that it tells its members alone; - `counted`: they may know how many are in
 *   it, and how much is said there
 */
export type Listed = {
  account: Account;
  group: Row<"groups"> | undefined;
  told: Account;
  rules: readonly string[];
  counted: boolean;
};

/** @param q words in the handle, or in what everybody may know of its title and description */
export async function loadDirectory(
  { db, now }: Pick<Kith, "db" | "now">,
  viewer_id: number,
  { q, order, local, offset, limit }: { q: string; order: DirectoryOrder; local: boolean; offset: number; limit: number },
): Promise<Listed[]> {
  let query = db
    .selectFrom("accounts")
    .leftJoin("groups", "groups.account_id", "accounts.id")
    .select("accounts.id")
    .where("accounts.actor_type", "=", "Group")
    .where("accounts.discoverable", "=", 1)
    .where("accounts.suspended_at", "=", 0)
    .where("accounts.silenced_at", "=", 0)
    .where("accounts.deleted_at", "=", 0)
    .where("accounts.moved_to_uri", "=", "")
    .where(notHiddenFrom(viewer_id, "accounts.id", now()));
  if (local) query = query.where("accounts.host", "=", "");
  const word = q.trim().toLowerCase().replace(/^[@!]/, "").split("@")[0] ?? "";
  if (word !== "") {
    // Compared without patterns, so that nothing in the word means anything.
    const holds = (column: string) => sql<SqlBool>`replace(lower(${sql.ref(column)}), ${word}, '') <> lower(${sql.ref(column)})`;
    query = query.where((eb) =>
      eb.or([holds("accounts.username_lower"), holds("accounts.display_name"), holds("accounts.note")]),
    );
  }
  const sorted =
    order === "members"
      ? query.orderBy(ifTold(sql`accounts.followers_count`), "desc")
      : order === "new"
        ? query.orderBy("accounts.created_at", "desc")
        : order === "name"
          ? query.orderBy("accounts.username_lower")
          : query.orderBy(ifTold(sql`coalesce(groups.last_post_at, accounts.last_status_at)`), "desc");
  const rows = await sorted.orderBy("accounts.id", "desc").offset(offset).limit(limit).execute();
  return await complete(
    db,
    viewer_id,
    rows.map(({ id }) => id),
  );
}

/** A number by which they are put in order, where everybody may know it. */
const ifTold = (number: RawBuilder<unknown>) =>
  sql`case when accounts.members_only = 0 or groups.revealed = 1 then ${number} else 0 end`;

const MOST_JOINED = 500;

/** Those that an account is in, here and elsewhere, by name. */
export async function loadJoined(db: Reads, account_id: number): Promise<Listed[]> {
  const rows = await db
    .selectFrom("follows")
    .innerJoin("accounts", "accounts.id", "follows.target_id")
    .select("accounts.id")
    .where("follows.account_id", "=", account_id)
    .where("follows.state", "=", "accepted")
    .where("accounts.actor_type", "=", "Group")
    .where("accounts.suspended_at", "=", 0)
    .where("accounts.deleted_at", "=", 0)
    .orderBy("accounts.username_lower")
    .limit(MOST_JOINED)
    .execute();
  return await complete(
    db,
    account_id,
    rows.map(({ id }) => id),
  );
}

/** In the given order, as the viewer may know them. */
export async function complete(db: Reads, viewer_id: number, ids: readonly number[]): Promise<Listed[]> {
  if (ids.length === 0) return [];
  const accounts = await db.selectFrom("accounts").selectAll().where("id", "in", ids).execute();
  const groups = await db.selectFrom("groups").selectAll().where("account_id", "in", ids).execute();
  const insides = await loadInsides(db, viewer_id, accounts);
  const closed = accounts.filter(({ members_only }) => members_only === 1).map((account) => account.id);
  const joined = await loadMemberships(db, viewer_id, closed);
  return ids.flatMap((id) => {
    const account = accounts.find((one) => one.id === id);
    if (account === undefined) return [];
    const [group, inside] = [groups.find((one) => one.account_id === id), insides.get(id)];
    const open = group === undefined || isHidden(account, group) ? [] : fromJson(group.rules);
    const revealed = account.members_only === 0 || (group !== undefined && !isHidden(account, group));
    const counted = revealed || inside !== undefined || joined.has(id);
    return { account, group, told: inside?.account ?? account, rules: inside?.rules ?? open, counted };
  });
}
