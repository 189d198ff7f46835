/** The second factor: whether somebody has one, the step after the password, and the end of it. */
import { findAccountById } from "../accounts/find.ts";
import { getUser } from "../accounts/users.ts";
import type { Reads, User } from "../db/schema.ts";
import { forbidden, invalid, type Refusal } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { assertLimit } from "./limits.ts";
import { askToSign, loadPasskeys, useKey, type Passkey } from "./passkeys.ts";
import { countRecoveryCodes, makeRecoveryCodes, removeRecoveryCodes, useRecoveryCode } from "./recovery-codes.ts";
import { beginStep, endStep, findStep, tryStep, type Step } from "./steps.ts";
import { assertActive } from "./tokens.ts";
import { useTotp } from "./totp.ts";

export type Factors = { totp: boolean; keys: Passkey[]; recovery_codes: number };

/** What somebody has set up. */
export async function loadFactors(db: Reads, user_id: number): Promise<Factors> {
  const totp = await db
    .selectFrom("two_factor")
    .select("user_id")
    .where("user_id", "=", user_id)
    .where("confirmed_at", ">", 0)
    .executeTakeFirst();
  return {
    totp: totp !== undefined,
    keys: await loadPasskeys(db, user_id),
    recovery_codes: await countRecoveryCodes(db, user_id),
  };
}

export async function hasSecondFactor(db: Reads, user_id: number): Promise<boolean> {
  const { totp, keys } = await loadFactors(db, user_id);
  return totp || keys.length > 0;
}

/** The token of the step that somebody who knew the password still owes; undefined when they are in. */
export const oweSecondFactor = async (kith: Kith, user_id: number): Promise<string | undefined> =>
  (await hasSecondFactor(kith.db, user_id)) ? await beginStep(kith, "second-factor", user_id) : undefined;

/** What the page of the step asks for. `options` for `navigator.credentials.get`, as JSON, where there is a key. */
export type Asked = { totp: boolean; options: string | undefined };

/** @throws Refusal `forbidden` when the step is over: the password is asked for again */
export async function askSecondFactor(kith: Kith, token: string): Promise<Asked> {
  const step = await getStep(kith, token);
  const { totp, keys } = await loadFactors(kith.db, step.user_id);
  return { totp, options: keys.length === 0 ? undefined : await askToSign(kith, step) };
}

export type Answer = { code: string; credential: string };

/**
 * Who has passed the second step, by a code of a program, one from paper, or a key. `code` and `credential` are "" where there is none.
 *
 * @throws Refusal `invalid` for a wrong one, `too-many`, `forbidden` when the step is over
 */
export async function passSecondFactor(kith: Kith, token: string, answer: Answer): Promise<User> {
  const step = await getStep(kith, token);
  const user = await getUser(kith.db, step.user_id);
  await assertLimit(kith, "two-factor", user.id);
  if (!(await tryStep(kith, step))) throw over();
  if (!(await isRight(kith, step, answer))) throw invalid("This code is not right, or has been used");
  return await finish(kith, step, user);
}

async function isRight(kith: Kith, step: Step, { code, credential }: Answer): Promise<boolean> {
  if (credential !== "") return (await useKey(kith, step, credential)) === step.user_id;
  return (await useTotp(kith, step.user_id, code.slice(0, 100))) || (await useRecovery(kith, step.user_id, code.slice(0, 100)));
}

/** Its owner is told: it is the factor that is stolen on paper. */
async function useRecovery(kith: Kith, user_id: number, code: string): Promise<boolean> {
  const used = await useRecoveryCode(kith, user_id, code);
  if (used) await tell(kith, user_id, "recovery_code");
  return used;
}

/** Who has come in with nothing but a passkey. @throws Refusal `invalid`, `too-many`, `forbidden` */
export async function passWithKey(kith: Kith, token: string, credential: string): Promise<User> {
  const step = await findStep(kith, "passkey", token);
  if (step === undefined || !(await tryStep(kith, step))) throw over();
  const user_id = await useKey(kith, step, credential);
  if (user_id === undefined) throw invalid("The key could not be used: try again");
  return await finish(kith, step, await getUser(kith.db, user_id));
}

async function finish(kith: Kith, step: Step, user: User): Promise<User> {
  if (!(await endStep(kith, step))) throw over();
  const account = await findAccountById(kith.db, user.id);
  if (account === undefined || account.deleted_at > 0) throw over();
  assertActive({ user, account });
  return user;
}

async function getStep(kith: Kith, token: string): Promise<Step> {
  const step = await findStep(kith, "second-factor", token);
  if (step === undefined) throw over();
  return step;
}

const over = (): Refusal => forbidden("The second step has taken too long, or too many tries: sign in again");

/** After the first factor has been set up: the codes for paper, once. Undefined when there are some already. */
export async function beginSecondFactor(kith: Kith, user_id: number): Promise<string[] | undefined> {
  if ((await countRecoveryCodes(kith.db, user_id)) > 0) return undefined;
  const codes = await makeRecoveryCodes(kith, user_id);
  await tell(kith, user_id, "two_factor_on");
  return codes;
}

/** Takes away the program that shows codes; with the last factor, the codes on paper go, too. */
export async function removeTotp(kith: Kith, user_id: number): Promise<void> {
  await kith.write(async (tx) => await tx.deleteFrom("two_factor").where("user_id", "=", user_id).execute());
  await endIfNoneIsLeft(kith, user_id);
}

/** Call it after a key has been removed. */
export async function endIfNoneIsLeft(kith: Kith, user_id: number): Promise<void> {
  if (!(await hasSecondFactor(kith.db, user_id))) await removeSecondFactor(kith, user_id);
}

/** Takes away every second factor, also for somebody who has lost theirs: sessions and apps stay. */
export async function removeSecondFactor(kith: Kith, user_id: number): Promise<void> {
  await kith.write(async (tx, happened) => {
    await tx.deleteFrom("two_factor").where("user_id", "=", user_id).execute();
    await tx.deleteFrom("passkeys").where("user_id", "=", user_id).execute();
    await removeRecoveryCodes(tx, user_id);
    await tx.deleteFrom("steps").where("user_id", "=", user_id).execute();
    happened({ type: "access.told", user_id, what: "two_factor_off" });
  });
}

const tell = async (kith: Kith, user_id: number, what: "recovery_code" | "two_factor_on"): Promise<void> =>
  await kith.write(async (_, happened) => happened({ type: "access.told", user_id, what }));
