/** Who comes into a team, which role they have there, and how they leave: with that, all they could do in its name ends at once. */
import type { Account, Row, Tx } from "../db/schema.ts";
import type { TeamRole } from "../db/planning-values.ts";
import { forbidden, invalid, missing } from "../errors.ts";
import { holdAccounts } from "../accounts/find.ts";
import { isBlockedBetween, notBlockedBetween } from "../blocks/hidden.ts";
import type { Kith } from "../kith.ts";
import { releaseMedia } from "../media/reserve.ts";
import type { KithEvent } from "../kith-events.ts";
import { notify } from "../notifications/notify.ts";
import type { Team } from "./load.ts";
import { writeLog } from "./log.ts";

type By = Pick<Account, "id">;

/** Asks somebody of this server. @throws Refusal `missing` for who does not live here or has blocked who asks; `invalid` for too many */
export async function inviteMember(
  kith: Kith,
  { account, personal }: Team,
  by: By,
  { target, role }: { target: Account; role: TeamRole },
): Promise<void> {
  const user = await kith.db.selectFrom("users").select("password_hash").where("id", "=", target.id).executeTakeFirst();
  if (user === undefined || user.password_hash === "" || target.deleted_at > 0 || target.suspended_at > 0) throw missing();
  if (await isBlockedBetween(kith.db, by.id, target.id)) throw missing();
  if (target.id === account.id) throw invalid("They are in the team already");
  assertRoleFits(personal, role);
  await kith.write(async (tx, happened) => {
    await holdAccounts(tx, account.id);
    const rows = await tx.selectFrom("team_members").select("account_id").where("team_id", "=", account.id).execute();
    if (rows.some(({ account_id }) => account_id === target.id)) throw invalid("They are in the team already");
    if (rows.length >= kith.instance.limits.team_members) throw invalid("The team has as many people as fit");
    const now = kith.now();
    const row = { team_id: account.id, account_id: target.id, role, invited_by: by.id, accepted_at: 0, created_at: now };
    await tx
      .insertInto("team_members")
      .values(row)
      .onConflict((oc) => oc.doNothing())
      .execute();
    await writeLog(tx, kith, { team_id: account.id, actor_id: by.id, act: "invited", detail: role, account_id: target.id });
    await forgetInvitation(tx, account.id, target.id);
    const notice = { account_id: target.id, type: "team_invitation", from_account_id: by.id, subject_id: account.id } as const;
    await notify(tx, kith, happened, notice);
  });
}

/** Nobody else owns somebody's own account. */
function assertRoleFits(personal: boolean, role: TeamRole): void {
  if (personal && role === "owner") throw invalid("This account has its owner already");
}

const forgetInvitation = async (tx: Tx, team_id: number, account_id: number): Promise<unknown> =>
  await tx
    .deleteFrom("notifications")
    .where("account_id", "=", account_id)
    .where("type", "=", "team_invitation")
    .where("subject_id", "=", team_id)
    .execute();

/** @throws Refusal `missing` for who has not been asked */
export async function acceptInvitation(kith: Kith, team_id: number, account_id: number): Promise<void> {
  await kith.write(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable("team_members")
      .set({ accepted_at: kith.now() })
      .where("team_id", "=", team_id)
      .where("account_id", "=", account_id)
      .where("accepted_at", "=", 0)
      .where(notBlockedBetween(account_id, "invited_by"))
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw missing();
    await forgetInvitation(tx, team_id, account_id);
    await writeLog(tx, kith, { team_id, actor_id: account_id, act: "joined" });
  });
}

/** @throws Refusal `missing`, `invalid` when nobody would be left who owns it */
export async function changeRole(
  kith: Kith,
  team: Team,
  by: By,
  { account_id, role }: { account_id: number; role: TeamRole },
): Promise<void> {
  assertRoleFits(team.personal, role);
  const team_id = team.account.id;
  await kith.write(async (tx, happened) => {
    await holdAccounts(tx, team_id);
    const { numUpdatedRows } = await tx
      .updateTable("team_members")
      .set({ role })
      .where("team_id", "=", team_id)
      .where("account_id", "=", account_id)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw missing();
    await assertOwned(tx, team);
    await writeLog(tx, kith, { team_id, actor_id: by.id, act: "role", detail: role, account_id });
    // What is kept of their tokens says the old role.
    happened({ type: "tokens.revoked", user_id: team_id });
  });
}

/** @throws Refusal `invalid` */
async function assertOwned(tx: Tx, { account, personal }: Team): Promise<void> {
  if (personal) return;
  const owners = tx.selectFrom("team_members").select("account_id").where("team_id", "=", account.id);
  const left = await owners.where("role", "=", "owner").where("accepted_at", ">", 0).executeTakeFirst();
  if (left === undefined) throw invalid("Somebody has to own the team: make another an owner first");
}

/**
 * Takes somebody out, or lets them leave (`by` themselves): their tokens for the team and their sessions in its name end in the same transaction. What they
 * wrote stays; what they have handed in is taken back.
 *
 * @throws Refusal `missing`, `forbidden` for who is neither an owner nor the one, `invalid` for the last owner
 */
export async function removeMember(kith: Kith, team: Team & { role?: TeamRole }, by: By, account_id: number): Promise<void> {
  if (by.id !== account_id && team.role !== undefined && team.role !== "owner")
    throw forbidden("Your role in this team does not let you do that");
  const team_id = team.account.id;
  await kith.write(async (tx, happened) => {
    // Of two owners who leave at once the second is the last.
    await holdAccounts(tx, team_id);
    const gone = await tx
      .deleteFrom("team_members")
      .where("team_id", "=", team_id)
      .where("account_id", "=", account_id)
      .returning("accepted_at")
      .executeTakeFirst();
    if (gone === undefined) throw missing();
    if (gone.accepted_at > 0) await assertOwned(tx, team);
    await endActing(tx, happened, team_id, account_id);
    await dropSubmissions(tx, { team_id, account_id });
    await forgetInvitation(tx, team_id, account_id);
    const act = by.id === account_id ? "left" : "removed";
    await writeLog(tx, kith, { team_id, actor_id: by.id, act, account_id });
  });
}

/** Tokens and sessions in the name of a team. */
export async function endActing(
  tx: Tx,
  happened: (event: KithEvent) => void,
  team_id: number,
  account_id: number,
): Promise<void> {
  await tx.deleteFrom("tokens").where("user_id", "=", team_id).where("member_id", "=", account_id).execute();
  await tx.deleteFrom("codes").where("user_id", "=", team_id).where("member_id", "=", account_id).execute();
  await tx
    .updateTable("sessions")
    .set({ acting_id: null })
    .where("user_id", "=", account_id)
    .where("acting_id", "=", team_id)
    .execute();
  happened({ type: "tokens.revoked", user_id: team_id });
}

type Whose = Pick<Row<"team_submissions">, "team_id" | "account_id">;

/** What waits goes; its media are free, and housekeeping takes them. */
async function dropSubmissions(tx: Tx, { team_id, account_id }: Whose): Promise<void> {
  const rows = await tx
    .deleteFrom("team_submissions")
    .where("team_id", "=", team_id)
    .where("account_id", "=", account_id)
    .where("state", "in", ["waiting", "returned"])
    .returning("id")
    .execute();
  await releaseMedia(
    tx,
    rows.map(({ id }) => id),
  );
}
