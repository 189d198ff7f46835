/** Writing in a chat: to exactly the people who are in it. */
import { loadAccounts } from "../accounts/find.ts";
import type { Account, Status } from "../db/schema.ts";
import { invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { Draft } from "../statuses/draft.ts";
import { resolveMentions } from "../statuses/mentions.ts";
import { publishStatus } from "../statuses/publish.ts";
import { assertMayPublish, loadOwnMedia } from "../statuses/rules.ts";
import { findEntities } from "../text/grammar.ts";
import { peopleOf } from "./key.ts";
import { findChatWith, hasMessage, isForsaken, loadMembers, messageIds, type Chat } from "./load.ts";

/** `in_reply_to_id`: the message that it answers; otherwise it follows the last one. */
export type Message = Pick<Draft, "text" | "media_ids" | "language" | "idempotency_key" | "in_reply_to_id">;

/** Says whom else a message names: they would get it, too. In `details.names`. */
const NAMES_OTHERS = "Validation failed: Text names people who are not in the conversation";

/**
 * Writes to some people and to nobody else, in their chat where there is one.
 *
 * @throws Refusal `invalid` when the text names others, with their handles in `details.names`; and whatever publishing refuses
 */
export async function sendMessage(kith: Kith, author: Account, people: readonly number[], message: Message): Promise<Status> {
  const addressed = peopleOf(...people).filter((id) => id !== author.id);
  return await sendIn(kith, author, { addressed, chat: await findChatWith(kith.db, author.id, addressed) }, message);
}

/** The same to a chat that there is. @throws Refusal `missing` for who has left it, and where nobody else is left */
export async function sendToChat(kith: Kith, author: Account, chat: Chat, message: Message): Promise<Status> {
  if (chat.left_at > 0) throw missing();
  const members = (await loadMembers(kith.db, [chat.id])).get(chat.id) ?? [];
  const addressed = members.map(({ account_id }) => account_id).filter((id) => id !== author.id);
  return await sendIn(kith, author, { addressed, chat }, message);
}

type Where = { addressed: readonly number[]; chat: Chat | undefined };

/**
 * Whether these people could be written to so: before a group is begun for it.
 *
 * @throws Refusal as `sendMessage`
 */
export async function assertMaySend(kith: Kith, author: Account, people: readonly number[], message: Message): Promise<void> {
  await assertNamesNobodyElse(kith, message.text, [author.id, ...people]);
  assertMayPublish(kith.instance, author, { ...message, ...DIRECT });
  await loadOwnMedia(kith.db, author, message.media_ids);
}

const DIRECT = { visibility: "direct", sensitive: false, spoiler_text: "" } as const;

async function sendIn(kith: Kith, author: Account, { addressed, chat }: Where, message: Message): Promise<Status> {
  if (chat !== undefined && isForsaken(chat, [...(await loadAccounts(kith.db, addressed)).values()])) throw missing();
  await assertNamesNobodyElse(kith, message.text, [author.id, ...addressed]);
  const answered = message.in_reply_to_id;
  if (answered !== undefined && (chat === undefined || !(await hasMessage(kith.db, chat, answered)))) throw missing();
  const [last] = chat === undefined ? [] : await messageIds(kith.db, chat, { limit: 1 });
  return await publishStatus(kith, author, {
    ...message,
    ...DIRECT,
    mentioned_ids: addressed,
    in_reply_to_id: answered ?? last,
    conversation_uri: chat?.uri || undefined,
  });
}

async function assertNamesNobodyElse(kith: Kith, text: string, meant: readonly number[]): Promise<void> {
  const others = await namedBesides(kith, text, meant);
  if (others.length > 0)
    throw invalid(NAMES_OTHERS, { names: others.map((handle) => ({ error: "ERR_OTHERS", description: handle })) });
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
