/** Messages: conversations as chat threads, which go to exactly the people who are in them. */
import { randomUUID } from "node:crypto";
import { loadAccounts } from "../../accounts/find.ts";
import {
  countRequests,
  getChat,
  isForsaken,
  loadAnswered,
  loadChats,
  loadMembers,
  messageIds,
  searchMessages,
  type Chat,
} from "../../chats/load.ts";
import { answerRequest, muteChat, putAwayChat, readChat, unreadChat } from "../../chats/marks.ts";
import { chatPicture } from "../../chats/picture.ts";
import { sendMessage, sendToChat } from "../../chats/send.ts";
import { createGroup } from "../../chats/groups.ts";
import { sayTyping } from "../../chats/typing.ts";
import type { Account } from "../../db/schema.ts";
import { missing, Refusal } from "../../errors.ts";
import { readId } from "../../ids.ts";
import { loadStatusPage } from "../../statuses/load.ts";
import { conversationView, type Message } from "../../../views/messages/conversation.ts";
import type { Pager, Problems } from "../../../views/frame/context.ts";
import { messagesView } from "../../../views/messages/messages.ts";
import { newMessageView } from "../../../views/messages/new-message.ts";
import { routes } from "../../../views/frame/routes.ts";
import { contextOf } from "../frame/context.ts";
import { blank, sendForm } from "./message-form.ts";
import type { Said } from "../frame/flash.ts";
import { linesOf, messagePeopleRoutes } from "./message-people.ts";
import { messageSettingsRoutes } from "./message-settings.ts";
import { asksMarks, markWords } from "./message-marks.ts";
import { findPeople, loadPeople, MOST_PEOPLE } from "./whom.ts";
import { cut, isFirstPage, readPaging } from "../frame/paging.ts";
import { problemsOf } from "../frame/problems.ts";
import { action, go, makes, page, show, uploadFilms, type Answer, type Route } from "../frame/respond.ts";
import { idParam, me, type Visit } from "../frame/visit.ts";
import { readWritten } from "../writing/writing.ts";

/** Messages shown at once. */
const SHOWN = 40;
/** Counted no further. */
const MOST_REQUESTS = 99;

const listing = (asking: boolean) =>
  async function showMessages(visit: Visit): Promise<Answer> {
    const { kith, viewer_id } = visit;
    const paging = readPaging(visit);
    const found = await loadChats(kith.db, me(visit).id, paging, asking ? "request" : "open");
    const { items, pager } = cut(visit, paging, found, (row) => row.last_id);
    const last = items.map((row) => row.last_id);
    const loaded = await loadStatusPage(kith.db, viewer_id, last);
    const members = await loadMembers(
      kith.db,
      items.map(({ id }) => id),
    );
    const others = (id: number) =>
      (members.get(id) ?? []).flatMap(({ account_id }) => (account_id === viewer_id ? [] : [account_id]));
    const accounts = await loadAccounts(
      kith.db,
      items.flatMap(({ id, group_id }) => [...others(id), group_id]),
    );
    const letters = items.map((chat) => {
      const { id, name, picture, group_id, unread, last_id, muted } = chat;
      const people = others(id).flatMap((one) => accounts.get(one) ?? []);
      return {
        id,
        name,
        picture: chatPicture(kith, { id, picture }),
        group: accounts.get(group_id),
        people,
        gone: isForsaken(chat, people),
        last: loaded.statuses.get(last_id),
        unread,
        muted: muted === 1,
      };
    });
    const requests = await countRequests(kith.db, viewer_id, MOST_REQUESTS);
    return show(messagesView(await contextOf(visit), { items: letters, page: loaded, pager, requests, asking }));
  };

/** @throws Refusal `missing`, also for somebody else's */
const chatParam = async (visit: Visit): Promise<Chat> => await getChat(visit.kith.db, me(visit).id, idParam(visit) ?? 0);

