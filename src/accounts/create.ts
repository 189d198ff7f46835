/** Signing up: an account, its user and its keys, in one transaction or not at all. */
import { findInvite, takeInvite } from "../access/invites.ts";
import { hashPassword, isPassword } from "../access/passwords.ts";
import { toJson } from "../db/columns.ts";
import type { Account, Tx, User } from "../db/schema.ts";
import type { Role, UserSettings } from "../db/values.ts";
import { forbidden, Refusal } from "../errors.ts";
import { insertKeys, makeKeys } from "../keys/make.ts";
import type { Kith } from "../kith.ts";
import { noteAddress } from "../moderation/addresses.ts";
import { assertMaySignUp } from "../moderation/sign-up.ts";
import { stripNul } from "../text/outside.ts";
import { findAccountByHandle } from "./find.ts";
import { insertAccount } from "./insert.ts";
import { placesOf } from "./local.ts";
import { assertNoProblems, problemOfEmail, problemOfPassword, problemOfUsername, type Problem } from "./rules.ts";

export type NewUser = {
  username: string;
  email: string;
  password: string;
  role?: Role | undefined;
  /** A language, such as `de`. */
  locale?: string | undefined;
  /** What their browser tells, such as its time zone. */
  settings?: UserSettings | undefined;
  /** By an invitation one is in without being asked. */
  invite_code?: string | undefined;
  /** Why they want to be here, for those who approve. */
  reason?: string | undefined;
  /** Left out: approved where registrations are open, and whoever has a role. */
  approved?: boolean | undefined;
  /** Left out: to be confirmed by mail if this server sends mail. */
  confirmed?: boolean | undefined;
  /** From where they sign up themselves: then blocks of addresses and e-mail providers hold for them. */
  ip?: string | undefined;
};

const TAKEN: Problem = { error: "ERR_TAKEN", description: "has already been taken" };

/** @throws Refusal `invalid`, with every wrong field in its details; `forbidden` for an invitation that is none any more */
export async function createUser(kith: Kith, person: NewUser): Promise<{ account: Account; user: User }> {
  const [username, email] = [person.username.trim(), person.email.trim()];
  await assertMayCreate(kith, person);
  const invite = await readInvite(kith, person.invite_code);
  const waits = person.ip !== undefined && (await assertMaySignUp(kith, { email, ip: person.ip }));
  const password_hash = await hashPassword(person.password);
  const keys = await makeKeys(kith);
  const id = kith.newId();
  const now = kith.now();
  const made = await kith.write(async (tx, happened) => {
    const account = await insertNamed(tx, kith, { id, username, created_at: now });
    const user = await insertUser(tx, {
      id,
      password_hash,
      created_at: now,
      last_seen_at: now,
      ...valuesOf(kith, { ...person, email, approved: waits ? false : invite === undefined ? person.approved : true }),
    });
    if (invite !== undefined) await takeInvite(tx, invite, id);
    await insertKeys(tx, kith, id, keys);
    happened({ type: "account.created", account_id: id });
    return { account, user };
  });
  noteAddress(kith, id, person.ip);
  return made;
}

async function readInvite(kith: Kith, code: string | undefined) {
  if (code === undefined) return undefined;
  const found = await findInvite(kith, code);
  if (found === undefined) throw forbidden("This invitation is not valid any more");
  return found.invite;
}

/** @throws Refusal `invalid`, with every wrong field in its details */
export async function assertMayCreate(
  { db }: Kith,
  person: Pick<NewUser, "username" | "email" | "password" | "role">,
): Promise<void> {
  const { password, role = "user" } = person;
  const [username, email] = [person.username.trim(), person.email.trim()];
  const problems = {
    username: problemOfUsername(username, role !== "user"),
    email: problemOfEmail(email),
    password: problemOfPassword(password),
  };
  const named = problems.username ? undefined : await findAccountByHandle(db, username, "");
  const mailed = problems.email
    ? undefined
    : await db.selectFrom("users").select("id").where("email_lower", "=", email.toLowerCase()).executeTakeFirst();
  if (named !== undefined) problems.username = TAKEN;
  if (mailed !== undefined) problems.email = TAKEN;
  assertNoProblems(problems);
}

/** ms for which a form that made somebody is taken for the same when it comes again. */
const AGAIN = 3_600_000;

/** Whom the very same form has just made: it was sent twice, by a second click or by going back. Who knows the password might sign in as well. */
export async function findJustMade(
  { db, now }: Kith,
  { username, email, password }: Pick<NewUser, "username" | "email" | "password">,
): Promise<User | undefined> {
  const user = await db
    .selectFrom("users")
    .innerJoin("accounts", "accounts.id", "users.id")
    .selectAll("users")
    .where("users.email_lower", "=", email.trim().toLowerCase().slice(0, 320))
    .where("accounts.username_lower", "=", username.trim().toLowerCase().slice(0, 100))
    .where("accounts.host", "=", "")
    .where("accounts.deleted_at", "=", 0)
    .where("users.disabled", "=", 0)
    .where("users.created_at", ">", now() - AGAIN)
    .executeTakeFirst();
  // Asked even of nobody, so that the time it takes tells nothing.
  return (await isPassword(user?.password_hash, password.slice(0, 1000))) ? user : undefined;
}

type Values = Omit<User, "id" | "password_hash" | "created_at" | "last_seen_at">;

function valuesOf(kith: Kith, person: NewUser): Values {
  const { email, role = "user", locale = "", settings = {}, reason = "", approved, confirmed } = person;
  return {
    email,
    email_lower: email.toLowerCase(),
    role,
    locale: /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(locale) ? locale : "",
    settings: toJson(settings),
    sign_up_reason: stripNul(reason).slice(0, 2000),
    confirmed_at: (confirmed ?? !kith.mail.configured) ? kith.now() : 0,
    approved: (approved ?? (role !== "user" || kith.instance.registrations === "open")) ? 1 : 0,
    disabled: 0,
  };
}

/** Somebody else may take the name or the address while the password is hashed: the constraints have the last word. */
async function insertNamed(tx: Tx, kith: Kith, values: Pick<Account, "id" | "username" | "created_at">): Promise<Account> {
  try {
    return await insertAccount(tx, { ...values, host: "", ...placesOf(kith.instance, values.id, values.username) });
  } catch (error) {
    if (error instanceof Refusal && error.kind === "conflict") assertNoProblems({ username: TAKEN });
    throw error;
  }
}

async function insertUser(tx: Tx, values: User): Promise<User> {
  const user = await tx
    .insertInto("users")
    .values(values)
    .onConflict((oc) => oc.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (user === undefined) assertNoProblems({ email: TAKEN });
  return user as User;
}
