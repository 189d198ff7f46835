/** Messages: conversations as chat threads, which go to exactly the people who are in them. */
import { randomUUID } from "node:crypto";
import { loadAccounts } from "../accounts/find.ts";
import { searchAccounts } from "../accounts/search.ts";
import {
  findConversation,
  loadConversations,
  markConversation,
  removeConversation,
  type Conversation,
} from "../conversations/load.ts";
import { findConversationOf, messageIds, peopleIn, sendMessage } from "../conversations/messages.ts";
import type { Account } from "../db/schema.ts";
import { missing, Refusal } from "../errors.ts";
import { readId } from "../ids.ts";
import { loadStatusPage } from "../statuses/load.ts";
import { findStatusById } from "../statuses/find.ts";
import { muteConversation, unmuteConversation } from "../statuses/mute.ts";
import { conversationView, type Message } from "../../views/conversation.ts";
import type { Problems } from "../../views/context.ts";
import { messagesView } from "../../views/messages.ts";
import { newMessageView } from "../../views/new-message.ts";
import { routes } from "../../views/routes.ts";
import { askForDescriptions } from "./compose.ts";
import { contextOf } from "./context.ts";
import { cut, isFirstPage, readPaging } from "./paging.ts";
import { action, go, page, show, uploadFilms, type Answer, type Route } from "./respond.ts";
import { idParam, me, type Visit } from "./visit.ts";
import { writingProblems } from "./writing-problems.ts";
import { readWritten } from "./writing.ts";

/** Messages shown at once. */
const SHOWN = 40;
const MOST_FOUND = 10;
/** A message to more people is a post. */
const MOST_PEOPLE = 20;

async function showMessages(visit: Visit): Promise<Answer> {
  const { kith } = visit;
  const paging = readPaging(visit);
  const found = await loadConversations(kith.db, me(visit).id, paging);
  const { items, pager } = cut(visit, paging, found, (row) => row.last_status_id);
  const last = items.map((row) => row.last_status_id);
  const loaded = await loadStatusPage(kith.db, visit.viewer_id, last);
  const accounts = await loadAccounts(kith.db, items.flatMap(peopleIn));
  const letters = items.map((row) => ({
    id: row.id,
    people: peopleIn(row).flatMap((id) => accounts.get(id) ?? []),
    last: loaded.statuses.get(row.last_status_id),
    unread: row.unread === 1,
  }));
  return show(messagesView(await contextOf(visit), { items: letters, page: loaded, pager }));
}

/** @throws Refusal `missing`, also for somebody else's */
async function getConversation(visit: Visit): Promise<Conversation> {
  const found = await findConversation(visit.kith.db, me(visit).id, idParam(visit) ?? 0);
  if (found === undefined) throw missing();
  return found;
}

const blank = (): Message => ({ text: "", media: [], key: randomUUID() });

async function showConversation(visit: Visit): Promise<Answer> {
  const row = await getConversation(visit);
  // What has been shown has been read.
  if (row.unread === 1 && isFirstPage(readPaging(visit))) await markConversation(visit.kith, visit.viewer_id, row.id, false);
  return await talk(visit, row, blank());
}

async function talk(visit: Visit, row: Conversation, message: Message): Promise<Answer> {
  const { kith, viewer_id } = visit;
  const paging = readPaging(visit, SHOWN);
  const { items, pager } = cut(visit, paging, await messageIds(kith.db, row, paging), (id) => id);
  const loaded = await loadStatusPage(kith.db, viewer_id, items);
  const accounts = await loadAccounts(kith.db, peopleIn(row));
  const people = peopleIn(row).flatMap((id) => accounts.get(id) ?? []);
  const muted = loaded.marks.muted_conversations.has(row.conversation_id);
  const view = conversationView(await contextOf(visit), { id: row.id, people, page: loaded, pager, muted, message });
  return show(view, message.problems === undefined ? 200 : 422);
}

type Sent = { to: string } | { again: Message };

