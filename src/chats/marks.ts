/** What a reader does with a chat for themselves: reading, marking, muting, putting away, and taking in who asks to write. */
import { sql } from "kysely";
import { flag } from "../db/columns.ts";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { acceptRequests, dismissRequests } from "../notifications/requests.ts";
import { padded } from "../db/lists.ts";
import { emptyChat } from "./leave.ts";
import type { Chat } from "./load.ts";
import { listenersTo, tellsReading } from "./seen.ts";

type Mine = Pick<Chat, "id" | "account_id">;

/** All that is there has been read. What the apps call its conversations, too. */
export const readChat = async (kith: Kith, { id, account_id }: Mine): Promise<void> =>
  await kith.write(async (tx, happened) => {
    const row = await tx
      .updateTable("chat_members")
      .set({ unread: 0, read_id: sql`case when read_id < last_id then last_id else read_id end` })
      .where("chat_id", "=", id)
      .where("account_id", "=", account_id)
      .where("unread", ">", 0)
      .returning(["read_id", "state"])
      .executeTakeFirst();
    if (row === undefined) return;
    const read = await tx
      .updateTable("conversation_members")
      .set({ unread: 0 })
      .where("account_id", "=", account_id)
      .where("unread", "=", 1)
      .where((eb) =>
        eb(
          "last_status_id",
          "in",
          eb.selectFrom("chat_statuses").select("status_id").where("chat_id", "=", id).where("account_id", "=", account_id),
        ),
      )
      .returning("id")
      .execute();
    for (const { id: conversation_id } of read) happened({ type: "conversation.changed", conversation_id, account_id });
    const account_ids = row.state === "open" ? await toldOfReading({ db: tx, now: kith.now }, { id, account_id }) : [account_id];
    happened({ type: "chat.changed", chat_id: id, account_ids, change: "read", status_id: row.read_id });
    if (row.state === "open") happened({ type: "chat.read", chat_id: id, account_id, status_id: row.read_id });
  });

/** Who looks on here while somebody reads: the others as well, if that person tells them. Those elsewhere are told by `chat.read`. */
async function toldOfReading(ground: Pick<Kith, "db" | "now">, { id, account_id }: Mine): Promise<number[]> {
  const { db } = ground;
  const user = await db.selectFrom("users").select("settings").where("id", "=", account_id).executeTakeFirst();
  if (user === undefined || !tellsReading(user)) return [account_id];
  const members = db.selectFrom("chat_members").select("account_id").where("chat_id", "=", id).where("left_at", "=", 0);
  return await listenersTo(
    ground,
    account_id,
    (await members.execute()).map((row) => row.account_id),
  );
}

/** So that it is not forgotten. */
export const unreadChat = async (kith: Kith, { id, account_id }: Mine): Promise<void> =>
  await kith.write(async (tx, happened) => {
    const row = await tx
      .updateTable("chat_members")
      .set({ unread: sql`case when unread = 0 then 1 else unread end` })
      .where("chat_id", "=", id)
      .where("account_id", "=", account_id)
      .returning("last_id")
      .executeTakeFirst();
    if (row !== undefined)
      happened({ type: "chat.changed", chat_id: id, account_ids: [account_id], change: "read", status_id: row.last_id });
  });

/** It notifies no more, or again. */
export const muteChat = async (kith: Kith, { id, account_id }: Mine, muted: boolean): Promise<void> =>
  await kith.write(async (tx) => {
    await tx
      .updateTable("chat_members")
      .set({ muted: flag(muted) })
      .where("chat_id", "=", id)
      .where("account_id", "=", account_id)
      .execute();
    const threads = sql`select distinct statuses.conversation_id from chat_statuses join statuses on statuses.id = chat_statuses.status_id
      where chat_statuses.chat_id = ${id} and chat_statuses.account_id = ${account_id}
      union select conversation_id from chats where id = ${id} and conversation_id > 0`;
    if (muted)
      await sql`insert into muted_conversations (account_id, conversation_id)
        select cast(${account_id} as bigint), conversation_id from (${threads}) as threads where true on conflict do nothing`.execute(
        tx,
      );
    else
      await sql`delete from muted_conversations where account_id = ${account_id} and conversation_id in (${threads})`.execute(tx);
  });

/** Puts it out of sight; its statuses stay, and the next message begins it anew. */
export const putAwayChat = async (kith: Kith, { id, account_id }: Mine): Promise<void> =>
  await kith.write(async (tx) => {
    await tx
      .deleteFrom("conversation_members")
      .where("account_id", "=", account_id)
      .where((eb) =>
        eb(
          "last_status_id",
          "in",
          eb.selectFrom("chat_statuses").select("status_id").where("chat_id", "=", id).where("account_id", "=", account_id),
        ),
      )
      .execute();
    await emptyChat(tx, id, account_id);
  });

/**
 * Answers who asks to write: accepted, they write as anybody from now on, and notify, too; declined, they are not told, and nothing of this chat comes
 * any more until one writes to it oneself.
 *
 * @throws Refusal `missing` where nobody asks
 */
export async function answerRequest(
  kith: Kith,
  { id, account_id, state }: Mine & Pick<Chat, "state">,
  accepted: boolean,
): Promise<void> {
  if (state !== "request") throw missing();
  const others = kith.db
    .selectFrom("chat_members")
    .select("account_id")
    .where("chat_id", "=", id)
    .where("account_id", "<>", account_id);
  const ids = (await others.execute()).map((row) => row.account_id);
  const requests = await kith.db
    .selectFrom("notification_requests")
    .select("id")
    .where("account_id", "=", account_id)
    .where("from_account_id", "in", padded(ids))
    .execute();
  const request_ids = requests.map((row) => row.id);
  if (accepted) await acceptRequests(kith, account_id, request_ids);
  else await dismissRequests(kith, account_id, request_ids);
  await kith.write(async (tx, happened) => {
    if (!accepted) await emptyChat(tx, id, account_id);
    await tx
      .updateTable("chat_members")
      .set({ state: accepted ? "open" : "declined" })
      .where("chat_id", "=", id)
      .where("account_id", "=", account_id)
      .execute();
    happened({ type: "chat.changed", chat_id: id, account_ids: [account_id], change: "people", status_id: 0 });
  });
}
