/** Hands letters over to the mail server, with an address to which they can come back. Those that nobody needs to get in go to addresses that are confirmed and do not bounce. */
import type { User } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { MailRefused, type Letter } from "../mail/open.ts";
import { isPaused, noteBounce } from "./bounces.ts";
import { noteMail } from "./counts.ts";
import { tokenAddress } from "./tokens.ts";

/** By which programs that answer for people who are away know that nobody wants to hear of it (RFC 3834, and Microsoft's own). */
export const AUTOMATIC = Object.freeze({ "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" });

/**
 * Whether it has been taken. What the mail server refuses for good is counted against the address and not tried again.
 *
 * @throws Error when the mail server does not answer or asks to come again: the job tries again
 */
export async function sendTo(kith: Kith, user: User, letter: Omit<Letter, "to">): Promise<boolean> {
  if (!kith.mail.configured || user.disabled === 1 || user.confirmed_at === 0) return false;
  if ((await isSuspended(kith, user)) || (await isPaused(kith.db, user))) return false;
  return await handOver(kith, { ...letter, to: user.email, ...wayBack(kith, user, letter) }, async (why) => {
    await noteBounce(kith, user, { why, hard: true });
  });
}

/** Whoever is, is told of nothing that happens here meanwhile. */
const isSuspended = async ({ db }: Kith, { id }: User): Promise<boolean> =>
  (await db
    .selectFrom("accounts")
    .select("id")
    .where("id", "=", id)
    .where((eb) => eb.or([eb("suspended_at", ">", 0), eb("deleted_at", ">", 0)]))
    .executeTakeFirst()) !== undefined;

/** What comes back later counts as what is refused at once. */
function wayBack(kith: Kith, user: User, { return_path }: Pick<Letter, "return_path">): Pick<Letter, "return_path"> {
  const back = return_path ?? tokenAddress(kith, "b", user);
  return back === undefined ? {} : { return_path: back };
}

/** The same to an address of somebody without an account here, of which nothing is kept but this. @throws as `sendTo` */
export const sendToGuest = async (kith: Kith, to: string, letter: Omit<Letter, "to">): Promise<boolean> =>
  kith.mail.configured && (await handOver(kith, { ...letter, to }, async () => undefined));

/** What somebody needs to get in goes to any address; what does not arrive counts when it is their own. @throws as `sendTo` */
export async function sendNeeded(kith: Kith, user: User, letter: Letter): Promise<boolean> {
  if (!kith.mail.configured) return false;
  const own = letter.to.toLowerCase() === user.email_lower;
  return await handOver(kith, own ? { ...letter, ...wayBack(kith, user, letter) } : letter, async (why) => {
    if (own) await noteBounce(kith, user, { why, hard: true });
  });
}

async function handOver(kith: Kith, letter: Letter, refused: (why: string) => Promise<void>): Promise<boolean> {
  try {
    await kith.mail.send(letter);
  } catch (error) {
    if (error instanceof MailRefused && error.hard) {
      await refused(error.message);
      return false;
    }
    await noteMail(kith, "failed");
    throw error;
  }
  await noteMail(kith, "sent").catch((error: unknown) => kith.log.debug("a letter was not counted: {error}", { error }));
  return true;
}
