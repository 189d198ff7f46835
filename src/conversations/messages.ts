/** The messages of a conversation, where to find it, and writing in it: to exactly the people who are in it. */
import { fromJson, toJson } from "../db/columns.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Account, Reads, Status } from "../db/schema.ts";
import { invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { Draft } from "../statuses/draft.ts";
import { resolveMentions } from "../statuses/mentions.ts";
import { publishStatus } from "../statuses/publish.ts";
import { visibleTo } from "../statuses/visible.ts";
import { findEntities } from "../text/grammar.ts";
import type { Conversation } from "./load.ts";

/** Ids of the statuses of a conversation that its reader may see, newest first. */
export async function messageIds(db: Reads, { id, account_id }: Conversation, paging: Paging): Promise<number[]> {
  const query = db
    .selectFrom("statuses")
    .innerJoin("conversation_statuses", "conversation_statuses.status_id", "statuses.id")
    .select("statuses.id")
    .where("conversation_statuses.member_id", "=", id)
    .where("statuses.deleted_at", "=", 0)
    .where((eb) => visibleTo(account_id)(eb as never));
  // Along the index of the conversation, however many statuses there are.
  const rows = await paged(query, "conversation_statuses.status_id", paging).execute();
  return inOrder(rows, paging).map((row) => row.id);
}

/** How many conversations hold something new, counted no further than `most`. */
export async function countUnreadConversations(db: Reads, account_id: number, most: number): Promise<number> {
  const rows = await db
    .selectFrom("conversation_members")
    .select("id")
    .where("account_id", "=", account_id)
    .where("unread", "=", 1)
    .limit(most)
    .execute();
  return rows.length;
}

/** The account's conversation in which a status stands. */
export const findConversationOf = async (db: Reads, account_id: number, status_id: number): Promise<Conversation | undefined> =>
  await db
    .selectFrom("conversation_members")
    .innerJoin("conversation_statuses", "conversation_statuses.member_id", "conversation_members.id")
    .selectAll("conversation_members")
    .where("conversation_statuses.status_id", "=", status_id)
    .where("conversation_members.account_id", "=", account_id)
    .executeTakeFirst();

/** The account's latest conversation with exactly these people. */
export const findConversationWith = async (
  db: Reads,
  account_id: number,
  people: readonly number[],
): Promise<Conversation | undefined> =>
  await db
    .selectFrom("conversation_members")
    .selectAll()
    .where("account_id", "=", account_id)
    .where("people", "=", toJson(peopleOf(account_id, people)))
    .orderBy("last_status_id", "desc")
    .limit(1)
    .executeTakeFirst();

/** As they are kept: each once, in the order of their ids, without the reader. */
const peopleOf = (account_id: number, people: readonly number[]): number[] =>
  [...new Set(people)].filter((id) => id !== account_id).sort((a, b) => a - b);

export type Message = Pick<Draft, "text" | "media_ids" | "language" | "idempotency_key">;

/** Says whom else a message names: they would get it, too. In `details.names`. */
const NAMES_OTHERS = "Validation failed: Text names people who are not in the conversation";

/**
 * Writes to some people and to nobody else, in their conversation where there is one.
 *
 * @throws Refusal `invalid` when the text names others, with their handles in `details.names`; and whatever publishing refuses
 */
export async function sendMessage(kith: Kith, author: Account, people: readonly number[], message: Message): Promise<Status> {
  const addressed = peopleOf(author.id, people);
  const others = await namedBesides(kith, message.text, [author.id, ...addressed]);
  if (others.length > 0)
    throw invalid(NAMES_OTHERS, { names: others.map((handle) => ({ error: "ERR_OTHERS", description: handle })) });
  const conversation = await findConversationWith(kith.db, author.id, addressed);
  const [last] = conversation === undefined ? [] : await messageIds(kith.db, conversation, { limit: 1 });
  return await publishStatus(kith, author, {
    ...message,
    visibility: "direct",
    sensitive: false,
    spoiler_text: "",
    mentioned_ids: addressed,
    in_reply_to_id: last,
  });
}

/** Handles in the text of those who are not meant, and of those elsewhere who cannot be found just now. */
async function namedBesides(kith: Kith, text: string, meant: readonly number[]): Promise<string[]> {
  const entities = findEntities(text);
  const found = await resolveMentions(kith, entities);
  const handles = entities.flatMap((entity) => (entity.kind === "mention" ? [entity.handle] : []));
  return [...new Set(handles)].filter((handle) => {
    const account = found.get(handle);
    return account === undefined ? handle.includes("@") : !meant.includes(account.id);
  });
}

/** Whom a conversation is with. */
export const peopleIn = ({ people }: Pick<Conversation, "people">): number[] => fromJson(people);
