/** Making an account for a team, and letting others write for one's own. */
import { insertAccount } from "../accounts/insert.ts";
import { placesOf } from "../accounts/local.ts";
import { assertHere, assertNoProblems, problemOfUsername } from "../accounts/rules.ts";
import { findAccountByHandle, holdAccounts } from "../accounts/find.ts";
import { flag, toJson } from "../db/columns.ts";
import type { Account, Tx, User } from "../db/schema.ts";
import type { UserSettings } from "../db/values.ts";
import { invalid, Refusal } from "../errors.ts";
import { insertKeys, makeKeys } from "../keys/make.ts";
import type { Kith } from "../kith.ts";
import { deleteOwnAccount } from "../moderation/leave.ts";
import { findTeam, getTeam, loadMembers, type Team } from "./load.ts";
import { writeLog } from "./log.ts";
import { removeMember } from "./members.ts";

export type TeamDraft = { username: string; display_name: string; names_authors?: boolean | undefined };

const TAKEN = { error: "ERR_TAKEN", description: "has already been taken" };
const MOST_OF_NAME = 100;

/** An account without a login of its own, whose first owner is who makes it. @throws Refusal `invalid` with what is wrong by field */
export async function createTeam(kith: Kith, by: Account, draft: TeamDraft): Promise<Team> {
  assertHere(by);
  const username = draft.username.trim().replace(/^@/, "");
  const problem = problemOfUsername(username);
  if (problem !== undefined) assertNoProblems({ username: problem });
  if ((await findAccountByHandle(kith.db, username, "")) !== undefined) assertNoProblems({ username: TAKEN });
  const keys = await makeKeys(kith);
  const id = kith.newId();
  const now = kith.now();
  const account = await kith.write(async (tx) => {
    await assertFew(tx, kith, by.id);
    const made = await insertNamed(tx, kith, { id, username, display_name: draft.display_name.trim().slice(0, MOST_OF_NAME) });
    await tx.insertInto("users").values(nobody(id, now)).execute();
    await insertKeys(tx, kith, id, keys);
    await insertTeam(tx, kith, { id, by, names_authors: draft.names_authors === true });
    const member = {
      team_id: id,
      account_id: by.id,
      role: "owner" as const,
      invited_by: by.id,
      accepted_at: now,
      created_at: now,
    };
    await tx.insertInto("team_members").values(member).execute();
    return made;
  });
  const names_authors = flag(draft.names_authors === true);
  return {
    account,
    team: { account_id: id, created_by: by.id, names_authors, shares_messages: 0, created_at: now },
    personal: false,
  };
}

/** Whoever logs in with a password cannot log in as this; it has no address to which a letter could go. */
const nobody = (id: number, now: number): User => ({
  id,
  email: "",
  email_lower: `team/${id}`,
  password_hash: "",
  role: "user",
  locale: "",
  settings: toJson<UserSettings>({}),
  sign_up_reason: "",
  confirmed_at: now,
  approved: 1,
  disabled: 0,
  created_at: now,
  last_seen_at: now,
});

async function insertNamed(
  tx: Tx,
  kith: Kith,
  { id, username, display_name }: { id: number; username: string; display_name: string },
): Promise<Account> {
  try {
    const places = placesOf(kith.instance, id, username);
    return await insertAccount(tx, { id, username, display_name, host: "", created_at: kith.now(), ...places });
  } catch (error) {
    if (error instanceof Refusal && error.kind === "conflict") assertNoProblems({ username: TAKEN });
    throw error;
  }
}

async function insertTeam(
  tx: Tx,
  kith: Kith,
  { id, by, names_authors }: { id: number; by: Account; names_authors: boolean },
): Promise<void> {
  const row = {
    account_id: id,
    created_by: by.id,
    names_authors: flag(names_authors),
    shares_messages: flag(false),
    created_at: kith.now(),
  };
  await tx
    .insertInto("teams")
    .values(row)
    .onConflict((oc) => oc.doNothing())
    .execute();
  await writeLog(tx, kith, { team_id: id, actor_id: by.id, act: "created" });
}

async function assertFew(tx: Tx, { instance }: Kith, created_by: number): Promise<void> {
  await holdAccounts(tx, created_by);
  const rows = await tx
    .selectFrom("teams")
    .innerJoin("accounts", "accounts.id", "teams.account_id")
    .select("teams.account_id")
    .where("teams.created_by", "=", created_by)
    .where("accounts.deleted_at", "=", 0)
    .execute();
  if (rows.length >= instance.limits.teams_per_person) throw invalid("You have made as many teams as one may");
}

/** From now on others can be asked to write for one's own account. Doing it again changes nothing. */
export async function openAccount(kith: Kith, account: Account): Promise<Team> {
  assertHere(account);
  if ((await findTeam(kith.db, account.id)) === undefined)
    await kith.write(async (tx) => await insertTeam(tx, kith, { id: account.id, by: account, names_authors: false }));
  return await getTeam(kith.db, account.id, account.id);
}

/** `names_authors`: what is posted from now on says who of the team wrote it; `shares_messages`: not only owners read what is said to it in private. */
export type TeamSettings = { names_authors: boolean; shares_messages: boolean };

/** What is not named stays as it is. */
export async function changeTeam(
  kith: Kith,
  { account, team }: Team,
  by: Pick<Account, "id">,
  wished: { [Name in keyof TeamSettings]?: boolean | undefined },
): Promise<void> {
  const names_authors = flag(wished.names_authors ?? team.names_authors === 1);
  const shares_messages = flag(wished.shares_messages ?? team.shares_messages === 1);
  await kith.write(async (tx, happened) => {
    await tx.updateTable("teams").set({ names_authors, shares_messages }).where("account_id", "=", account.id).execute();
    const detail = [names_authors === 1 ? "names_authors" : "", shares_messages === 1 ? "shares_messages" : ""].join(" ").trim();
    await writeLog(tx, kith, { team_id: account.id, actor_id: by.id, act: "settings", detail });
    // What is kept of their tokens, and streams that are open, say what was before.
    happened({ type: "tokens.revoked", user_id: account.id });
  });
}

/** Ends a team: of one's own account others are taken out; an account that was made for it is deleted, for good. */
export async function closeTeam(kith: Kith, team: Team, by: Account): Promise<void> {
  for (const member of await loadMembers(kith.db, team.account.id))
    if (member.account_id !== by.id) await removeMember(kith, team, by, member.account_id);
  if (team.personal) {
    await kith.write(async (tx) => void (await tx.deleteFrom("teams").where("account_id", "=", team.account.id).execute()));
    return;
  }
  await deleteOwnAccount(kith, { id: team.account.id, role: "user" });
}