/** Sends what the form holds to some people, or says how the form is to be shown again. */
async function sendTo(visit: Visit, people: readonly number[]): Promise<Sent> {
  const { draft, media, problems } = await readWritten(visit);
  const again = (more: Partial<Message>): Sent => ({
    again: { text: draft.text, media, key: draft.idempotency_key || randomUUID(), ...more },
  });
  if (Object.keys(problems).length > 0) return again({ problems });
  if (visit.form.text("do") === "attach") return again({});
  const bare = askForDescriptions(visit, { media });
  if (bare !== undefined) return again(bare);
  try {
    const { text, media_ids, idempotency_key } = draft;
    const status = await sendMessage(visit.kith, me(visit), people, { text, media_ids, language: "", idempotency_key });
    const row = await findConversationOf(visit.kith.db, visit.viewer_id, status.id);
    return { to: row === undefined ? routes.messages : `${routes.conversation(row.id)}#message-${status.id}` };
  } catch (error) {
    return again({ problems: messageProblems(visit, error) });
  }
}

function messageProblems(visit: Visit, error: unknown): Problems {
  const others = error instanceof Refusal ? error.details?.["names"] : undefined;
  if (others === undefined) return writingProblems(visit, error);
  const names = visit.locale.list(others.map(({ description }) => `@${description}`));
  return { text: visit.locale.t("messages.wrong_others", { names, count: others.length }) };
}

async function reply(visit: Visit): Promise<Answer> {
  const row = await getConversation(visit);
  const sent = await sendTo(visit, peopleIn(row));
  return "to" in sent ? go(sent.to) : await talk(visit, row, sent.again);
}

/** `?to=ID` once for each person, `?q=` searches for more; with `typing` only among those who are known here. */
async function showNew(visit: Visit): Promise<Answer> {
  const { kith, viewer_id, query } = visit;
  me(visit);
  const to = await loadPeople(visit, query.getAll("to"));
  const q = (query.get("q") ?? "").trim().slice(0, 200);
  const found = q === "" ? [] : await searchAccounts(kith, viewer_id, { q, limit: MOST_FOUND, resolve: !query.has("typing") });
  return await writeNew(visit, { to, q, found: found.filter(({ id }) => id !== viewer_id), message: blank() });
}

const writeNew = async (visit: Visit, fresh: { to: Account[]; q: string; found: Account[]; message: Message }): Promise<Answer> =>
  show(newMessageView(await contextOf(visit), { ...fresh, most: MOST_PEOPLE }), fresh.message.problems === undefined ? 200 : 422);

/** Those who can be written to, in the order in which they were chosen. */
async function loadPeople({ kith, viewer_id }: Visit, texts: readonly string[]): Promise<Account[]> {
  const ids = [...new Set(texts.flatMap((text) => readId(text) ?? []))].filter((id) => id !== viewer_id).slice(0, MOST_PEOPLE);
  const found = await loadAccounts(kith.db, ids);
  return ids.flatMap((id) => found.get(id) ?? []).filter((account) => account.deleted_at === 0 && account.suspended_at === 0);
}

async function sendNew(visit: Visit): Promise<Answer> {
  const to = await loadPeople(visit, visit.form.all("to"));
  if (to.length === 0) throw missing();
  const sent = await sendTo(
    visit,
    to.map(({ id }) => id),
  );
  return "to" in sent ? go(sent.to) : await writeNew(visit, { to, q: "", found: [], message: sent.again });
}

async function markUnread(visit: Visit): Promise<Answer> {
  await markConversation(visit.kith, me(visit).id, (await getConversation(visit)).id, true);
  return go(routes.messages, "messages.said_unread");
}

const muting = (act: typeof muteConversation, said: "messages.said_muted" | "messages.said_unmuted") =>
  async function mutes(visit: Visit): Promise<Answer> {
    const row = await getConversation(visit);
    const last = await findStatusById(visit.kith.db, row.last_status_id);
    if (last === undefined) throw missing();
    await act(visit.kith, me(visit), last);
    return go(routes.conversation(row.id), said);
  };

async function forget(visit: Visit): Promise<Answer> {
  await removeConversation(visit.kith, me(visit).id, (await getConversation(visit)).id);
  return go(routes.messages, "messages.said_deleted");
}

export const messageRoutes: readonly Route[] = [
  page(routes.messages, "member", showMessages),
  page(routes.newMessage(), "member", showNew),
  uploadFilms(routes.newMessage(), sendNew),
  page("/messages/:id", "member", showConversation),
  uploadFilms("/messages/:id/reply", reply),
  action("/messages/:id/unread", "member", markUnread),
  action("/messages/:id/mute", "member", muting(muteConversation, "messages.said_muted")),
  action("/messages/:id/unmute", "member", muting(unmuteConversation, "messages.said_unmuted")),
  action("/messages/:id/delete", "member", forget),
];
