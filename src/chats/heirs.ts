/** Who has a group of people after who made it, and the end of being in it; what has happened in it, written down among its messages. */
import type { KithEvent } from "../kith-events.ts";
import type { ChatLineKind } from "../db/tables/chats.ts";
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

/** `account_id`: whom it was done to, or 0; `name`: how the group is called since then, or "". */
export type GroupChange = { kind: ChatLineKind; actor_id: number; account_id: number; name: string };
type Line = GroupChange & { chat_id: number };

/** Ids that are made of the time of a change elsewhere may be taken: then the next one. */
async function insertBy(tx: Tx, { newId }: Pick<Kith, "newId">, line: Line): Promise<number> {
  for (;;) {
    const values = { id: newId(), ...line };
    const made = tx
      .insertInto("chat_lines")
      .values(values)
      .onConflict((oc) => oc.column("id").doNothing());
    if ((await made.returning("id").executeTakeFirst()) !== undefined) return values.id;
  }
}

export async function insertLine(
  tx: Tx,
  kith: Pick<Kith, "newId">,
  happened: (event: KithEvent) => void,
  line: Line,
): Promise<void> {
  const { chat_id, account_id } = line;
  const id = await insertBy(tx, kith, line);
  await tx
    .updateTable("chat_members")
    .set((eb) => ({ last_id: eb.case().when("last_id", "<", id).then(id).else(eb.ref("last_id")).end() }))
    .where("chat_id", "=", chat_id)
    .where("left_at", "=", 0)
    .where("last_id", ">", 0)
    .execute();
  const rows = await tx
    .selectFrom("chat_members")
    .select("account_id")
    .where("chat_id", "=", chat_id)
    .where((eb) => eb.or([eb("left_at", "=", 0), eb("account_id", "=", account_id)]))
    .execute();
  happened({ type: "chat.changed", chat_id, account_ids: rows.map((row) => row.account_id), change: "people", status_id: 0 });
}
