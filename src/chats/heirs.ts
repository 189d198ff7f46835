/** Who has a group of people after who made it. */
import type { Reads } from "../db/schema.ts";

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
