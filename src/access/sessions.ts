/** Sessions of the web pages: who is logged in with which browser. The browser has the token, we have its hash. */
import type { Account, Reads, Row, User } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { findActing, type Member } from "../teams/acting.ts";
import { hashSecret, makeSecret } from "./secrets.ts";
import { noteSeen } from "./seen.ts";

/** ms without a visit after which a browser has to log in again. */
const LASTS = 60 * 86_400_000;
const HOUR = 3_600_000;

export type WebSession = {
  id: number;
  user: User;
  account: Account;
  /** Who acts in the name of the account, where that is not who is logged in with it; `own`: what is theirs. */
  member?: (Member & { own: { user: User; account: Account } }) | undefined;
};

/** @returns the token for the cookie */
export async function createSession(
  kith: Kith,
  { user_id, ip, user_agent }: { user_id: number; ip: string; user_agent: string },
): Promise<string> {
  const token = makeSecret();
  const now = kith.now();
  const row = {
    id: kith.newId(),
    token_hash: hashSecret(token),
    user_id,
    ip: ip.slice(0, 64),
    user_agent: user_agent.slice(0, 300),
    created_at: now,
    last_seen_at: now,
  };
  await kith.write(async (tx) => await tx.insertInto("sessions").values(row).execute());
  return token;
}

/**
 * Who is logged in, or the team in whose name they act, unless `own` is asked for; undefined also when they may not be here (any more): disabled, suspended, not approved or not confirmed.
 */
export async function findSession(kith: Kith, token: string, { own = false } = {}): Promise<WebSession | undefined> {
  if (token === "" || token.length > 200) return undefined;
  const session = await kith.db.selectFrom("sessions").selectAll().where("token_hash", "=", hashSecret(token)).executeTakeFirst();
  if (session === undefined || session.last_seen_at < kith.now() - LASTS) return undefined;
  const user = await kith.db.selectFrom("users").selectAll().where("id", "=", session.user_id).executeTakeFirst();
  const account = await kith.db.selectFrom("accounts").selectAll().where("id", "=", session.user_id).executeTakeFirst();
  if (user === undefined || account === undefined || !mayBeHere(user, account)) return undefined;
  if (kith.now() - session.last_seen_at >= HOUR) noteSession(kith, session.id);
  noteSeen(kith, user);
  if (session.acting_id === null || own) return { id: session.id, user, account };
  return (await findTeamSession(kith, session.id, session.acting_id, { user, account })) ?? { id: session.id, user, account };
}

/** Undefined when they may not act for it (any more): then they are themselves. */
async function findTeamSession(
  kith: Kith,
  id: number,
  team_id: number,
  own: { user: User; account: Account },
): Promise<WebSession | undefined> {
  const member = await findActing(kith.db, team_id, own.user.id);
  if (member === undefined) return undefined;
  const user = await kith.db.selectFrom("users").selectAll().where("id", "=", team_id).executeTakeFirst();
  const account = await kith.db.selectFrom("accounts").selectAll().where("id", "=", team_id).executeTakeFirst();
  if (user === undefined || account === undefined || !mayBeHere(user, account)) return undefined;
  noteSeen(kith, user);
  // What the account may do for this server is not for who acts in its name.
  return { id, user: { ...user, role: "user" }, account, member: { ...member, own } };
}

/** From now on a session acts in the name of a team, or (null) for its person again. Whether it may is asked with every request. */
export async function actInSession(kith: Kith, id: number, acting_id: number | null): Promise<void> {
  await kith.write(async (tx) => void (await tx.updateTable("sessions").set({ acting_id }).where("id", "=", id).execute()));
}

const mayBeHere = (user: User, account: Account): boolean =>
  user.disabled === 0 && user.approved === 1 && user.confirmed_at > 0 && account.suspended_at === 0 && account.deleted_at === 0;

function noteSession(kith: Kith, id: number): void {
  const now = kith.now();
  kith
    .write(async (tx) => await tx.updateTable("sessions").set({ last_seen_at: now }).where("id", "=", id).execute())
    .catch((error: unknown) => kith.log.debug("a session's use was not noted: {error}", { error }));
}

/** Logs out. */
export async function removeSession(kith: Kith, token: string): Promise<void> {
  const token_hash = hashSecret(token);
  await kith.write(async (tx) => await tx.deleteFrom("sessions").where("token_hash", "=", token_hash).execute());
}

/** Logs out one browser of a user, from the page that lists them. */
export async function removeSessionById(kith: Kith, user_id: number, id: number): Promise<void> {
  await kith.write(async (tx) => await tx.deleteFrom("sessions").where("user_id", "=", user_id).where("id", "=", id).execute());
}

/** Logs out everywhere but in session `except`. */
export async function removeSessions(kith: Kith, user_id: number, except = 0): Promise<void> {
  await kith.write(
    async (tx) => await tx.deleteFrom("sessions").where("user_id", "=", user_id).where("id", "<>", except).execute(),
  );
}

/** A user's sessions, the newest first. */
export const loadSessions = async (db: Reads, user_id: number): Promise<Row<"sessions">[]> =>
  await db.selectFrom("sessions").selectAll().where("user_id", "=", user_id).orderBy("id", "desc").limit(100).execute();
