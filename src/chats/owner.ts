/** What who has made a group of people does with it: its name, its picture, and handing it over; and who has it after them. */
import { padded } from "../db/lists.ts";
import type { Account, Reads } from "../db/schema.ts";
import { forbidden, invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { addPortrait, removePortrait } from "../media/portraits.ts";
import { findHeir, holdChat } from "./heirs.ts";
import { assertIn, assertName, happens, tellOthers, type GroupOfPeople } from "./groups.ts";

/** Who may: its creator, whose server it lives on. @throws Refusal `forbidden` for others, `missing` for who is not in it */
async function assertOwner(db: Reads, actor: Account, chat: GroupOfPeople): Promise<number[]> {
  const ids = await assertIn(db, chat, actor.id);
  if (chat.creator_id !== actor.id) throw forbidden();
  return ids;
}

export async function nameGroup(kith: Kith, actor: Account, chat: GroupOfPeople, asked: string): Promise<void> {
  await assertOwner(kith.db, actor, chat);
  const name = assertName(asked);
  if (name === chat.name) return;
  await kith.write(async (tx, happened) => {
    await tx.updateTable("chats").set({ name }).where("id", "=", chat.id).execute();
    await happens(tx, kith, happened, { chat_id: chat.id, kind: "named", actor_id: actor.id, account_id: 0, name });
  });
}

/**
 * @param bytes of an image; empty = none any more
 * @throws Refusal also `invalid` for what is no image
 */
export async function pictureGroup(
  kith: Kith,
  actor: Account,
  chat: GroupOfPeople & { picture: string },
  bytes: Buffer,
): Promise<void> {
  await assertOwner(kith.db, actor, chat);
  const picture = bytes.length === 0 ? "" : await addPortrait(kith, "avatar", bytes, "private");
  await kith.write(async (tx, happened) => {
    await tx.updateTable("chats").set({ picture }).where("id", "=", chat.id).execute();
    await happens(tx, kith, happened, { chat_id: chat.id, kind: "pictured", actor_id: actor.id, account_id: 0, name: "" });
  });
  await removePortrait(kith, chat.picture);
}

/** @throws Refusal also `invalid` for who is not in it, or lives elsewhere: the group lives where it was made */
export async function handOverGroup(kith: Kith, actor: Account, chat: GroupOfPeople, id: number): Promise<void> {
  await kith.write(async (tx, happened) => {
    const creator_id = await holdChat(tx, chat.id);
    const ids = await assertOwner(tx, actor, { ...chat, creator_id });
    if (id === actor.id) return;
    if (!ids.includes(id) || (await oursAmong(tx, [id])).length === 0)
      throw invalid("Validation failed: A group is handed over to somebody in it who is of this server");
    await tx.updateTable("chats").set({ creator_id: id }).where("id", "=", chat.id).execute();
    await happens(tx, kith, happened, { chat_id: chat.id, kind: "handed_over", actor_id: actor.id, account_id: id, name: "" });
  });
}

const oursAmong = async (db: Reads, ids: readonly number[]): Promise<number[]> =>
  (await db.selectFrom("users").select("id").where("id", "in", padded(ids)).execute()).map(({ id }) => id);

/** One of ours is gone: what they had made, others have, as long as anybody of this server is in it. Doing it again changes nothing. */
export async function inheritChats(kith: Kith, account_id: number): Promise<void> {
  const rows = await kith.db
    .selectFrom("chats")
    .select("id")
    .where("creator_id", "=", account_id)
    .where("group_id", "=", 0)
    .where("uri", "<>", "")
    .execute();
  for (const { id: chat_id } of rows)
    await kith.write(async (tx, happened) => {
      // Whoever leaves at the same moment takes the chat as well: they are no heir, or somebody else is theirs.
      if ((await holdChat(tx, chat_id)) !== account_id) return;
      const heir = await findHeir(tx, chat_id, account_id);
      if (heir === undefined) return;
      await tx.updateTable("chats").set({ creator_id: heir }).where("id", "=", chat_id).execute();
      const change = { kind: "handed_over", actor_id: heir, account_id: heir, name: "" } as const;
      await tellOthers(tx, kith, happened, { chat_id, change, gone: [account_id] });
    });
}
