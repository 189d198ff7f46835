/** Finds teams, who is in them, and whether somebody may do something there. */
import { notBlockedBetween } from "../blocks/hidden.ts";
import type { Account, Reads, Row } from "../db/schema.ts";
import type { TeamRole } from "../db/planning-values.ts";
import { forbidden, missing } from "../errors.ts";
import { isPersonal } from "./acting.ts";

export type Team = { account: Account; team: Row<"teams">; personal: boolean };
export type TeamMember = Row<"team_members">;
/** A team as one of its people sees it; `accepted`: not only invited. */
export type OwnTeam = Team & { role: TeamRole; accepted: boolean };

export const LIMITS = Object.freeze({ waiting: 100, comments: 100, comment: 2000 });

const teams = (db: Reads) =>
  db
    .selectFrom("teams")
    .innerJoin("accounts", "accounts.id", "teams.account_id")
    .innerJoin("users", "users.id", "teams.account_id")
    .selectAll("accounts")
    .select(["teams.created_by", "teams.names_authors", "teams.shares_messages", "teams.created_at as team_created_at"])
    .select("users.password_hash")
    .where("accounts.deleted_at", "=", 0);

type Found = Account &
  Pick<Row<"teams">, "created_by" | "names_authors" | "shares_messages"> & { team_created_at: number; password_hash: string };

function toTeam({ created_by, names_authors, shares_messages, team_created_at, password_hash, ...account }: Found): Team {
  const team = { account_id: account.id, created_by, names_authors, shares_messages, created_at: team_created_at };
  return { account, team, personal: isPersonal({ password_hash }) };
}

export async function findTeam(db: Reads, id: number): Promise<Team | undefined> {
  const row = await teams(db).where("teams.account_id", "=", id).executeTakeFirst();
  return row === undefined ? undefined : toTeam(row);
}

/** Those of a person: their own account, if they let others write for it, what they are in, and what they are invited to. */
export async function loadTeams(db: Reads, account_id: number): Promise<OwnTeam[]> {
  const own = await findTeam(db, account_id);
  const rows = await teams(db)
    .innerJoin("team_members", "team_members.team_id", "teams.account_id")
    .select(["team_members.role", "team_members.accepted_at"])
    .where("team_members.account_id", "=", account_id)
    .where("accounts.suspended_at", "=", 0)
    .where((eb) => eb.or([eb("team_members.accepted_at", ">", 0), notBlockedBetween(account_id, "team_members.invited_by")]))
    .orderBy("teams.account_id")
    .execute();
  const others = rows.map(({ role, accepted_at, ...row }) => ({ ...toTeam(row), role, accepted: accepted_at > 0 }));
  return own === undefined ? others : [{ ...own, role: "owner", accepted: true }, ...others];
}

/** Owners first. */
export async function loadMembers(db: Reads, team_id: number): Promise<(TeamMember & { account: Account })[]> {
  const rows = await db
    .selectFrom("team_members")
    .innerJoin("accounts", "accounts.id", "team_members.account_id")
    .selectAll("accounts")
    .select([
      "team_members.role",
      "team_members.invited_by",
      "team_members.accepted_at",
      "team_members.created_at as member_since",
    ])
    .where("team_members.team_id", "=", team_id)
    .orderBy("team_members.created_at")
    .orderBy("accounts.id")
    .execute();
  return rows.map(({ role, invited_by, accepted_at, member_since, ...account }) => ({
    team_id,
    account_id: account.id,
    role,
    invited_by,
    accepted_at,
    created_at: member_since,
    account,
  }));
}

/** Undefined for outsiders, and for who has not answered an invitation. Whose own account it is, is an owner. */
export async function findRole(db: Reads, { account, personal }: Team, person_id: number): Promise<TeamRole | undefined> {
  if (account.id === person_id) return personal ? "owner" : undefined;
  const row = await db
    .selectFrom("team_members")
    .select("role")
    .where("team_id", "=", account.id)
    .where("account_id", "=", person_id)
    .where("accepted_at", ">", 0)
    .executeTakeFirst();
  return row?.role;
}

/** A team, for one of its people. @throws Refusal `missing` for outsiders: nobody else is told that there is one */
export async function getTeam(db: Reads, id: number | undefined, person_id: number): Promise<Team & { role: TeamRole }> {
  const team = id === undefined ? undefined : await findTeam(db, id);
  const role = team === undefined ? undefined : await findRole(db, team, person_id);
  if (team === undefined || role === undefined) throw missing();
  return { ...team, role };
}

/** @throws Refusal `missing` for outsiders, `forbidden` for who is in it and may not */
export async function getTeamAs(
  db: Reads,
  id: number | undefined,
  person_id: number,
  mayThey: (role: TeamRole) => boolean,
): Promise<Team & { role: TeamRole }> {
  const team = await getTeam(db, id, person_id);
  if (!mayThey(team.role)) throw forbidden("Your role in this team does not let you do that");
  return team;
}

export const isOwner = (role: TeamRole): boolean => role === "owner";

/** Whether somebody may read the insights of an account: of their own, and of any for which they act, in whatever role but that of a writer. */
export async function maySeeInsights(db: Reads, account_id: number, person_id: number): Promise<boolean> {
  if (account_id === person_id) return true;
  const team = await findTeam(db, account_id);
  const role = team === undefined ? undefined : await findRole(db, team, person_id);
  return role !== undefined && role !== "writer";
}
