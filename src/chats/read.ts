/** A Read from elsewhere: its sender has read up to a message of a chat in which they are. */
import type { Account } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { listenersTo } from "./seen.ts";

/** Nothing comes of it for who is not in the chat, and of what is older than what they have read. */
export async function receiveRead(kith: Kith, account: Account, status_uri: string): Promise<void> {
  const status = await kith.db
    .selectFrom("statuses")
    .select("id")
    .where("uri", "=", status_uri)
    .where("visibility", "=", "direct")
    .where("deleted_at", "=", 0)
    .executeTakeFirst();
  if (status === undefined || account.suspended_at > 0) return;
  await kith.write(async (tx, happened) => {
    const rows = await tx
      .selectFrom("chat_statuses")
      .select(["chat_id", "account_id"])
      .where("status_id", "=", status.id)
      .execute();
    const [first] = rows;
    if (first === undefined) return;
    const { numUpdatedRows } = await tx
      .updateTable("chat_members")
      .set({ read_id: status.id })
      .where("chat_id", "=", first.chat_id)
      .where("account_id", "=", account.id)
      .where("left_at", "=", 0)
      .where("read_id", "<", status.id)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    const account_ids = await listenersTo(
      { db: tx, now: kith.now },
      account.id,
      rows.map(({ account_id }) => account_id),
    );
    happened({ type: "chat.changed", chat_id: first.chat_id, account_ids, change: "read", status_id: status.id });
  });
}
