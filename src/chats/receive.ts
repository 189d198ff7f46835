/** What other servers say of groups of people: what is asked of those that live here, and how those are that live there. */
import type { Account, Row } from "../db/schema.ts";
import type { ChatLineKind } from "../db/tables/chats.ts";
import { loadAccounts } from "../accounts/find.ts";
import { isBlockedBetween } from "../blocks/hidden.ts";
import { padded } from "../db/lists.ts";
import { Refusal } from "../errors.ts";
import { idAt } from "../ids.ts";
import type { Kith } from "../kith.ts";
import { originOf } from "../http/urls.ts";
import { localChatId } from "../uris.ts";
import { chatRow, insertChat } from "./enter.ts";
import { recount } from "./leave.ts";
import { addToGroup, enlist, ensureThread, memberIds, MOST_NAME, removeFromGroup, statesOf } from "./groups.ts";
import { discharge, insertLine } from "./heirs.ts";
import { groupKey, peopleOf } from "./key.ts";
import { enlistQuietly } from "./of-group.ts";

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
  /** Where it is; "" = none. */
  picture: string;
  creator: Account;
  members: readonly Account[];
  /** ms, by the clock of its server. */
  updated: number;
  change: { kind: ChatLineKind; actor: Account; account: Account | undefined } | undefined;
};

/**
 * How a group of another server is now, as that server says. Of those who live here only who is in it, or is added by somebody who may, hears of it: a
 * group without any of ours is not kept.
 */
export async function receiveGroupState(kith: Kith, state: GroupState): Promise<void> {
  const { uri, creator } = state;
  const known = await findByUri(kith, uri);
  if (known === undefined && !state.members.some(({ host }) => host === "")) return;
  if (known !== undefined && known.changed_at >= state.updated) return;
  if (known !== undefined && known.creator_id !== creator.id && !(await isHeir(kith, known, creator))) return;
  if (creator.actor_type === "Group") return await receiveChatOfGroup(kith, state, known);
  const now = await wanted(kith, state);
  const before = known === undefined ? [] : await memberIds(kith.db, known.id);
  const fresh = now.filter((id) => !before.includes(id));
  const states = await statesOf(kith.db, state.change?.actor.id ?? creator.id, fresh);
  const then = groundOf(kith, state);
  await kith.write(async (tx, happened) => {
    const conversation_id = await ensureThread(tx, kith, uri);
    const name = state.name.slice(0, MOST_NAME);
    if (known === undefined)
      await insertChat(tx, chatRow(kith, { key: groupKey(uri), uri, creator_id: creator.id, conversation_id }));
    const { id } = await tx.selectFrom("chats").select("id").where("key", "=", groupKey(uri)).executeTakeFirstOrThrow();
    const values = { name, picture: state.picture, creator_id: ownerOf(state).id, changed_at: state.updated };
    await tx.updateTable("chats").set(values).where("id", "=", id).execute();
    await enlist(tx, then, id, states);
    const left = before.filter((one) => !now.includes(one));
    for (const one of left) await discharge(tx, kith, { chat_id: id, account_id: one, left: isByThemselves(state, one) });
    await takeOver(tx, { chat_id: id, conversation_id, account_ids: fresh });
    const { kind, actor, account } = state.change ?? { kind: "named" as const, actor: creator, account: undefined };
    await insertLine(tx, then, happened, { chat_id: id, kind, actor_id: actor.id, account_id: account?.id ?? 0, name });
  });
}

/**
 * What has changed there stands among the messages where it was done, and not where we heard of it: the first message of a group is below the line by which
 * the group began, however long either was on its way.
 */
function groundOf({ now }: Kith, { updated }: GroupState): Pick<Kith, "newId" | "now"> {
  const at = Math.min(updated, now());
  // Odd, as all ids of what comes from elsewhere.
  let id = idAt(at) - 1;
  return { now: () => at, newId: () => (id += 2) };
}

/** Who had it is gone, and somebody in it who is of the same server (the caller has seen to that) speaks for it. */
async function isHeir({ db }: Kith, { id, creator_id }: Row<"chats">, { id: account_id }: Account): Promise<boolean> {
  const before = (await loadAccounts(db, [creator_id])).get(creator_id);
  const gone = before === undefined || before.deleted_at > 0 || before.suspended_at > 0;
  return gone && (await memberIds(db, id)).includes(account_id);
}

/** Whoever it is handed over to, if they are of its server. */
const ownerOf = ({ uri, creator, change }: GroupState): Account =>
  change?.kind === "handed_over" && change.account !== undefined && originOf(change.account.uri) === originOf(uri)
    ? change.account
    : creator;

