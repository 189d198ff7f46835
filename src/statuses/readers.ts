/** Readers whom a status from elsewhere does not name, though it is for them. */
import { enterConversations } from "../conversations/enter.ts";
import type { Status } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { notify } from "../notifications/notify.ts";
import { enterHomesOfReaders } from "../timelines/write.ts";
import { FRESH, localOnes, mutingReaders, unaware } from "./notices.ts";
import { insertAddressees } from "./parts.ts";

/** From now on they may read it, and nobody else is told of that. Who could before hears nothing. @param account_ids ascending */
export const addBlindReaders = async (kith: Kith, status: Status, account_ids: readonly number[]): Promise<void> =>
  await kith.write(async (tx, happened) => {
    const added = await insertAddressees(tx, status, account_ids, "blindly");
    const late = status.created_at <= kith.now() - FRESH;
    const readers: number[] = [];
    const untold: number[] = [];
    if (status.visibility === "limited") await enterHomesOfReaders(tx, status, added, kith.now());
    for (const account_id of await localOnes(tx, await unaware(tx, status, added))) {
      const notice = { account_id, type: "mention", from_account_id: status.account_id, status_id: status.id } as const;
      const outcome = await notify(tx, kith, happened, { ...notice, late });
      if (outcome === "told") readers.push(account_id);
      if (outcome === "nothing") untold.push(account_id);
    }
    if (status.visibility === "limited" && added.length > 0)
      happened({ type: "readers.added", status_id: status.id, account_ids: added, fresh: !late });
    if (status.visibility !== "direct") return;
    const muting = await mutingReaders(tx, status, untold, kith.now());
    if (readers.length + muting.length === 0) return;
    const named = await tx
      .selectFrom("mentions")
      .select("account_id")
      .where("status_id", "=", status.id)
      .where("blind", "=", 0)
      .execute();
    const mentions = named.map(({ account_id }) => account_id);
    await enterConversations(tx, kith, happened, { status, mentions, readers, muting });
  });
