/** An account's conversations, in pages by their last statuses, and what their reader does with them. */
import { flag } from "../db/columns.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Reads, Row, Tx } from "../db/schema.ts";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";

export type Conversation = Row<"conversation_members">;

/** The last talked in first. The cursors are ids of last statuses. */
export async function loadConversations(db: Reads, account_id: number, paging: Paging): Promise<Conversation[]> {
  const query = db.selectFrom("conversation_members").selectAll().where("account_id", "=", account_id);
  return inOrder(await paged(query, "last_status_id", paging).execute(), paging);
}

export const findConversation = async (db: Reads, account_id: number, id: number): Promise<Conversation | undefined> =>
  await db
    .selectFrom("conversation_members")
    .selectAll()
    .where("id", "=", id)
    .where("account_id", "=", account_id)
    .executeTakeFirst();

/** @throws Refusal `missing`, also for somebody else's */
export const markConversation = async (kith: Kith, account_id: number, id: number, unread: boolean): Promise<Conversation> =>
  await kith.write(async (tx, happened) => {
    const row = await tx
      .updateTable("conversation_members")
      .set({ unread: flag(unread) })
      .where("id", "=", id)
      .where("account_id", "=", account_id)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw missing();
    happened({ type: "conversation.changed", conversation_id: id, account_id });
    if (!unread) await readInChat(tx, happened, row);
    return row;
  });

/** Read in an app is read here: as far as the conversation goes. */
async function readInChat(
  tx: Tx,
  happened: (event: KithEvent) => void,
  { account_id, last_status_id: status_id }: Conversation,
): Promise<void> {
  const found = tx
    .selectFrom("chat_statuses")
    .select("chat_id")
    .where("status_id", "=", status_id)
    .where("account_id", "=", account_id);
  const chat = await found.executeTakeFirst();
  if (chat === undefined) return;
  const { chat_id } = chat;
  await tx
    .updateTable("chat_members")
    .set({ unread: 0, read_id: status_id })
    .where("chat_id", "=", chat_id)
    .where("account_id", "=", account_id)
    .where("last_id", "<=", status_id)
    .execute();
  happened({ type: "chat.changed", chat_id, account_ids: [account_id], change: "read", status_id });
  happened({ type: "chat.read", chat_id, account_id, status_id });
}

/** Puts a conversation out of sight; its statuses stay, and the next one begins it anew. @throws Refusal `missing` */
export const removeConversation = async (kith: Kith, account_id: number, id: number): Promise<void> =>
  await kith.write(async (tx) => {
    const { numDeletedRows } = await tx
      .deleteFrom("conversation_members")
      .where("id", "=", id)
      .where("account_id", "=", account_id)
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw missing();
  });