async function showConversation(visit: Visit): Promise<Answer> {
  const chat = await chatParam(visit);
  // What has been shown has been read; of who asks to write, not before they are answered.
  if (chat.unread > 0 && chat.state === "open" && isFirstPage(readPaging(visit))) await readChat(visit.kith, chat);
  const asked = readId(visit.query.get("reply") ?? undefined);
  const answers = asked === undefined ? undefined : (await loadAnswered(visit.kith.db, chat, [asked])).get(asked);
  return await talk(visit, chat, { ...blank(), answers });
}

async function talk(visit: Visit, chat: Chat, message: Message): Promise<Answer> {
  const { kith, viewer_id } = visit;
  const paging = readPaging(visit, SHOWN);
  const q = (visit.query.get("q") ?? "").trim().slice(0, 200);
  const found = q === "" ? await messageIds(kith.db, chat, paging) : await searchMessages(kith, chat, q);
  const { items, pager } = q === "" ? cut(visit, paging, found, (id) => id) : { items: found, pager: {} };
  const loaded = await loadStatusPage(kith.db, viewer_id, items);
  // Who is not in a group any more does not learn who is.
  const members = chat.left_at > 0 ? [] : ((await loadMembers(kith.db, [chat.id])).get(chat.id) ?? []);
  const accounts = await loadAccounts(kith.db, [...members.map(({ account_id }) => account_id), chat.group_id]);
  const people = members.flatMap(({ account_id }) => (account_id === viewer_id ? [] : (accounts.get(account_id) ?? [])));
  const answered = await loadAnswered(
    kith.db,
    chat,
    items.flatMap((id) => loaded.statuses.get(id)?.in_reply_to_id ?? []),
  );
  const newest =
    pager.newer === undefined && q === "" ? items.find((id) => loaded.statuses.get(id)?.account_id === viewer_id) : undefined;
  const mark = newest === undefined ? undefined : { id: newest, words: await markWords(visit, { newest, members, accounts }) };
  const asks_marks = newest !== undefined && (await asksMarks(visit, { members, accounts }));
  const view = conversationView(await contextOf(visit), {
    id: chat.id,
    name: chat.name,
    picture: chatPicture(kith, chat),
    group: accounts.get(chat.group_id),
    left: chat.left_at > 0,
    people,
    gone: isForsaken(chat, people),
    page: loaded,
    pager,
    muted: chat.muted === 1,
    state: chat.state,
    message,
    asks_marks,
    q,
    bubbles: { answered, accounts, mark, lines: q === "" ? await linesOf(visit, chat, shownRange(items, pager)) : [] },
  });
  return show(view, message.problems === undefined ? 200 : 422);
}

/** What else happened is shown where it happened. */
const shownRange = (ids: readonly number[], { older, newer }: Pager) => ({
  after: older === undefined ? 0 : (ids.at(-1) ?? 0),
  before: newer === undefined ? Number.MAX_SAFE_INTEGER : (ids[0] ?? 0),
});

async function reply(visit: Visit): Promise<Answer> {
  const chat = await chatParam(visit);
  const asked = readId(visit.form.text("in_reply_to_id"));
  const answers = asked === undefined ? undefined : (await loadAnswered(visit.kith.db, chat, [asked])).get(asked);
  const sent = await sendForm(visit, async (message) => await sendToChat(visit.kith, me(visit), chat, message), answers);
  return "to" in sent ? go(sent.to) : await talk(visit, chat, sent.again);
}

/** `?to=ID` once for each person, `?q=` searches for more; with `typing` only among those who are known here. */
async function showNew(visit: Visit): Promise<Answer> {
  const { query } = visit;
  me(visit);
  const to = await loadPeople(visit, query.getAll("to"));
  const q = (query.get("q") ?? "").trim().slice(0, 200);
  return await writeNew(visit, { to, q, found: await findPeople(visit, q), message: blank() });
}

