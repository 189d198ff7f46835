/** A private remark that one account keeps about another; nobody else ever sees it. */
import type { Account } from "../db/schema.ts";
import { invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { stripNul } from "../text/outside.ts";

const MAX = 2000;

/**
 * @param comment empty removes it
 * @throws Refusal `invalid` when it is longer than 2,000 characters
 */
export async function setAccountNote(
  kith: Kith,
  account: Pick<Account, "id">,
  target: Pick<Account, "id">,
  comment: string,
): Promise<void> {
  const text = stripNul(comment).trim();
  if (text.length > MAX) throw invalid(`Validation failed: Comment is too long (maximum is ${MAX} characters)`);
  const row = { account_id: account.id, target_id: target.id, comment: text };
  await kith.write(async (tx) => {
    if (text === "")
      await tx.deleteFrom("account_notes").where("account_id", "=", account.id).where("target_id", "=", target.id).execute();
    else {
      await tx
        .insertInto("account_notes")
        .values(row)
        .onConflict((oc) => oc.columns(["account_id", "target_id"]).doUpdateSet({ comment: text }))
        .execute();
    }
  });
}