/** Whether who is not in it any more has left it, and was not taken out. */
const isByThemselves = ({ change }: GroupState, id: number): boolean =>
  change?.kind === "left" || (change?.kind === "handed_over" && change.actor.id === id);

/** The same of the chat of a group elsewhere: those of ours who are in the group are in it, and nothing is told of who comes and goes. */
async function receiveChatOfGroup(kith: Kith, state: GroupState, known: Row<"chats"> | undefined): Promise<void> {
  const { uri, creator } = state;
  const now = await inGroup(kith, creator.id, state.members);
  const before = known === undefined ? [] : await memberIds(kith.db, known.id);
  await kith.write(async (tx, happened) => {
    const conversation_id = await ensureThread(tx, kith, uri);
    const values = { name: state.name.slice(0, MOST_NAME), changed_at: state.updated };
    if (known === undefined) {
      const whose = { creator_id: creator.id, group_id: creator.id };
      await insertChat(tx, chatRow(kith, { key: groupKey(uri), uri, conversation_id, ...whose }));
    }
    const { id: chat_id } = await tx.selectFrom("chats").select("id").where("key", "=", groupKey(uri)).executeTakeFirstOrThrow();
    await tx.updateTable("chats").set(values).where("id", "=", chat_id).execute();
    await enlistQuietly(
      tx,
      kith,
      chat_id,
      now.filter((id) => !before.includes(id)),
    );
    const left = before.filter((id) => !now.includes(id));
    for (const account_id of left) await discharge(tx, kith, { chat_id, account_id, left: state.change?.kind === "left" });
    if (known === undefined) await takeOver(tx, { chat_id, conversation_id, account_ids: now });
    happened({ type: "chat.changed", chat_id, account_ids: [...now, ...left], change: "people", status_id: 0 });
  });
}

/** Nobody of ours is in the chat of a group that they have not asked to be in. */
async function inGroup({ db }: Kith, group_id: number, members: readonly Account[]): Promise<number[]> {
  const ours = members.filter(({ host }) => host === "").map(({ id }) => id);
  const follows = db.selectFrom("follows").select("account_id").where("target_id", "=", group_id);
  const asked = await follows.where("account_id", "in", padded(ours)).execute();
  const theirs = members.filter(({ host }) => host !== "").map(({ id }) => id);
  return peopleOf(...theirs, ...asked.map(({ account_id }) => account_id));
}

const findByUri = async (kith: Kith, uri: string): Promise<Row<"chats"> | undefined> =>
  await kith.db.selectFrom("chats").selectAll().where("key", "=", groupKey(uri)).executeTakeFirst();

/** Without those of ours who have blocked who adds them. */
async function wanted(kith: Kith, { members, change, creator }: GroupState): Promise<number[]> {
  const adder = change?.actor ?? creator;
  const ids: number[] = [];
  for (const { id, host } of members) if (host !== "" || !(await isBlockedBetween(kith.db, id, adder.id))) ids.push(id);
  return peopleOf(...ids);
}

/** Messages that came before it was known here that they are in the group. */
async function takeOver(
  tx: Parameters<typeof recount>[0],
  { chat_id, conversation_id, account_ids }: { chat_id: number; conversation_id: number; account_ids: readonly number[] },
): Promise<void> {
  if (account_ids.length === 0) return;
  const thread = tx.selectFrom("statuses").select("id").where("conversation_id", "=", conversation_id);
  const kept = tx.updateTable("kept_messages").set({ chat_id }).where("account_id", "in", padded(account_ids));
  await kept.where("status_id", "in", thread).execute();
  const early = await tx
    .selectFrom("chat_statuses")
    .innerJoin("statuses", "statuses.id", "chat_statuses.status_id")
    .innerJoin("chat_members", (join) =>
      join.onRef("chat_members.account_id", "=", "chat_statuses.account_id").on("chat_members.chat_id", "=", chat_id),
    )
    .select(["chat_statuses.account_id", "chat_statuses.status_id", "chat_statuses.chat_id"])
    .where("statuses.conversation_id", "=", conversation_id)
    .where("chat_statuses.chat_id", "<>", chat_id)
    .where("chat_statuses.account_id", "in", padded(account_ids))
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
      .set((eb) => ({
        unread: eb("unread", "+", 1),
        last_id: eb.case().when("last_id", "<", status_id).then(status_id).else(eb.ref("last_id")).end(),
      }))
      .where("chat_id", "=", chat_id)
      .where("account_id", "=", account_id)
      .execute();
  }
}