const writeNew = async (
  visit: Visit,
  fresh: { to: Account[]; q: string; found: Account[]; message: Message; name?: string },
): Promise<Answer> =>
  show(newMessageView(await contextOf(visit), { ...fresh, most: MOST_PEOPLE }), fresh.message.problems === undefined ? 200 : 422);

async function sendNew(visit: Visit): Promise<Answer> {
  const to = await loadPeople(visit, visit.form.all("to"));
  if (to.length === 0) throw missing();
  const ids = to.map(({ id }) => id);
  const name = visit.form.text("name").trim();
  if (name !== "") return await sendNewGroup(visit, { name, to });
  const sent = await sendForm(visit, async (message) => await sendMessage(visit.kith, me(visit), ids, message));
  return "to" in sent ? go(sent.to) : await writeNew(visit, { to, q: "", found: [], message: sent.again });
}

/** A group of people, and its first message, if there is one. */
async function sendNewGroup(visit: Visit, { name, to }: { name: string; to: Account[] }): Promise<Answer> {
  const { kith, viewer_id } = visit;
  const { draft, media, left } = await readWritten(visit);
  const again = async (problems: Problems) =>
    await writeNew(visit, {
      to,
      q: "",
      found: [],
      message: { text: draft.text, media, left, key: draft.idempotency_key || randomUUID(), problems },
      name,
    });
  let chat: Chat;
  try {
    const people = to.map(({ id }) => id);
    chat = await getChat(kith.db, viewer_id, await createGroup(kith, me(visit), { name, people }));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return await again(problemsOf(error, visit.locale, "name"));
  }
  if (draft.text.trim() === "" && media.length === 0) return go(routes.conversation(chat.id));
  const sent = await sendForm(visit, async (message) => await sendToChat(kith, me(visit), chat, message));
  return "to" in sent ? go(sent.to) : { ...(await talk(visit, chat, sent.again)), made: routes.conversation(chat.id) };
}

/** What a reader does with a chat, and where they are then. */
const doing = (act: (visit: Visit, chat: Chat) => Promise<void>, said: Said, stays = false) =>
  async function does(visit: Visit): Promise<Answer> {
    const chat = await chatParam(visit);
    await act(visit, chat);
    return go(stays ? routes.conversation(chat.id) : routes.messages, said);
  };

const muting = (muted: boolean) => async (visit: Visit, chat: Chat) => await muteChat(visit.kith, chat, muted);
const answering = (accepted: boolean) => async (visit: Visit, chat: Chat) => await answerRequest(visit.kith, chat, accepted);

export const messageRoutes: readonly Route[] = [
  page(routes.messages, "member", listing(false)),
  page(routes.messageRequests, "member", listing(true)),
  page(routes.newMessage(), "member", showNew),
  makes(uploadFilms(routes.newMessage(), sendNew)),
  ...messageSettingsRoutes,
  ...messagePeopleRoutes,
  page("/messages/:id", "member", showConversation),
  makes(uploadFilms("/messages/:id/reply", reply)),
  action(
    "/messages/:id/unread",
    "member",
    doing(async (visit, chat) => await unreadChat(visit.kith, chat), "messages.said_unread"),
  ),
  action("/messages/:id/mute", "member", doing(muting(true), "messages.said_muted", true)),
  action("/messages/:id/unmute", "member", doing(muting(false), "messages.said_unmuted", true)),
  action(
    "/messages/:id/delete",
    "member",
    doing(async (visit, chat) => await putAwayChat(visit.kith, chat), "messages.said_deleted"),
  ),
  action("/messages/:id/typing", "member", async (visit) => {
    const chat = await chatParam(visit);
    await sayTyping(visit.kith, me(visit), chat);
    return { ...go(routes.conversation(chat.id)), in_place: true };
  }),
  action("/messages/:id/accept", "member", doing(answering(true), "messages.said_accepted", true)),
  action("/messages/:id/decline", "member", doing(answering(false), "messages.said_declined")),
];
