/**
 * Conversations: what those who live here have written to each other in private, as each of them sees it. Kept in the transaction of the
 * status: entered when it comes, left when it goes.
 *
 * As on Mastodon, the same thread between other people is another conversation.
 */
import { sql, type SelectQueryBuilder } from "kysely";
import { flag, fromJson, toJson } from "../db/columns.ts";
import { padded, parts } from "../db/lists.ts";
import type { DB, Status, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { enterChat } from "../chats/enter.ts";
import { forgetChats } from "../chats/leave.ts";

type Happened = (event: KithEvent) => void;
/** More of the people in a conversation tell it from another no better. */
const MOST_PEOPLE = 50;
/** Rows in one statement. */
const AT_ONCE = 100;

export type Message = {
  status: Pick<Status, "id" | "account_id" | "conversation_id" | "in_reply_to_id">;
  /** Everybody whom it mentions. */
  mentions: readonly number[];
  /** The group of people in which its author says it. */
  chat_uri?: string | undefined;
  /** Accounts of this server that are to have it. */
  readers: readonly number[];
  /** Those of them for whom it waits aside. */
  waiting?: readonly number[];
  /** Those who have muted its thread: to them it stands in their chat, and opens no conversation. */
  quiet?: readonly number[];
  /** Those who have muted its author: it is kept for them (`kept.ts`). */
  muting?: readonly number[];
};

/** Puts a direct status into the conversations of its readers; for all but its author they are unread then. */
export async function enterConversations(
  tx: Tx,
  kith: Pick<Kith, "newId" | "now">,
  happened: Happened,
  { status, mentions, chat_uri, readers, waiting = [], quiet = [], muting = [] }: Message,
): Promise<void> {
  await enterChat(tx, kith, happened, { status, mentions, chat_uri, readers: [...readers, ...quiet], waiting, muting });
  const members = await enterMembers(tx, kith, { status, mentions, readers });
  for (const { id, account_id } of members) happened({ type: "conversation.changed", conversation_id: id, account_id });
}

type Entering = Pick<Message, "mentions" | "readers"> & {
  status: Pick<Status, "id" | "account_id" | "conversation_id">;
  /** It is none of which anybody is to hear. */
  read?: boolean;
};

/** Returns what has become another for its reader. */
export async function enterMembers(
  tx: Tx,
  kith: Pick<Kith, "newId">,
  { status, mentions, readers, read = false }: Entering,
): Promise<{ id: number; account_id: number }[]> {
  const entered: { id: number; account_id: number }[] = [];
  const people = [...new Set([status.account_id, ...mentions])].sort((a, b) => a - b);
  for (const some of parts(
    [...new Set(readers)].sort((a, b) => a - b),
    AT_ONCE,
  )) {
    const rows = some.map((account_id) => ({
      id: kith.newId(),
      conversation_id: status.conversation_id,
      account_id,
      people: toJson(people.filter((id) => id !== account_id).slice(0, MOST_PEOPLE)),
      last_status_id: status.id,
      unread: flag(!read && account_id !== status.account_id),
    }));
    const members = await tx
      .insertInto("conversation_members")
      .values(rows)
      .onConflict((oc) =>
        oc.columns(["conversation_id", "account_id", "people"]).doUpdateSet({
          // What arrives late does not hide what was written since; nor does what nobody is to hear of hide what they have not read.
          unread: sql`case when ${flag(read)} = 1 then conversation_members.unread when excluded.last_status_id > conversation_members.last_status_id then excluded.unread else conversation_members.unread end`,
          last_status_id: sql`case when excluded.last_status_id > conversation_members.last_status_id then excluded.last_status_id else conversation_members.last_status_id end`,
        }),
      )
      .returning(["id", "account_id"])
      .execute();
    await tx
      .insertInto("conversation_statuses")
      .values(members.map(({ id }) => ({ member_id: id, status_id: status.id })))
      .onConflict((oc) => oc.doNothing())
      .execute();
    entered.push(...members);
  }
  return entered;
}

/**
 * After a block between them: what was kept while one had muted the other comes back, unless that is still so (`kept.ts`).
 *
 * @param authors ids, or a query for them
 */
export async function recallKept(
  tx: Tx,
  happened: Happened,
  readers: readonly number[],
  authors: readonly number[] | SelectQueryBuilder<DB, "accounts", { id: number }>,
): Promise<void> {
  const pairs = await tx
    .selectFrom("kept_messages")
    .select(["account_id", "author_id as target_id"])
    .distinct()
    .where("account_id", "in", readers)
    .where("author_id", "in", authors)
    .orderBy("account_id")
    .orderBy("target_id")
    .execute();
  for (const pair of pairs) happened({ type: "mute.ended", ...pair });
}

/** Takes a status out of its conversations. One that loses its last status is gone. */
export async function leaveConversations(tx: Tx, status_id: number): Promise<void> {
  const left = await tx.deleteFrom("conversation_statuses").where("status_id", "=", status_id).returning("member_id").execute();
  for (const some of parts(left, 500)) await recount(tx, padded(some.map(({ member_id }) => member_id)));
}

/** Puts away an account's conversations in which another takes part, whom it has blocked. */
export async function forgetConversations(tx: Tx, account_id: number, other_id: number): Promise<void> {
  const rows = await tx
    .selectFrom("conversation_members")
    .select(["id", "people"])
    .where("account_id", "=", account_id)
    .where("people", "like", `%${other_id}%`)
    .execute();
  const ids = rows.filter(({ people }) => fromJson(people).includes(other_id)).map(({ id }) => id);
  for (const some of parts(ids, 500)) await tx.deleteFrom("conversation_members").where("id", "in", padded(some)).execute();
  await forgetChats(tx, account_id, other_id);
}

async function recount(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx
    .updateTable("conversation_members")
    .set({
      last_status_id: sql`coalesce((select max(kept.status_id) from conversation_statuses as kept where kept.member_id = conversation_members.id), 0)`,
    })
    .where("id", "in", ids)
    .execute();
  await tx.deleteFrom("conversation_members").where("id", "in", ids).where("last_status_id", "=", 0).execute();
}

/** The threads `others` have become part of `conversation_id`: their readers' conversations go with them. */
export async function mergeConversations(tx: Tx, others: readonly number[], conversation_id: number): Promise<void> {
  const rows = await tx.selectFrom("conversation_members").selectAll().where("conversation_id", "in", padded(others)).execute();
  for (const { id, account_id, people } of rows) {
    const twin = await tx
      .selectFrom("conversation_members")
      .select("id")
      .where("conversation_id", "=", conversation_id)
      .where("account_id", "=", account_id)
      .where("people", "=", people)
      .executeTakeFirst();
    if (twin === undefined) {
      await tx.updateTable("conversation_members").set({ conversation_id }).where("id", "=", id).execute();
      continue;
    }
    await sql`insert into conversation_statuses (member_id, status_id)
      select cast(${twin.id} as bigint), status_id from conversation_statuses where member_id = ${id} on conflict do nothing`.execute(
      tx,
    );
    await tx.deleteFrom("conversation_members").where("id", "=", id).execute();
    await recount(tx, [twin.id]);
  }
}
