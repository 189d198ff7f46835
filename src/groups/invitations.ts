/** Invitations into a group of somebody by name, here or elsewhere. */
import { findUser } from "../accounts/users.ts";
import { isBlockedBetween, notHiddenFrom } from "../blocks/hidden.ts";
import { grouped, padded } from "../db/lists.ts";
import type { Account, Reads, Row } from "../db/schema.ts";
import { forbidden, invalid, missing } from "../errors.ts";
import { follow } from "../follows/follow.ts";
import { idAt } from "../ids.ts";
import type { Kith } from "../kith.ts";
import { notify } from "../notifications/notify.ts";
import { publishStatus } from "../statuses/publish.ts";
import { acct } from "../uris.ts";
import { languageOf } from "../words/languages.ts";
import { findBan } from "./members.ts";
import { findStanding, type Group } from "./load.ts";
import { assertRole, findRole } from "./roles.ts";

export type Invitation = Row<"group_invitations">;
const DAY = 86_400_000;
const MOST_WAITING = 500;
const MOST_A_DAY = 50;

/** Members invite into what is open to all, moderators into every group. */
export async function mayInvite(db: Reads, { account, group }: Group, by: Account): Promise<boolean> {
  if ((await findRole(db, account.id, by)) !== undefined) return true;
  return group.membership === "public" && (await findStanding(db, account.id, by.id)) === "member";
}

/**
 * Invites somebody: they are told, elsewhere by a direct message, and are let in when they ask.
 *
 * @throws Refusal `forbidden`, `invalid` for who is in already or banned, and for too many
 */
export async function invite(kith: Kith, group: Group, by: Account, target: Account): Promise<void> {
  const { account } = group;
  if (!(await mayInvite(kith.db, group, by))) throw forbidden("Only the group's moderators may do that");
  if (target.actor_type === "Group" || target.suspended_at > 0 || target.deleted_at > 0) throw missing();
  if ((await findStanding(kith.db, account.id, target.id)) === "member") throw invalid("They are in the group already");
  if ((await findBan(kith.db, target.id, [account.id], kith.now())) !== undefined)
    throw invalid("The group has banned them: take that back first");
  await assertFewInvitations(kith, account.id, by.id);
  // Nobody is told whether somebody has blocked them.
  if (await isBlockedBetween(kith.db, target.id, by.id)) return;
  const made = await kith.write(async (tx, happened) => {
    const row = await tx
      .insertInto("group_invitations")
      .values({ id: kith.newId(), group_id: account.id, account_id: target.id, inviter_id: by.id, created_at: kith.now() })
      .onConflict((oc) => oc.doNothing())
      .returning("id")
      .executeTakeFirst();
    if (row === undefined) return false;
    const notice = { account_id: target.id, type: "group_invitation", from_account_id: by.id, subject_id: account.id } as const;
    await notify(tx, kith, happened, notice);
    return true;
  });
  if (made && target.host !== "") await write(kith, group, by, target);
}

async function assertFewInvitations(kith: Kith, group_id: number, inviter_id: number): Promise<void> {
  const rows = await kith.db
    .selectFrom("group_invitations")
    .select(["inviter_id", "created_at"])
    .where("group_id", "=", group_id)
    .limit(MOST_WAITING)
    .execute();
  const lately = rows.filter((row) => row.inviter_id === inviter_id && row.created_at > kith.now() - DAY);
  if (rows.length >= MOST_WAITING || lately.length >= MOST_A_DAY)
    throw invalid("There are too many invitations that nobody has answered");
}

/** To somebody elsewhere. */
async function write(kith: Kith, { account, group }: Group, by: Account, target: Account): Promise<void> {
  const user = await findUser(kith.db, by.id);
  const { t } = kith.locales(languageOf(user?.locale ?? "") ?? kith.instance.language);
  const handle = `@${account.username}@${kith.instance.domain}`;
  const text = t("groups.invitation_letter", { who: `@${acct(target)}`, title: group.title, handle, url: account.url });
  await publishStatus(kith, by, { text, visibility: "direct", sensitive: false, spoiler_text: "", media_ids: [], language: "" });
}

