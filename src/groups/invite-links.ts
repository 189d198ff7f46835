/** Links into a group, which let in whoever has them. */
import { randomBytes } from "node:crypto";
import { sql, type SqlBool } from "kysely";
import { findAccountById, holdAccounts } from "../accounts/find.ts";
import type { Account, Row } from "../db/schema.ts";
import { forbidden, invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { joinGroup } from "./invitations.ts";
import { findOwnGroup, findStanding, type Group } from "./load.ts";
import { findBan } from "./members.ts";
import { assertRole, findRole } from "./roles.ts";

export type GroupLink = Row<"group_links">;
const DAY = 86_400_000;
const MOST_LINKS = 20;
const [MOST_USES, MOST_DAYS] = [1000, 365];

/** @param limits `max_uses` and `days`; 0 = no end */
export async function createLink(
  kith: Kith,
  group: Group,
  by: Account,
  { max_uses, days }: { max_uses: number; days: number },
): Promise<GroupLink> {
  await assertRole(kith.db, group, by);
  const now = kith.now();
  const lasts = Math.min(Math.max(Math.trunc(days) || 0, 0), MOST_DAYS);
  const row = {
    id: kith.newId(),
    group_id: group.account.id,
    account_id: by.id,
    code: randomBytes(12).toString("base64url"),
    max_uses: Math.min(Math.max(Math.trunc(max_uses) || 0, 0), MOST_USES),
    uses: 0,
    expires_at: lasts === 0 ? 0 : now + lasts * DAY,
    created_at: now,
  };
  await kith.write(async (tx) => {
    // Of two at once one waits for the other here.
    await holdAccounts(tx, row.group_id);
    await tx.deleteFrom("group_links").where("group_id", "=", row.group_id).where(isOver(now)).execute();
    const there = await tx.selectFrom("group_links").select("id").where("group_id", "=", row.group_id).execute();
    if (there.length >= MOST_LINKS) throw invalid("The group has as many links as fit: end one first");
    await tx.insertInto("group_links").values(row).execute();
  });
  return row;
}

/** A condition on `group_links`: it lets nobody in any more. */
const isOver = (now: number) => sql<SqlBool>`((expires_at > 0 and expires_at <= ${now}) or (max_uses > 0 and uses >= max_uses))`;

/** Those that still let somebody in. */
export const loadLinks = async ({ db, now }: Pick<Kith, "db" | "now">, group_id: number): Promise<GroupLink[]> =>
  await db
    .selectFrom("group_links")
    .selectAll()
    .where("group_id", "=", group_id)
    .where(sql<SqlBool>`not ${isOver(now())}`)
    .orderBy("id", "desc")
    .limit(MOST_LINKS)
    .execute();

export async function removeLink(kith: Kith, group: Group, by: Account, id: number): Promise<void> {
  await assertRole(kith.db, group, by);
  await kith.write(
    async (tx) => await tx.deleteFrom("group_links").where("id", "=", id).where("group_id", "=", group.account.id).execute(),
  );
}

/** A link that still lets somebody in, with its group. @throws Refusal `missing` */
export async function getLink(kith: Kith, code: string): Promise<{ link: GroupLink; group: Group }> {
  const named = kith.db.selectFrom("group_links").selectAll().where("code", "=", code.slice(0, 100));
  const link = await named.where(sql<SqlBool>`not ${isOver(kith.now())}`).executeTakeFirst();
  if (link === undefined) throw missing("This link is not valid any more");
  const group = await findOwnGroup(kith.db, link.group_id);
  const maker = await findAccountById(kith.db, link.account_id);
  // It is worth as much as its maker's word.
  if (group === undefined || maker === undefined || (await findRole(kith.db, link.group_id, maker)) === undefined)
    throw missing("This link is not valid any more");
  return { link, group };
}

/** Lets somebody in by a link: who lives here is a member then; who lives elsewhere is let in when they follow. */
export async function takeLink(kith: Kith, code: string, account: Account): Promise<Group> {
  const { link, group } = await getLink(kith, code);
  const { id: group_id } = group.account;
  if ((await findBan(kith.db, account.id, [group_id], kith.now())) !== undefined) throw forbidden("This group has banned you");
  await kith.write(async (tx) => {
    const invited = await tx
      .insertInto("group_invitations")
      .values({ id: kith.newId(), group_id, account_id: account.id, inviter_id: link.account_id, created_at: kith.now() })
      .onConflict((oc) => oc.doNothing())
      .returning("id")
      .executeTakeFirst();
    // Who takes it twice takes one place. Looked at after the row is there: of two at once the second sees what became of the first.
    if (invited === undefined) return;
    if ((await findStanding(tx, group_id, account.id)) === "member")
      return void (await tx.deleteFrom("group_invitations").where("id", "=", invited.id).execute());
    const { numUpdatedRows } = await tx
      .updateTable("group_links")
      .set((eb) => ({ uses: eb("uses", "+", 1) }))
      .where("id", "=", link.id)
      .where((eb) => eb.or([eb("max_uses", "=", 0), eb("uses", "<", eb.ref("max_uses"))]))
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw missing("This link is not valid any more");
  });
  if (account.host === "") await joinGroup(kith, group, account);
  return group;
}
