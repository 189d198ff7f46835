/** Suspending and its like: the marks on an account, and what follows from them at once. */
import type { Account, Tx } from "../db/schema.ts";
import { leaveEvents, returnToEvents } from "../events/ended.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";

type Happened = (event: KithEvent) => void;
export type Mark = "silenced_at" | "sensitized_at" | "suspended_at";

/** Sets a mark that is not set, at the instant `at` (ms), or takes it away (0). Returns whether anything has changed. */
export async function markAccount(
  tx: Tx,
  kith: Pick<Kith, "newId" | "now">,
  happened: Happened,
  { target, mark, at }: { target: Pick<Account, "id" | "host">; mark: Mark; at: number },
): Promise<boolean> {
  // From now on it is decided here, whatever its own server says.
  if (mark === "suspended_at")
    await tx
      .updateTable("accounts")
      .set({ suspended_there: 0 })
      .where("id", "=", target.id)
      .where("suspended_there", "=", 1)
      .execute();
  const changed = await tx
    .updateTable("accounts")
    // A profile that says something else is another version: what is told of it twice under one id is heard once.
    .set((eb) => ({ [mark]: at, ...(mark === "suspended_at" ? { updated_at: eb("updated_at", "+", 1) } : {}) }))
    .where("id", "=", target.id)
    .where(mark, at === 0 ? ">" : "=", 0)
    .returning("id")
    .executeTakeFirst();
  if (changed === undefined) return false;
  if (mark === "suspended_at") await (at > 0 ? leaveEvents : returnToEvents)(tx, kith, happened, [target.id]);
  if (mark === "suspended_at") tellOfSuspension(happened, target, at > 0);
  happened({ type: "account.marked", account_id: target.id });
  return true;
}

/** Its people lose their streams and tokens at once; other servers hear of it by the profile; those who followed from elsewhere are let go. */
function tellOfSuspension(happened: Happened, { id, host }: Pick<Account, "id" | "host">, suspended: boolean): void {
  if (host === "") {
    happened({ type: "tokens.revoked", user_id: id });
    happened({ type: "account.updated", account_id: id });
  } else if (suspended) happened({ type: "account.suspended", account_id: id });
}

/** Locks a person out, or lets them in again. Tokens and sessions stay, and are refused. */
export async function setDisabled(tx: Tx, happened: Happened, user_id: number, disabled: 0 | 1): Promise<boolean> {
  const changed = await tx
    .updateTable("users")
    .set({ disabled })
    .where("id", "=", user_id)
    .where("disabled", "<>", disabled)
    .returning("id")
    .executeTakeFirst();
  if (changed !== undefined) happened({ type: "tokens.revoked", user_id });
  return changed !== undefined;
}