/** The one that an account has, if it has one. */
export const findInvitation = async (db: Reads, group_id: number, account_id: number): Promise<Invitation | undefined> =>
  await db
    .selectFrom("group_invitations")
    .selectAll()
    .where("account_id", "=", account_id)
    .where("group_id", "=", group_id)
    .executeTakeFirst();

/** By an account's groups: what it has not answered, but of those whom it does not want to hear. */
export const loadInvitations = async ({ db, now }: Pick<Kith, "db" | "now">, account_id: number): Promise<Invitation[]> =>
  await db
    .selectFrom("group_invitations")
    .selectAll()
    .where("account_id", "=", account_id)
    .where(notHiddenFrom(account_id, "group_invitations.inviter_id", now()))
    .orderBy("id", "desc")
    .limit(100)
    .execute();

/** Those of a group that nobody has answered. */
export const loadInvited = async (db: Reads, group_id: number): Promise<Invitation[]> =>
  await db
    .selectFrom("group_invitations")
    .selectAll()
    .where("group_id", "=", group_id)
    .orderBy("id", "desc")
    .limit(100)
    .execute();

/** Taken back by moderators, or declined by who has it; there need not be one. */
export async function dropInvitation(kith: Kith, group: Group, by: Account, account_id: number): Promise<void> {
  if (by.id !== account_id) await assertRole(kith.db, group, by);
  await kith.write(async (tx) => {
    const group_id = group.account.id;
    await tx.deleteFrom("group_invitations").where("account_id", "=", account_id).where("group_id", "=", group_id).execute();
    await tx
      .deleteFrom("notifications")
      .where("account_id", "=", account_id)
      .where("type", "=", "group_invitation")
      .where("subject_id", "=", group_id)
      .execute();
  });
}

/** ms that somebody has to answer. */
const LASTS = 90 * DAY;
const PORTION = 500;

/** Upkeep: whoever has not answered by then is asked in no longer, and leaves their place to others. @returns whether there is more */
export const forgetInvitations = async (kith: Kith): Promise<boolean> =>
  await kith.write(async (tx) => {
    const old = tx
      .selectFrom("group_invitations")
      .select("id")
      .where("id", "<", idAt(kith.now() - LASTS));
    const gone = await tx
      .deleteFrom("group_invitations")
      .where("id", "in", old.orderBy("id").limit(PORTION))
      .returning(["account_id", "group_id"])
      .execute();
    const asked = grouped(gone, ({ group_id }) => group_id);
    for (const [group_id, those] of asked)
      await tx
        .deleteFrom("notifications")
        .where("account_id", "in", padded(those.map(({ account_id }) => account_id)))
        .where("type", "=", "group_invitation")
        .where("subject_id", "=", group_id)
        .execute();
    return gone.length === PORTION;
  });

/** Asks to be in, or is in at once. Somebody who waits and has been invited meanwhile is let in. */
export async function joinGroup(kith: Kith, { account }: Group, by: Account): Promise<void> {
  const waiting = (await findStanding(kith.db, account.id, by.id)) === "waiting";
  if (waiting && (await findInvitation(kith.db, account.id, by.id)) !== undefined)
    await kith.write(async (tx) => {
      const asked = tx.deleteFrom("follows").where("account_id", "=", by.id).where("target_id", "=", account.id);
      // Who has been let in meanwhile is counted.
      await asked.where("state", "=", "pending").execute();
    });
  await follow(kith, by, account);
  await kith.write(async (tx) => {
    await tx
      .deleteFrom("notifications")
      .where("account_id", "=", by.id)
      .where("type", "=", "group_invitation")
      .where("subject_id", "=", account.id)
      .execute();
  });
}
