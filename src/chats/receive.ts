/** What other servers say of groups of people: what is asked of those that live here, and how those are that live there. */
import type { Account, Row } from "../db/schema.ts";
import type { ChatLineKind } from "../db/tables/chats.ts";
import { isBlockedBetween } from "../blocks/hidden.ts";
import { Refusal } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { localChatId } from "../uris.ts";
import { chatRow, insertChat, recount } from "./enter.ts";
import {
  addToGroup,
  discharge,
  enlist,
  ensureThread,
  insertLine,
  MOST_IN_GROUP,
  MOST_NAME,
  removeFromGroup,
  statesOf,
} from "./groups.ts";
import { groupKey, peopleOf } from "./key.ts";

/** One in a group of ours adds somebody, takes somebody out, or leaves. What they may not comes to nothing. */
export async function receiveGroupRequest(
  kith: Kith,
  actor: Account,
  { uri, account, added }: { uri: string; account: Account | undefined; added: boolean },
): Promise<void> {
  const id = localChatId(kith.instance, uri);
  const chat =
    id === undefined ? undefined : await kith.db.selectFrom("chats").selectAll().where("id", "=", id).executeTakeFirst();
  if (chat === undefined || account === undefined || actor.suspended_at > 0) return;
  try {
    await (added ? addToGroup : removeFromGroup)(kith, actor, chat, account.id);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

type GroupState = {
  uri: string;
  name: string;
  creator: Account;
  members: readonly Account[];
  /** ms. */
  updated: number;
  change: { kind: ChatLineKind; actor: Account; account: Account | undefined } | undefined;
};

/**
 * How a group of another server is now, as that server says. Of those who live here only who is in it, or is added by somebody who may, hears of it: a
 * group without any of ours is not kept.
 */
export async function receiveGroupState(kith: Kith, state: GroupState): Promise<void> {
  const { uri, creator } = state;
  if (state.members.length > MOST_IN_GROUP || !state.members.some(({ host }) => host === "")) {
    if ((await findByUri(kith, uri)) === undefined) return;
  }
  const known = await findByUri(kith, uri);
  if (known !== undefined && (known.creator_id !== creator.id || known.changed_at >= state.updated)) return;
  const now = await wanted(kith, state);
  const before = known === undefined ? [] : await currentIds(kith, known.id);
  const fresh = now.filter((id) => !before.includes(id));
  const states = await statesOf(kith.db, state.change?.actor.id ?? creator.id, fresh);
  await kith.write(async (tx, happened) => {
    const conversation_id = await ensureThread(tx, kith, uri);
    const name = state.name.slice(0, MOST_NAME);
    if (known === undefined)
      await insertChat(tx, chatRow(kith, { key: groupKey(uri), uri, creator_id: creator.id, conversation_id }));
    const { id } = await tx.selectFrom("chats").select("id").where("key", "=", groupKey(uri)).executeTakeFirstOrThrow();
    await tx.updateTable("chats").set({ name, changed_at: state.updated }).where("id", "=", id).execute();
    await enlist(tx, kith, id, states);
    const left = before.filter((one) => !now.includes(one));
    for (const one of left) await discharge(tx, kith, { chat_id: id, account_id: one, left: state.change?.kind === "left" });
    if (known === undefined) await takeOver(tx, id, conversation_id);
    const { kind, actor, account } = state.change ?? { kind: "named" as const, actor: creator, account: undefined };
    await insertLine(tx, kith, happened, { chat_id: id, kind, actor_id: actor.id, account_id: account?.id ?? 0, name });
  });
}

const findByUri = async (kith: Kith, uri: string): Promise<Row<"chats"> | undefined> =>
  await kith.db.selectFrom("chats").selectAll().where("key", "=", groupKey(uri)).executeTakeFirst();

const currentIds = async (kith: Kith, chat_id: number): Promise<number[]> =>
  (
    await kith.db
      .selectFrom("chat_members")
      .select("account_id")
      .where("chat_id", "=", chat_id)
      .where("left_at", "=", 0)
      .execute()
  ).map(({ account_id }) => account_id);

/** Without those of ours who have blocked who adds them. */
async function wanted(kith: Kith, { members, change, creator }: GroupState): Promise<number[]> {
  const adder = change?.actor ?? creator;
  const ids: number[] = [];
  for (const { id, host } of members) if (host !== "" || !(await isBlockedBetween(kith.db, id, adder.id))) ids.push(id);
  return peopleOf(...ids);
}

/** Messages that came before the group was known here. */
async function takeOver(tx: Parameters<typeof recount>[0], chat_id: number, conversation_id: number): Promise<void> {
  const early = await tx
    .selectFrom("chat_statuses")
    .innerJoin("statuses", "statuses.id", "chat_statuses.status_id")
    .innerJoin("chat_members", (join) =>
      join.onRef("chat_members.account_id", "=", "chat_statuses.account_id").on("chat_members.chat_id", "=", chat_id),
    )
    .select(["chat_statuses.account_id", "chat_statuses.status_id", "chat_statuses.chat_id"])
    .where("statuses.conversation_id", "=", conversation_id)
    .limit(500)
    .execute();
  for (const { account_id, status_id, chat_id: old_id } of early) {
    await tx
      .updateTable("chat_statuses")
      .set({ chat_id })
      .where("chat_id", "=", old_id)
      .where("account_id", "=", account_id)
      .where("status_id", "=", status_id)
      .execute();
    await recount(tx, old_id, [account_id]);
    await tx
      .updateTable("chat_members")
      .set((eb) => ({ unread: eb("unread", "+", 1) }))
      .where("chat_id", "=", chat_id)
      .where("account_id", "=", account_id)
      .execute();
  }
}
