/** Who acts for a team: asked wherever a token or a session says that somebody does. */
import type { Account, Reads, User } from "../db/schema.ts";
import type { TeamRole } from "../db/planning-values.ts";
import type { Kith } from "../kith.ts";

/** A person who acts for an account that is not theirs alone. */
export type Member = {
  account_id: number;
  role: TeamRole;
  /** It is somebody's own account, who lets others write for it. */ personal: boolean;
  /** Whether they read what is said to it in private (`discreet.ts`). */ messages: boolean;
};

/** Undefined for who is not, or not any more, in the team, and for who may not be here themselves. */
export async function findActing(db: Reads, team_id: number, account_id: number): Promise<Member | undefined> {
  const row = await db
    .selectFrom("team_members")
    .innerJoin("users", "users.id", "team_members.account_id")
    .innerJoin("accounts", "accounts.id", "team_members.account_id")
    .innerJoin("users as theirs", "theirs.id", "team_members.team_id")
    .innerJoin("teams", "teams.account_id", "team_members.team_id")
    .select(["team_members.account_id", "team_members.role", "theirs.password_hash", "teams.shares_messages"])
    .where("team_members.team_id", "=", team_id)
    .where("team_members.account_id", "=", account_id)
    .where("team_members.accepted_at", ">", 0)
    .where("users.disabled", "=", 0)
    .where("users.approved", "=", 1)
    .where("accounts.suspended_at", "=", 0)
    .where("accounts.deleted_at", "=", 0)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { role, shares_messages } = row;
  return { account_id, role, personal: isPersonal(row), messages: role === "owner" || shares_messages === 1 };
}

/** Whether somebody is here in the name of an account without reading what is said to it in private. */
export const isDiscreet = (member: Member | undefined): boolean => member?.messages === false;

/** The reads and the gate of a request: what is not for who asks is not in them, and does not come through it. */
export async function readerFor(kith: Kith, member: Member | undefined): Promise<Kith> {
  return isDiscreet(member) ? (await import("./discreet.ts")).discreet(kith) : kith;
}

/** Whoever has a password logs in; nobody does for an account that was made for a team. */
export const isPersonal = ({ password_hash }: Pick<User, "password_hash">): boolean => password_hash !== "";

/** In whose name somebody may act, with their role there. */
export async function loadActing(
  db: Reads,
  account_id: number,
): Promise<{ account: Account; role: TeamRole; personal: boolean }[]> {
  const rows = await db
    .selectFrom("team_members")
    .innerJoin("accounts", "accounts.id", "team_members.team_id")
    .innerJoin("users", "users.id", "team_members.team_id")
    .selectAll("accounts")
    .select(["team_members.role as team_role", "users.password_hash"])
    .where("team_members.account_id", "=", account_id)
    .where("team_members.accepted_at", ">", 0)
    .where("accounts.suspended_at", "=", 0)
    .where("accounts.deleted_at", "=", 0)
    .where("users.disabled", "=", 0)
    .orderBy("accounts.id")
    .execute();
  return rows.map(({ team_role: role, password_hash, ...account }) => ({
    account,
    role,
    personal: isPersonal({ password_hash }),
  }));
}
