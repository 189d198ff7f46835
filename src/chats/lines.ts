/** What has happened in a group of people, written down among its messages. */
import type { Tx } from "../db/schema.ts";
import type { ChatLineKind } from "../db/tables/chats.ts";
import type { KithEvent } from "../kith-events.ts";
import type { Kith } from "../kith.ts";

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
