/**
 * Half-way in: somebody has given their password and owes a second factor, or is about to sign with a passkey. The browser carries a token that is
 * good for a few minutes and a few tries, and for one purpose.
 */
import type { Row } from "../db/schema.ts";
import type { StepPurpose } from "../db/values.ts";
import type { Kith } from "../kith.ts";
import { hashSecret, makeSecret } from "./secrets.ts";

export type Step = Row<"steps">;

const LASTS = 15 * 60_000;
const MOST_TRIES = 6;

/** @returns the token for the cookie */
export async function beginStep(kith: Kith, purpose: StepPurpose, user_id: number): Promise<string> {
  const token = makeSecret();
  const now = kith.now();
  const row = { token_hash: hashSecret(token), user_id, purpose, challenge: "", tries: 0, expires_at: now + LASTS };
  await kith.write(async (tx) => {
    await tx.deleteFrom("steps").where("expires_at", "<", now).execute();
    await tx.insertInto("steps").values(row).execute();
  });
  return token;
}

/** Undefined for one that is unknown, too old, or for something else. */
export async function findStep({ db, now }: Kith, purpose: StepPurpose, token: string): Promise<Step | undefined> {
  return await db
    .selectFrom("steps")
    .selectAll()
    .where("token_hash", "=", hashSecret(token))
    .where("purpose", "=", purpose)
    .where("expires_at", ">", now())
    .where("tries", "<", MOST_TRIES)
    .executeTakeFirst();
}

/** What a key has to sign next. */
export async function challengeStep(kith: Kith, { token_hash }: Step, challenge: string): Promise<void> {
  await kith.write(async (tx) => await tx.updateTable("steps").set({ challenge }).where("token_hash", "=", token_hash).execute());
}

/** Takes one of a few tries; its challenge is used up by it. False when there is none left, also to several at once. */
export async function tryStep(kith: Kith, { token_hash }: Step): Promise<boolean> {
  const taken = await kith.write(
    async (tx) =>
      await tx
        .updateTable("steps")
        .set((eb) => ({ tries: eb("tries", "+", 1), challenge: "" }))
        .where("token_hash", "=", token_hash)
        .where("tries", "<", MOST_TRIES)
        .returning("token_hash")
        .executeTakeFirst(),
  );
  return taken !== undefined;
}

/** Uses it up. False when somebody else just has. */
export async function endStep(kith: Kith, { token_hash }: Step): Promise<boolean> {
  const ended = await kith.write(
    async (tx) => await tx.deleteFrom("steps").where("token_hash", "=", token_hash).returning("token_hash").executeTakeFirst(),
  );
  return ended !== undefined;
}
