/** Invitations: a link by which others join, also where nobody else can, for as many people and as long as whoever made it says. */
import { randomBytes } from "node:crypto";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Account, Reads, Row, Tx, User } from "../db/schema.ts";
import { forbidden, invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { isAtLeast } from "../accounts/users.ts";
import { writeAudit, type By } from "../moderation/audit.ts";

export type Invite = Row<"invites">;
const DAY = 86_400_000;
const MOST_USES = 1000;
const MOST_DAYS = 365;
const MOST_INVITES = 100;

/** Those who look after the server always may; members where it says so. */
export const mayInvite = ({ instance }: Pick<Kith, "instance">, user: Pick<User, "role">): boolean =>
  instance.members_invite || isAtLeast(user, "moderator");

/**
 * @param limits `max_uses` and `days`; 0 = no end
 * @throws Refusal `forbidden` for who may not invite, `invalid` for too many invitations
 */
export async function createInvite(
  kith: Kith,
  user: Pick<User, "id" | "role">,
  { max_uses, days }: { max_uses: number; days: number },
): Promise<Invite> {
  if (!mayInvite(kith, user)) throw forbidden();
  if ((await loadInvites(kith.db, user.id)).length >= MOST_INVITES)
    throw invalid("You have as many invitations as fit: end one first");
  const now = kith.now();
  const lasts = Math.min(Math.max(Math.trunc(days), 0), MOST_DAYS);
  const row = {
    id: kith.newId(),
    user_id: user.id,
    code: randomBytes(9).toString("base64url"),
    max_uses: Math.min(Math.max(Math.trunc(max_uses), 0), MOST_USES),
    uses: 0,
    expires_at: lasts === 0 ? 0 : now + lasts * DAY,
    created_at: now,
  };
  await kith.write(async (tx) => await tx.insertInto("invites").values(row).execute());
  return row;
}

/** Ends one's own; who came by it stays. */
export async function removeInvite(kith: Kith, user_id: number, id: number): Promise<void> {
  await kith.write(async (tx) => await tx.deleteFrom("invites").where("user_id", "=", user_id).where("id", "=", id).execute());
}

/** One's own, the newest first. */
export const loadInvites = async (db: Reads, user_id: number): Promise<Invite[]> =>
  await db.selectFrom("invites").selectAll().where("user_id", "=", user_id).orderBy("id", "desc").limit(MOST_INVITES).execute();

/** Everybody's, the newest first. @param user_id only those of one */
export async function loadAllInvites(db: Reads, paging: Paging, user_id?: number): Promise<Invite[]> {
  let query = db.selectFrom("invites").selectAll();
  if (user_id !== undefined) query = query.where("user_id", "=", user_id);
  return inOrder(await paged(query, "id", paging).execute(), paging);
}

/** Anybody's, by those who run the server; who came by it stays. @throws Refusal `missing` */
export async function endInvite(kith: Kith, by: By, id: number): Promise<void> {
  await kith.write(async (tx) => {
    const gone = await tx.deleteFrom("invites").where("id", "=", id).returningAll().executeTakeFirst();
    if (gone === undefined) throw missing();
    await writeAudit(tx, kith, by, { action: "destroy", target_type: "Invite", target_id: id, target_name: gone.code });
  });
}

/** Who came by somebody's invitations, the newest first. */
export const loadInvited = async (db: Reads, user_id: number): Promise<Account[]> =>
  await db
    .selectFrom("invited")
    .innerJoin("accounts", "accounts.id", "invited.user_id")
    .selectAll("accounts")
    .where("inviter_id", "=", user_id)
    .where("accounts.deleted_at", "=", 0)
    .orderBy("invited.user_id", "desc")
    .limit(MOST_INVITES)
    .execute();

/** Whether an invitation still lets somebody in. */
export const isOpen = ({ now }: Pick<Kith, "now">, { max_uses, uses, expires_at }: Invite): boolean =>
  (max_uses === 0 || uses < max_uses) && (expires_at === 0 || expires_at > now());

/** One that lets somebody in, with who made it; not by somebody who may not invite (any more), or be here. */
export async function findInvite(kith: Kith, code: string): Promise<{ invite: Invite; inviter: Account } | undefined> {
  if (!/^[A-Za-z0-9_-]{12}$/.test(code)) return undefined;
  const invite = await kith.db.selectFrom("invites").selectAll().where("code", "=", code).executeTakeFirst();
  if (invite === undefined || !isOpen(kith, invite)) return undefined;
  const user = await kith.db.selectFrom("users").select(["role", "disabled"]).where("id", "=", invite.user_id).executeTakeFirst();
  const inviter = await kith.db.selectFrom("accounts").selectAll().where("id", "=", invite.user_id).executeTakeFirst();
  if (user === undefined || inviter === undefined || user.disabled === 1 || inviter.suspended_at > 0) return undefined;
  return mayInvite(kith, user) ? { invite, inviter } : undefined;
}

/** Takes one of its uses for a new user. @throws Refusal `forbidden` when somebody else has just taken the last */
export async function takeInvite(tx: Tx, { id, user_id: inviter_id }: Invite, user_id: number): Promise<void> {
  const taken = await tx
    .updateTable("invites")
    .set((eb) => ({ uses: eb("uses", "+", 1) }))
    .where("id", "=", id)
    .where((eb) => eb.or([eb("max_uses", "=", 0), eb("uses", "<", eb.ref("max_uses"))]))
    .returning("id")
    .executeTakeFirst();
  if (taken === undefined) throw forbidden("This invitation has been used up");
  await tx.insertInto("invited").values({ user_id, inviter_id, invite_id: id }).execute();
}
