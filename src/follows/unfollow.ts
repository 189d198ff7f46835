/** The end of a follow, or of the request for one, by whoever follows. */
import type { Account, Follow, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { removeFollow } from "./rows.ts";

/** Ending what is not there changes nothing. */
export async function unfollow(kith: Kith, account: Pick<Account, "id">, target: Pick<Account, "id">): Promise<void> {
  const ended = { account_id: account.id, target_id: target.id };
  await kith.write(async (tx, happened) => await endFollow(tx, kith, happened, ended));
}

export async function endFollow(
  tx: Tx,
  kith: Pick<Kith, "newId" | "now" | "instance" | "locales">,
  happened: (event: KithEvent) => void,
  ended: Pick<Follow, "account_id" | "target_id">,
): Promise<void> {
  const gone = await removeFollow(tx, kith, happened, ended);
  if (gone === undefined) return;
  const { id: follow_id, account_id, target_id, uri } = gone;
  happened({ type: "follow.removed", follow_id, account_id, target_id, uri });
}
