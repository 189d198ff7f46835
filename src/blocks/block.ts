/** Blocking: it ends what two accounts have with each other, in both directions, and keeps it ended. */
import { holdAccounts } from "../accounts/find.ts";
import { forgetConversations, recallKept } from "../conversations/enter.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Account, Reads, Row, Tx } from "../db/schema.ts";
import { forbidden } from "../errors.ts";
import { endAnswers } from "../events/ended.ts";
import { turnAway } from "../follows/accept.ts";
import { endFollow } from "../follows/unfollow.ts";
import { forgetIntroduced } from "../friends/introductions.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { forgetSender } from "../notifications/requests.ts";
import { actorUri } from "../uris.ts";

type Happened = (event: KithEvent) => void;

/** @throws Refusal `forbidden` for oneself */
export async function block(kith: Kith, account: Pick<Account, "id">, target: Pick<Account, "id">): Promise<void> {
  if (account.id === target.id) throw forbidden();
  const id = kith.newId();
  await kith.write(async (tx, happened) => {
    await holdAccounts(tx, account.id, target.id);
    const uri = `${actorUri(kith.instance, account.id)}/blocks/${id}`;
    const made = await insertBlock(tx, { id, account_id: account.id, target_id: target.id, uri, created_at: kith.now() });
    await separate(tx, kith, happened, { account_id: account.id, target_id: target.id });
    await forgetSender(tx, account.id, target.id);
    await forgetConversations(tx, account.id, target.id);
    if (made) happened({ type: "block.added", block_id: id, account_id: account.id, target_id: target.id });
  });
}

/** A remote account has blocked a local one: nothing is sent back, what they had ends here as well. */
export async function receiveBlock(
  kith: Kith,
  { account, target, uri }: { account: Account; target: Account; uri: string },
): Promise<void> {
  const id = kith.newId();
  await kith.write(async (tx, happened) => {
    await holdAccounts(tx, account.id, target.id);
    await insertBlock(tx, { id, account_id: account.id, target_id: target.id, uri, created_at: kith.now() });
    await separate(tx, kith, happened, { account_id: account.id, target_id: target.id });
  });
}

/** Ends a block; unblocking whom one has not blocked changes nothing. */
export async function unblock(kith: Kith, account: Pick<Account, "id">, target: Pick<Account, "id">): Promise<void> {
  await kith.write(async (tx, happened) => {
    const gone = await removeBlock(tx, account.id, target.id);
    if (gone === undefined) return;
    happened({ type: "block.removed", block_id: gone.id, account_id: account.id, target_id: target.id, uri: gone.uri });
    await recallKept(tx, happened, [account.id, target.id], [account.id, target.id]);
  });
}

export async function receiveUnblock(kith: Kith, { account, target }: { account: Account; target: Account }): Promise<void> {
  await kith.write(async (tx, happened) => {
    const gone = await removeBlock(tx, account.id, target.id);
    if (gone !== undefined) await recallKept(tx, happened, [target.id], [account.id]);
  });
}

async function insertBlock(tx: Tx, row: Row<"blocks">): Promise<boolean> {
  const made = await tx
    .insertInto("blocks")
    .values(row)
    .onConflict((oc) => oc.doNothing())
    .returning("id")
    .executeTakeFirst();
  return made !== undefined;
}

const removeBlock = async (tx: Tx, account_id: number, target_id: number): Promise<Row<"blocks"> | undefined> =>
  await tx
    .deleteFrom("blocks")
    .where("account_id", "=", account_id)
    .where("target_id", "=", target_id)
    .returningAll()
    .executeTakeFirst();

/** Ends both follows (the blocker's own is removed, the other's is refused), and that one comes to what the other holds. */
async function separate(
  tx: Tx,
  kith: Kith,
  happened: Happened,
  { account_id: blocker_id, target_id: blocked_id }: Pick<Row<"blocks">, "account_id" | "target_id">,
): Promise<void> {
  await leaveCollections(tx, happened, blocker_id, blocked_id);
  await forgetIntroduced(tx, blocker_id, blocked_id);
  await endFollow(tx, kith, happened, { account_id: blocker_id, target_id: blocked_id });
  await turnAway(tx, kith, happened, { account_id: blocked_id, target_id: blocker_id });
  for (const [comer, holder_id] of [
    [blocker_id, blocked_id],
    [blocked_id, blocker_id],
  ] as const)
    await endAnswers(tx, kith, happened, { account_ids: [comer], holder_ids: [holder_id] });
}

/** Neither stands in a collection of the other any more. In one of another server a member of ours says so, and does not come back. */
export async function leaveCollections(tx: Tx, happened: Happened, ...ids: [number, number]): Promise<void> {
  for (const [curator = 0, member = 0] of [ids, ids.toReversed()]) {
    const items = await tx
      .selectFrom("collection_items")
      .innerJoin("collections", "collections.id", "collection_items.collection_id")
      .select(["collection_items.id", "collection_items.collection_id", "collection_items.state", "collections.uri"])
      .where("collections.account_id", "=", curator)
      .where("collection_items.account_id", "=", member)
      .where("collection_items.state", "<>", "revoked")
      .execute();
    for (const { id: item_id, collection_id, state, uri } of items) {
      const said = { collection_id, item_id, account_id: member };
      if (uri === null) {
        await tx.deleteFrom("collection_items").where("id", "=", item_id).execute();
        if (state === "accepted") happened({ type: "collection_item.removed", ...said });
      } else {
        await tx.updateTable("collection_items").set({ state: "revoked" }).where("id", "=", item_id).execute();
        if (state === "accepted") happened({ type: "collection_item.revoked", ...said });
      }
    }
  }
}

/** Whom an account has blocked; `id` is the block's, for the cursor. */
export async function loadBlocks(db: Reads, account_id: number, paging: Paging): Promise<{ id: number; account_id: number }[]> {
  const query = db
    .selectFrom("blocks")
    .select(["blocks.id", "blocks.target_id as account_id"])
    .where("blocks.account_id", "=", account_id);
  return inOrder(await paged(query, "blocks.id", paging).execute(), paging);
}
