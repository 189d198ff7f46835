/** Leaving: somebody deletes their own account, for good. */
import type { Account, User } from "../db/schema.ts";
import { conflict } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { markAccount } from "./suspend.ts";

/**
 * Ends an account of this server: it is locked at once, then everything of it is erased, and every server that may know it is told. The name
 * stays taken.
 *
 * @throws Refusal `conflict` for the only owner
 */
export async function deleteOwnAccount(kith: Kith, user: Pick<User, "id" | "role">): Promise<void> {
  const account: Pick<Account, "id" | "host"> = { id: user.id, host: "" };
  await kith.write(async (tx, happened) => {
    const others = tx.selectFrom("users").select("id").where("role", "=", "owner").where("id", "<>", user.id).limit(1);
    if (user.role === "owner" && (await others.executeTakeFirst()) === undefined)
      throw conflict("You are this server's only owner: make somebody else an owner first");
    await markAccount(tx, kith, happened, { target: account, mark: "suspended_at", at: kith.now() });
    happened({ type: "account.condemned", account_id: user.id });
  });
}
