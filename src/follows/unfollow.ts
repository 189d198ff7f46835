/** The end of a follow, or of the request for one, by whoever follows. */
import type { Account, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { removeFollow } from "./rows.ts";

/** Ending what is not there changes nothing. */
export async function unfollow(kith: Kith, account: Pick<Account, "id">, target: Pick<Account, "id">): Promise<void> {
  await kith.write(async (tx, happened) => await endFollow(tx, happened, account.id, target.id));
}

export async function endFollow(tx: Tx, happened: (event: KithEvent) => void, from_id: number, to_id: number): Promise<void> {
  const gone = await removeFollow(tx, from_id, to_id);
  if (gone === undefined) return;
  const { id: follow_id, account_id, target_id, uri } = gone;
  happened({ type: "follow.removed", follow_id, account_id, target_id, uri });
}
