/** Those who run the server: who they are, and over whom they have a say. */
import { isAtLeast, findUser } from "../accounts/users.ts";
import type { Account, Reads, Tx } from "../db/schema.ts";
import { forbidden } from "../errors.ts";
import type { By } from "./audit.ts";

/** Moderators and above who may act, the oldest first. */
export async function staffIds(db: Reads | Tx): Promise<number[]> {
  const rows = await db
    .selectFrom("users")
    .select("id")
    .where("role", "<>", "user")
    .where("disabled", "=", 0)
    .orderBy("id")
    .limit(100)
    .execute();
  return rows.map(({ id }) => id);
}

/**
 * Nobody moderates themselves, their peers or those above them, nor the account that signs for the server. The command line may moderate everybody.
 *
 * @throws Refusal `forbidden`
 */
export async function assertMayModerate(db: Reads, by: By, target: Pick<Account, "id" | "host" | "actor_type">): Promise<void> {
  if (target.host === "" && target.actor_type === "Application") throw forbidden();
  if (by.id === 0 || target.host !== "") return;
  const [moderator, user] = [await findUser(db, by.id), await findUser(db, target.id)];
  if (by.id === target.id || moderator === undefined) throw forbidden();
  if (user !== undefined && isAtLeast(user, moderator.role)) throw forbidden();
}
