/** Letters about coming in: to confirm an address, to set a new password, and to tell somebody what has been changed about their account. */
import { findUser, findUserByLogin } from "../accounts/users.ts";
import type { Row, User } from "../db/schema.ts";
import type { Leased } from "../jobs/worker.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { letterName } from "../mail/open.ts";
import type { Key } from "../words/catalogue.ts";
import { localeOfUser } from "./language.ts";
import { makeLetterToken, readLetterToken } from "./letter-tokens.ts";
import { confirmUser, setPassword } from "./manage.ts";

type Words = { subject: Key; text: Key; values?: Readonly<Record<string, string | number>> };

/** `to`: another address than the user's; `job`: whose letter it is, so that one that begins again sends the same. */
type How = { to?: string; job?: LetterJob };
export type LetterJob = Pick<Leased<Row<"jobs">>, "row">;

/** In the language of its reader; nothing where this server sends no mail. */
export async function sendLetter(
  kith: Kith,
  user: User,
  { subject, text, values }: Words,
  { to = user.email, job }: How = {},
): Promise<void> {
  if (!kith.mail.configured) return;
  const { t } = localeOfUser(kith, user);
  const { title, origin } = kith.instance;
  const all = { title, origin, ...values };
  const named = job === undefined ? {} : { message_id: letterName(origin, `job.${job.row.id}`) };
  await kith.mail.send({ to, subject: t(subject, all), text: `${t(text, all)}\n`, ...named });
}

/** Sends the letter that asks a new user to confirm their address; nothing if they have. */
export async function sendConfirmation(kith: Kith, user_id: number, job?: LetterJob): Promise<void> {
  const user = await findUser(kith.db, user_id);
  if (user === undefined || user.confirmed_at > 0) return;
  const link = `${kith.instance.origin}/auth/confirmation?token=${await makeLetterToken(kith, "confirm-email", user)}`;
  const words = { subject: "letters.confirm_subject", text: "letters.confirm", values: { link } } as const;
  await sendLetter(kith, user, words, job === undefined ? {} : { job });
}

/** The same, for somebody who says that it never came; the caller says the same whether there is anybody. */
export async function sendConfirmationAgain(kith: Kith, email: string): Promise<void> {
  const user = email.includes("@") ? await findUserByLogin(kith.db, email) : undefined;
  if (user !== undefined) await sendConfirmation(kith, user.id);
}

/** @throws Refusal `forbidden` */
export async function confirmEmail(kith: Kith, token: string): Promise<User> {
  const user = await readLetterToken(kith, "confirm-email", token);
  if (user.confirmed_at === 0) await confirmUser(kith, user.id);
  return user;
}

/** Sends a link to set a new password, if there is such a user; the caller says the same either way. */
export async function sendPasswordReset(kith: Kith, email: string): Promise<void> {
  const user = email.includes("@") ? await findUserByLogin(kith.db, email) : undefined;
  if (user === undefined || user.disabled === 1) return;
  const link = `${kith.instance.origin}/auth/password?token=${await makeLetterToken(kith, "reset-password", user)}`;
  await sendLetter(kith, user, { subject: "letters.reset_subject", text: "letters.reset", values: { link } });
}

/** @throws Refusal `forbidden` for the link, `invalid` for the password */
export async function resetPassword(kith: Kith, token: string, password: string): Promise<void> {
  const user = await readLetterToken(kith, "reset-password", token);
  await setPassword(kith, user.id, password);
  // Whoever reads the letter has the address.
  if (user.confirmed_at === 0) await confirmUser(kith, user.id);
}

/** The handler of a job: what has been done about an account's way in, for its owner to object if it was not them. */
export async function sendNotice(kith: Kith, { user_id, what }: KithEventOf<"access.told">, job: LetterJob): Promise<void> {
  const user = await findUser(kith.db, user_id);
  if (user !== undefined) await sendLetter(kith, user, { subject: `letters.${what}_subject`, text: `letters.${what}` }, { job });
}
