/** Who has a group of people after who made it; and the end of being in it. */
import type { Reads, Tx } from "../db/schema.ts";
import { missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { emptyChat } from "./leave.ts";

/** Of those in it here who has been in it longest; whoever has it leaves or is gone. */
export async function findHeir(db: Reads, chat_id: number, without: number): Promise<number | undefined> {
  const row = await db
    .selectFrom("chat_members")
    .innerJoin("users", "users.id", "chat_members.account_id")
    .select("users.id")
    .where("chat_members.chat_id", "=", chat_id)
    .where("chat_members.account_id", "<>", without)
    .where("chat_members.left_at", "=", 0)
    .where("chat_members.state", "=", "open")
    .orderBy("chat_members.joined_at")
    .orderBy("users.id")
    .limit(1)
    .executeTakeFirst();
  return row?.id;
}

/** Takes a chat until the work ends: what changes who is in it comes one after another. Returns whose it is. @throws Refusal `missing` */
export async function holdChat(tx: Tx, id: number): Promise<number> {
  const held = await tx
    .updateTable("chats")
    .set((eb) => ({ changed_at: eb.ref("changed_at") }))
    .where("id", "=", id)
    .returning("creator_id")
    .executeTakeFirst();
  if (held === undefined) throw missing();
  return held.creator_id;
}

/** Whoever leaves has nothing of it any more; whoever is taken out keeps what they have. */
export async function discharge(
  tx: Tx,
  kith: Pick<Kith, "now">,
  { chat_id, account_id, left }: { chat_id: number; account_id: number; left: boolean },
): Promise<void> {
  if (left) await emptyChat(tx, chat_id, account_id);
  await tx
    .updateTable("chat_members")
    .set({ left_at: kith.now() })
    .where("chat_id", "=", chat_id)
    .where("account_id", "=", account_id)
    .execute();
}
