/** Who looks after a group that lives here: its owner, its moderators, on whatever server they are. */
import type { Account, Reads, Row, Tx } from "../db/schema.ts";
import type { GroupRole } from "../db/values.ts";
import { forbidden, invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { writeLog } from "./log.ts";
import { findStanding, type Group } from "./load.ts";

export const MOST_MODERATORS = 30;
/** Groups elsewhere may have more. */
const MOST_LISTED = 200;

export const findRole = async (db: Reads, group_id: number, { uri }: Pick<Account, "uri">): Promise<GroupRole | undefined> =>
  (
    await db
      .selectFrom("group_moderators")
      .select("role")
      .where("group_id", "=", group_id)
      .where("uri", "=", uri)
      .executeTakeFirst()
  )?.role;

/** @throws Refusal `forbidden`; `missing` for outsiders of a group whose posts are for its members */
export async function assertRole(db: Reads, { account }: Group, by: Account, least: GroupRole = "moderator"): Promise<void> {
  const role = await findRole(db, account.id, by);
  if (role === "owner" || role === least) return;
  if (account.members_only === 1 && (await findStanding(db, account.id, by.id)) !== "member") throw missing();
  if (least === "owner") throw forbidden("Only whom the group belongs to may do that");
  throw forbidden("Only the group's moderators may do that");
}

/** The owner first. */
export const loadStaff = async (db: Reads, group_id: number): Promise<{ account: Account; role: GroupRole }[]> => {
  const rows = await db
    .selectFrom("group_moderators")
    .innerJoin("accounts", "accounts.uri", "group_moderators.uri")
    .selectAll("accounts")
    .select("group_moderators.role")
    .where("group_moderators.group_id", "=", group_id)
    .where("accounts.deleted_at", "=", 0)
    .orderBy("group_moderators.position")
    .limit(MOST_LISTED)
    .execute();
  return rows.map(({ role, ...account }) => ({ account, role }));
};

type NewModerator = Pick<Row<"group_moderators">, "group_id" | "uri" | "role" | "position">;

export const insertModerator = async (tx: Tx, { role, position, ...who }: NewModerator): Promise<void> => {
  await tx
    .insertInto("group_moderators")
    .values({ ...who, position, role })
    .onConflict((oc) => oc.columns(["group_id", "uri"]).doUpdateSet({ role, position }))
    .execute();
};

/** Takes the group until the work ends: of two who decide at once about who looks after it the second sees what the first has decided. */
export const holdGroup = async (tx: Tx, group_id: number): Promise<unknown> =>
  await tx
    .updateTable("groups")
    .set((eb) => ({ posts_count: eb.ref("posts_count") }))
    .where("account_id", "=", group_id)
    .execute();

/** Makes a member a moderator. @throws Refusal `invalid` for who is no member, and for too many */
export async function appoint(kith: Kith, group: Group, by: Account, target: Account): Promise<void> {
  const { id } = group.account;
  await kith.write(async (tx, happened) => {
    await holdGroup(tx, id);
    await assertRole(tx, group, by, "owner");
    if ((await findRole(tx, id, target)) !== undefined) return;
    if ((await findStanding(tx, id, target.id)) !== "member") throw invalid("Only members of the group can look after it");
    const staff = await loadStaff(tx, id);
    if (staff.length >= MOST_MODERATORS) throw invalid("The group has as many moderators as fit");
    await insertModerator(tx, { group_id: id, uri: target.uri, role: "moderator", position: staff.length + 1 });
    await writeLog(tx, kith, happened, { group_id: id, by, act: "appointed", account_id: target.id });
  });
}

/** Oneself, or a moderator by the owner. @throws Refusal `invalid` for the owner, who hands the group over first */
export async function dismiss(kith: Kith, group: Group, by: Account, target: Account): Promise<void> {
  const { id } = group.account;
  await kith.write(async (tx, happened) => {
    await holdGroup(tx, id);
    if (by.id !== target.id) await assertRole(tx, group, by, "owner");
    const role = await findRole(tx, id, target);
    if (role === undefined) return;
    if (role === "owner") throw invalid("Hand the group over to somebody else first");
    await tx.deleteFrom("group_moderators").where("group_id", "=", id).where("uri", "=", target.uri).execute();
    await writeLog(tx, kith, happened, { group_id: id, by, act: "dismissed", account_id: target.id });
  });
}

/** The group belongs to another from now on, who lives here and is a member; the owner before stays a moderator. */
export async function handOver(kith: Kith, group: Group, by: Account, target: Account): Promise<void> {
  const { id } = group.account;
  await kith.write(async (tx, happened) => {
    await holdGroup(tx, id);
    await assertRole(tx, group, by, "owner");
    if (target.id === by.id) return;
    if (target.host !== "" || (await findStanding(tx, id, target.id)) !== "member")
      throw invalid("A group is handed over to a member of this server");
    await insertModerator(tx, { group_id: id, uri: by.uri, role: "moderator", position: 1 });
    await insertModerator(tx, { group_id: id, uri: target.uri, role: "owner", position: 0 });
    await writeLog(tx, kith, happened, { group_id: id, by, act: "handed_over", account_id: target.id });
  });
}
