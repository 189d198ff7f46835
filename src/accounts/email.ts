/** Mending the address of somebody who has not confirmed it yet: letters to the old one are void from then on. */
import type { Kith } from "../kith.ts";
import { assertNoProblems, problemOfEmail, type Problem } from "./rules.ts";

const TAKEN: Problem = { error: "ERR_TAKEN", description: "has already been taken" };

/** @throws Refusal `invalid` for what is no address, and for one that somebody else has */
export async function changeUnconfirmedEmail(kith: Kith, user_id: number, email: string): Promise<void> {
  assertNoProblems({ email: problemOfEmail(email) });
  const email_lower = email.toLowerCase();
  await kith.write(async (tx, happened) => {
    const other = await tx
      .selectFrom("users")
      .select("id")
      .where("email_lower", "=", email_lower)
      .where("id", "<>", user_id)
      .executeTakeFirst();
    if (other !== undefined) assertNoProblems({ email: TAKEN });
    await tx.updateTable("users").set({ email, email_lower }).where("id", "=", user_id).where("confirmed_at", "=", 0).execute();
    happened({ type: "access.changed", user_id });
  });
}
