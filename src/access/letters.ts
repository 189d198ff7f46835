/** Letters about coming in: to confirm an address, to set a new password, and to tell somebody what has been changed about their account. */
import { findUser, findUserByLogin } from "../accounts/users.ts";
import type { Row, User } from "../db/schema.ts";
import type { Leased } from "../jobs/worker.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { letterName, type KeptLetter } from "../mail/open.ts";
import type { Key } from "../words/catalogue.ts";
import { localeOfUser } from "./language.ts";
import { makeLetterToken, readLetterToken, type LetterPurpose } from "./letter-tokens.ts";
import { confirmUser, setPassword } from "./manage.ts";

/** What it says; `letters.…` texts that lead somewhere have a `{link}`. */
type Words = { subject: Key; text: Key; values?: Readonly<Record<string, string | number>> };
/** Where a link leads, and the token in it. */
type Link = { path: string; purpose: LetterPurpose; more?: string };

/** `job`: whose letter it is, so that one that begins again sends the same; `to`: another address than the user's. */
type How = { job: LetterJob; to?: string; link?: Link };
export type LetterJob = Pick<Leased<Row<"jobs">>, "row">;

/** Stands for a token in a letter that is kept until it goes: what lets somebody in is in no row. */
const TOKEN = "%token%";

/** By way of the outbox (`mailing/once.ts`), in the language of its reader; nothing where this server sends no mail. */
export async function sendLetter(
  kith: Kith,
  user: User,
  { subject, text, values }: Words,
  { to = user.email, job, link }: How,
): Promise<void> {
  if (!kith.mail.configured) return;
  const { title, origin } = kith.instance;
  const name = `job.${job.row.id}`;
  const blank = link === undefined ? "" : `${origin}${link.path}?token=${TOKEN}`;
  const [{ sendOnce }, { AUTOMATIC }] = [await import("../mailing/once.ts"), await import("../mailing/send.ts")];
  const finish = async (letter: KeptLetter, written_at: number) => {
    if (link === undefined) return letter;
    const token = await makeLetterToken(kith, link.purpose, user, { more: link.more, written_at });
    return token === undefined ? undefined : { ...letter, text: letter.text.replace(blank, blank.replace(TOKEN, token)) };
  };
  await sendOnce(kith, { user, to, finish }, name, async () => {
    const { t } = localeOfUser(kith, user);
    const all = { title, origin, ...values, ...(link === undefined ? {} : { link: blank }) };
    const headers = { ...AUTOMATIC };
    return { subject: t(subject, all), text: `${t(text, all)}\n`, headers, message_id: letterName(origin, name) };
  });
}

/** The handler of a job: the letter that asks a new user to confirm their address; nothing if they have. */
export async function sendConfirmation(kith: Kith, user_id: number, job: LetterJob): Promise<void> {
  const user = await findUser(kith.db, user_id);
  if (user === undefined || user.confirmed_at > 0) return;
  const link = { path: "/auth/confirmation", purpose: "confirm-email" } as const;
  await sendLetter(kith, user, { subject: "letters.confirm_subject", text: "letters.confirm" }, { job, link });
}

/** The handler of a job: the letter with a link to set a new password. */
async function sendPasswordReset(kith: Kith, user_id: number, job: LetterJob): Promise<void> {
  const user = await findUser(kith.db, user_id);
  if (user === undefined || user.disabled === 1) return;
  const link = { path: "/auth/password", purpose: "reset-password" } as const;
  await sendLetter(kith, user, { subject: "letters.reset_subject", text: "letters.reset" }, { job, link });
}

type Asked = KithEventOf<"letter.asked">;

/** The handler of a job: a letter that somebody has asked for. */
export const sendAsked = async (kith: Kith, { user_id, what }: Asked, job: LetterJob): Promise<void> =>
  await (what === "confirm" ? sendConfirmation : sendPasswordReset)(kith, user_id, job);

/** ms: whoever asks again by a second click, or because the letter is not there at once, gets the one that is under way. */
const UNDER_WAY = 60_000;

/**
 * A letter goes to somebody, now or when the mail server takes it; one that waits already, or was asked for in the last minute, is that one.
 * To another address than before it goes at once.
 */
export async function askLetter(kith: Kith, user_id: number, what: Asked["what"]): Promise<void> {
  const now = kith.now();
  await kith.write(async (tx, happened) => {
    const user = await tx.selectFrom("users").select("email_lower as email").where("id", "=", user_id).executeTakeFirst();
    if (user === undefined) return;
    const { email } = user;
    const asked = await tx
      .insertInto("letters_asked")
      .values({ user_id, what, email, asked_at: now })
      .onConflict((oc) =>
        oc
          .columns(["user_id", "what"])
          .doUpdateSet({ email, asked_at: now })
          .where((eb) => eb.or([eb("letters_asked.asked_at", "<=", now - UNDER_WAY), eb("letters_asked.email", "<>", email)])),
      )
      .returning("user_id")
      .executeTakeFirst();
    if (asked !== undefined) happened({ type: "letter.asked", user_id, what });
  });
}

/** The same by an address, for who cannot get in; the caller says the same whether there is anybody. */
export async function askLetterTo(kith: Kith, email: string, what: Asked["what"]): Promise<void> {
  const user = email.includes("@") ? await findUserByLogin(kith.db, email) : undefined;
  if (user !== undefined) await askLetter(kith, user.id, what);
}

/** @throws Refusal `forbidden` */
export async function confirmEmail(kith: Kith, token: string): Promise<User> {
  const user = await readLetterToken(kith, "confirm-email", token);
  if (user.confirmed_at === 0) await confirmUser(kith, user.id);
  return user;
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
