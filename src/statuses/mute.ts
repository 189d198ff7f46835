/** Muted conversations: their statuses notify no more. */
import type { Account, Status } from "../db/schema.ts";
import type { Kith } from "../kith.ts";

export const muteConversation = async (kith: Kith, account: Account, status: Status): Promise<void> =>
  await kith.write(async (tx) => {
    await tx
      .insertInto("muted_conversations")
      .values({ account_id: account.id, conversation_id: status.conversation_id })
      .onConflict((oc) => oc.doNothing())
      .execute();
  });

export const unmuteConversation = async (kith: Kith, account: Account, status: Status): Promise<void> =>
  await kith.write(async (tx) => {
    await tx
      .deleteFrom("muted_conversations")
      .where("account_id", "=", account.id)
      .where("conversation_id", "=", status.conversation_id)
      .execute();
  });
