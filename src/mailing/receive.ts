/**
 * A letter comes in: an answer to a status, a thread in a group, or one of ours that has come back. Both ways in, the listener and the command, end here.
 *
 * What is wrong with the letter itself is said at once, to the mail server that brings it. What its writer has to hear, they hear by one letter, at the address
 * that they have here: never at one that a stranger has written into a header.
 */
import { getAccount } from "../accounts/find.ts";
import { takeQuota } from "../access/limits.ts";
import { hashSecret } from "../access/secrets.ts";
import type { Email } from "postal-mime";
import type { User } from "../db/schema.ts";
import { Refusal } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { isAutomatic, isProven, senderOf, type CountAddresses } from "./authentic.ts";
import { noteBounce } from "./bounces.ts";
import { countMail, noteMail } from "./counts.ts";
import { failureOf } from "./failure.ts";
import { postLetter } from "./post.ts";
import { answerProblem } from "./problem.ts";
import { readTokenAddress, type Token } from "./tokens.ts";

/** `from` "" is the null sender of letters that come back. */
export type Incoming = { bytes: Buffer; from: string; to: readonly string[] };
/** `again`: later it may be taken. */
export type Outcome = { taken: true } | { taken: false; again: boolean; why: string };

const TAKEN: Outcome = { taken: true };
const no = (why: string): Outcome => ({ taken: false, again: false, why });
/** Parts within parts, and bytes of headers. */
const PARSING = {
  maxNestingDepth: 20,
  maxHeadersSize: 128_000,
  maxRfc822NestingDepth: 1,
  attachmentEncoding: "arraybuffer",
} as const;

/** @throws Error when something of ours is broken: then the mail server is to try again */
export async function receiveMail(kith: Kith, { bytes, from, to }: Incoming): Promise<Outcome> {
  if (bytes.length > (kith.instance.mail.inbound?.message_bytes ?? 0)) return await refuse(kith, "The letter is too large");
  const tokens = await readAll(kith, to);
  if (tokens.length === 0) return await refuse(kith, "Nobody has this address");
  const { default: PostalMime, addressParser } = await import("postal-mime");
  const count = (header: string) => addressParser(header, { flatten: true }).length;
  const email = await PostalMime.parse(bytes, PARSING).catch(() => undefined);
  if (email === undefined) return await refuse(kith, "The letter is not understood");
  const outcomes: Outcome[] = [];
  for (const token of tokens) outcomes.push(await receiveFor(kith, token, { email, bytes, from, count }));
  return outcomes.find(({ taken }) => taken) ?? outcomes[0] ?? TAKEN;
}

async function readAll(kith: Kith, to: readonly string[]): Promise<Token[]> {
  const found: Token[] = [];
  for (const address of new Set(to.map((one) => one.toLowerCase()))) {
    const token = await readTokenAddress(kith, address);
    if (token !== undefined) found.push(token);
  }
  return found;
}

async function refuse(kith: Kith, why: string): Promise<Outcome> {
  await noteMail(kith, "refused");
  return no(why);
}

type Read = { email: Email; bytes: Buffer; from: string; count: CountAddresses };

async function receiveFor(kith: Kith, token: Token, read: Read): Promise<Outcome> {
  const { email } = read;
  if (token.purpose === "b") return await comeBack(kith, token, read);
  if (isAutomatic(email, read.from)) return await ignore(kith);
  const { user } = token;
  const sender = senderOf(email, read.count);
  // Whoever has got hold of an address of somebody else's learns no more than that.
  if (sender !== user.email_lower || !isProven(kith, email, sender))
    return await refuse(kith, "You may not write to this address");
  if (user.disabled === 1 || user.confirmed_at === 0) return await refuse(kith, "You may not write to this address");
  const key = keyOf(user, read);
  if (await isSeen(kith, key)) return TAKEN;
  if (takeQuota(kith, "mail", user.id)?.exceeded === true)
    return { taken: false, again: true, why: "Too many letters: try again later" };
  const problem = token.expired ? ("expired" as const) : await tryPosting(kith, token, email, key);
  await kith.write(async (tx) => {
    const fresh = await tx
      .insertInto("mail_seen")
      .values({ key, seen_at: kith.now() })
      .onConflict((oc) => oc.doNothing())
      .returning("key")
      .executeTakeFirst();
    if (fresh !== undefined) await countMail(tx, problem === undefined ? "received" : "refused", kith.now());
  });
  if (problem !== undefined) await answerProblem(kith, token, problem, email);
  return TAKEN;
}

async function ignore(kith: Kith): Promise<Outcome> {
  await noteMail(kith, "ignored");
  return TAKEN;
}

/** The same letter that comes twice is the same post. */
const keyOf = ({ id }: User, { email, bytes }: Pick<Read, "email" | "bytes">): string =>
  hashSecret(`mail ${id} ${email.messageId?.trim() || bytes.toString("latin1")}`);

const isSeen = async ({ db }: Kith, key: string): Promise<boolean> =>
  (await db.selectFrom("mail_seen").select("key").where("key", "=", key).executeTakeFirst()) !== undefined;

/** Undefined when it stands, or why not, in the words of a refusal. */
async function tryPosting(kith: Kith, token: Token, email: Email, key: string): Promise<Refusal | "empty" | undefined> {
  try {
    return (await postLetter(kith, token, { email, key, author: await getAccount(kith.db, token.user.id) }))
      ? undefined
      : "empty";
  } catch (error) {
    if (error instanceof Refusal && error.kind !== "unavailable" && error.kind !== "too-many") return error;
    throw error;
  }
}

/** Only what has been given up counts; and only what mail servers say, not people. */
async function comeBack(kith: Kith, { user, expired }: Token, { email, bytes, from }: Read): Promise<Outcome> {
  if (from !== "" || expired) return await refuse(kith, "This address is for letters that come back");
  const key = keyOf(user, { email, bytes });
  const fresh = await kith.write(
    async (tx) =>
      await tx
        .insertInto("mail_seen")
        .values({ key, seen_at: kith.now() })
        .onConflict((oc) => oc.doNothing())
        .returning("key")
        .executeTakeFirst(),
  );
  if (fresh === undefined) return TAKEN;
  const failure = failureOf(email);
  if (failure === undefined) await noteMail(kith, "ignored");
  else await noteBounce(kith, user, failure);
  return TAKEN;
}
