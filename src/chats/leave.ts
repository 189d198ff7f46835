/** What stands in chats no more: messages that are deleted, and chats that their reader puts away. */
import { sql } from "kysely";
import { padded } from "../db/lists.ts";
import type { Tx } from "../db/schema.ts";
import type { KithEvent } from "../kith-events.ts";

type Happened = (event: KithEvent) => void;

/** Takes a status out of the chats in which it stands. A chat of people that holds nothing any more is put away. */
export async function leaveChats(tx: Tx, happened: Happened, status_id: number): Promise<void> {
  await tx.deleteFrom("kept_messages").where("status_id", "=", status_id).execute();
  const left = await tx
    .deleteFrom("chat_statuses")
    .where("status_id", "=", status_id)
    .returning(["chat_id", "account_id"])
    .execute();
  const [first] = left;
  if (first === undefined) return;
  const account_ids = left.map(({ account_id }) => account_id).sort((a, b) => a - b);
  await recount(tx, first.chat_id, account_ids);
  happened({ type: "chat.changed", chat_id: first.chat_id, account_ids, change: "deleted", status_id });
}

/** What is last and what is unread, from what there is. */
export async function recount(tx: Tx, chat_id: number, account_ids: readonly number[]): Promise<void> {
  const kept = sql`from chat_statuses as kept where kept.chat_id = chat_members.chat_id and kept.account_id = chat_members.account_id`;
  await tx
    .updateTable("chat_members")
    .set({
      last_id: sql`coalesce((select max(kept.status_id) ${kept}),
        case when exists (select 1 from chats where chats.id = chat_members.chat_id and chats.uri <> '') then chat_members.last_id else 0 end)`,
      unread: sql`case when unread = 0 then 0 else (select count(*) ${kept} and kept.status_id > chat_members.read_id) end`,
    })
    .where("chat_id", "=", chat_id)
    .where("account_id", "in", padded(account_ids))
    .execute();
}

/** Puts away an account's chats with another, whom it has blocked; groups of people stay, and the blocked one is not seen in them. */
export async function forgetChats(tx: Tx, account_id: number, other_id: number): Promise<void> {
  const rows = await tx
    .selectFrom("chat_members as mine")
    .innerJoin("chat_members as theirs", "theirs.chat_id", "mine.chat_id")
    .innerJoin("chats", "chats.id", "mine.chat_id")
    .select("mine.chat_id")
    .where("mine.account_id", "=", account_id)
    .where("theirs.account_id", "=", other_id)
    .where("chats.uri", "=", "")
    .execute();
  for (const { chat_id } of rows) await emptyChat(tx, chat_id, account_id);
}

/** Nothing of it is there for this reader any more, until a message comes. */
export async function emptyChat(tx: Tx, chat_id: number, account_id: number): Promise<void> {
  for (const table of ["chat_statuses", "kept_messages"] as const)
    await tx.deleteFrom(table).where("chat_id", "=", chat_id).where("account_id", "=", account_id).execute();
  await tx
    .updateTable("chat_members")
    .set({ last_id: 0, unread: 0, state: "open" })
    .where("chat_id", "=", chat_id)
    .where("account_id", "=", account_id)
    .execute();
}
