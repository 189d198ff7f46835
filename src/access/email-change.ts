/** Another address of e-mail: it has to be confirmed by a letter that is sent there, and the old one is told. */
import { assertNoProblems, problemOfEmail } from "../accounts/rules.ts";
import { findUser } from "../accounts/users.ts";
import type { Reads, User } from "../db/schema.ts";
import { forbidden } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { assertMaySignUp } from "../moderation/sign-up.ts";
import { readLetterToken } from "./letter-tokens.ts";
import { sendLetter, type LetterJob } from "./letters.ts";

/** The address that waits to be confirmed. */
export async function findEmailChange(db: Reads, user_id: number): Promise<string | undefined> {
  const row = await db.selectFrom("email_changes").select("email").where("user_id", "=", user_id).executeTakeFirst();
  return row?.email;
}

/**
 * Asks for another address. Where this server sends no mail, nothing can be confirmed, and it is theirs at once. Whether somebody else here has it
 * is nobody's business: then no letter is sent, and nothing else differs.
 *
 * @throws Refusal `invalid` for what is no address, or one that may not be used here
 */
export async function askEmailChange(kith: Kith, user: User, typed: string): Promise<void> {
  const email = typed.trim();
  assertNoProblems({ email: problemOfEmail(email) });
  await assertMaySignUp(kith, { email });
  if (!kith.mail.configured) return await saveEmail(kith, user, email);
  const row = { user_id: user.id, email, created_at: kith.now() };
  await kith.write(async (tx, happened) => {
    await tx
      .insertInto("email_changes")
      .values(row)
      .onConflict((oc) => oc.column("user_id").doUpdateSet({ email, created_at: row.created_at }))
      .execute();
    happened({ type: "email.asked", user_id: user.id });
  });
}

export async function forgetEmailChange(kith: Kith, user_id: number): Promise<void> {
  await kith.write(async (tx) => await tx.deleteFrom("email_changes").where("user_id", "=", user_id).execute());
}

/** The handler of a job: the letter to the new address. */
export async function sendEmailChange(kith: Kith, { user_id }: KithEventOf<"email.asked">, job: LetterJob): Promise<void> {
  const [user, email] = [await findUser(kith.db, user_id), await findEmailChange(kith.db, user_id)];
  if (user === undefined || email === undefined || (await isTaken(kith.db, user_id, email))) return;
  const link = { path: "/auth/email", purpose: "change-email", more: email.toLowerCase() } as const;
  const words = { subject: "letters.change_email_subject", text: "letters.change_email" } as const;
  await sendLetter(kith, user, words, { to: email, job, link });
}

/** @throws Refusal `forbidden` for the link */
export async function confirmEmailChange(kith: Kith, token: string): Promise<void> {
  let email = "";
  const user = await readLetterToken(kith, "change-email", token, async (user_id) => {
    email = (await findEmailChange(kith.db, user_id)) ?? "";
    return email.toLowerCase();
  });
  await saveEmail(kith, user, email);
}

async function saveEmail(kith: Kith, user: User, email: string): Promise<void> {
  if (await isTaken(kith.db, user.id, email)) throw forbidden("This address cannot be used here");
  await kith.write(async (tx, happened) => {
    await tx.deleteFrom("email_changes").where("user_id", "=", user.id).execute();
    await tx.updateTable("users").set({ email, email_lower: email.toLowerCase() }).where("id", "=", user.id).execute();
    happened({ type: "access.changed", user_id: user.id });
    happened({ type: "email.changed", user_id: user.id, old: user.email });
  });
}

async function isTaken(db: Reads, user_id: number, email: string): Promise<boolean> {
  const others = db.selectFrom("users").select("id").where("email_lower", "=", email.toLowerCase());
  return (await others.where("id", "<>", user_id).executeTakeFirst()) !== undefined;
}

/** The handler of a job: the old address is told where letters go from now on. */
export async function sendFarewellToEmail(
  kith: Kith,
  { user_id, old }: KithEventOf<"email.changed">,
  job: LetterJob,
): Promise<void> {
  const user = await findUser(kith.db, user_id);
  if (user === undefined || user.email_lower === old.toLowerCase()) return;
  const words = {
    subject: "letters.email_changed_subject",
    text: "letters.email_changed",
    values: { email: user.email },
  } as const;
  await sendLetter(kith, user, words, { to: old, job });
}
