/** `/api/kith/v1/chats`: direct messages as chats, one for the same people, and groups of people. */
import { z } from "zod";
import {
  findChatOf,
  findChatWith,
  getChat,
  loadChats,
  loadLines,
  messageIds,
  searchMessages,
  type Chat,
} from "../../chats/load.ts";
import { answerRequest, muteChat, putAwayChat, readChat, unreadChat } from "../../chats/marks.ts";
import { assertMaySend, sendMessage, sendToChat, type Message } from "../../chats/send.ts";
import { addToGroup, createGroup, removeFromGroup } from "../../chats/groups.ts";
import { handOverGroup, nameGroup, pictureGroup } from "../../chats/owner.ts";
import { sayTyping } from "../../chats/typing.ts";
import { hasChosenMarks, tellsReading } from "../../chats/seen.ts";
import { changeWriters, findWriters } from "../../chats/writers.ts";
import { loadAccounts } from "../../accounts/find.ts";
import { changeSettings } from "../../accounts/settings.ts";
import { getUser } from "../../accounts/users.ts";
import { invalid, missing } from "../../errors.ts";
import { showChats } from "../chats.ts";
import { renderLine } from "../entities/chat.ts";
import { paged } from "../links.ts";
import { showStatuses, showStatus } from "../present.ts";
import {
  answer,
  del,
  get,
  idParam,
  me,
  myUser,
  nothing,
  patch,
  post,
  user,
  type Answer,
  type ApiRequest,
  type Needs,
  type Route,
} from "../respond.ts";
import { flag, id, list, pagingOf, parse, text } from "../shapes.ts";

/** A message to more people is a post. */
const MOST_PEOPLE = 63;
const [read, write, change] = (["read:statuses", "write:statuses", "write:conversations"] as const).map((scope) =>
  user(scope, { messages: true }),
) as [Needs, Needs, Needs];
const at = "/api/kith/v1/chats";

const message = z.object({
  status: text(1_000_000).nullish(),
  media_ids: list(id, 50).nullish(),
  in_reply_to_id: id.nullish(),
  language: text(35).nullish(),
});
const people = z.object({ account_ids: list(id, MOST_PEOPLE), name: text().nullish() });
const naming = z.object({ name: text().nullish() });

const own = async (request: ApiRequest): Promise<Chat> => await getChat(request.kith.db, me(request).id, idParam(request));

const one = async (request: ApiRequest, chat: Chat): Promise<Answer> =>
  answer((await showChats(request.kith, me(request).id, [chat]))[0]);

/** After something has changed it. */
const again = async (request: ApiRequest, { id: chat_id }: Chat): Promise<Answer> =>
  await one(request, await getChat(request.kith.db, me(request).id, chat_id));

async function page(request: ApiRequest): Promise<Answer> {
  const paging = pagingOf(request.query, 20, 40);
  const state = request.query["requests"] === "true" ? "request" : "open";
  const chats = await loadChats(request.kith.db, me(request).id, paging, state);
  const cursors = chats.map(({ last_id }) => last_id);
  return paged(request, await showChats(request.kith, me(request).id, chats), { cursors, paging });
}

async function messages(request: ApiRequest): Promise<Answer> {
  const chat = await own(request);
  const q = request.query["q"];
  if (typeof q === "string" && q.trim() !== "")
    return answer(await showStatuses(request, await searchMessages(request.kith, chat, q.slice(0, 200)), "thread"));
  const paging = pagingOf(request.query, 40, 80);
  const ids = await messageIds(request.kith.db, chat, paging);
  return paged(request, await showStatuses(request, ids, "thread"), { cursors: ids, paging });
}

/** What happened in a group of people: who came, went, or called it what. */
async function lines(request: ApiRequest): Promise<Answer> {
  const chat = await own(request);
  const { max_id, since_id } = pagingOf(request.query);
  const rows = await loadLines(request.kith.db, chat, { after: since_id ?? 0, before: max_id ?? Number.MAX_SAFE_INTEGER });
  return answer(rows.map(renderLine));
}

function readMessage(request: ApiRequest): Message {
  const { status, media_ids, in_reply_to_id, language } = parse(request.body, message);
  return {
    text: status ?? "",
    media_ids: media_ids ?? [],
    language: language ?? "",
    in_reply_to_id: in_reply_to_id ?? undefined,
    idempotency_key: request.header("idempotency-key"),
  };
}

/** Names in the text do not add anybody: a message that names others is refused, and says how they come in. */
async function send(request: ApiRequest): Promise<Answer> {
  const status = await sendToChat(request.kith, me(request), await own(request), readMessage(request));
  return answer(await showStatus(request, status.id));
}

/** Begins a chat with some people, or goes on with the one that there is. */
async function begin(request: ApiRequest): Promise<Answer> {
  const { kith, body } = request;
  const { account_ids, name } = parse(body, people);
  if ((name ?? "") !== "") return await beginGroup(request, { people: account_ids, name: name ?? "" });
  const found = await loadAccounts(kith.db, account_ids);
  const ids = account_ids.filter((one) => found.get(one)?.deleted_at === 0 && found.get(one)?.suspended_at === 0);
  if (ids.length < account_ids.length) throw missing();
  const written = readMessage(request);
  const known = await findChatWith(kith.db, me(request).id, ids);
  const silent = written.text.trim() === "" && written.media_ids.length === 0;
  if (silent && (known === undefined || known.last_id === 0)) throw invalid("Validation failed: Text can't be blank");
  if (silent && known !== undefined) return await one(request, known);
  const status = await sendMessage(kith, me(request), ids, written);
  const chat = await findChatOf(kith.db, me(request).id, status.id);
  if (chat === undefined) throw missing();
  return await one(request, chat);
}

/** A group of people, and its first message if there is one. */
async function beginGroup(request: ApiRequest, asked: { people: readonly number[]; name: string }): Promise<Answer> {
  const { kith } = request;
  const written = readMessage(request);
  const silent = written.text.trim() === "" && written.media_ids.length === 0;
  if (!silent) await assertMaySend(kith, me(request), asked.people, written);
  const chat = await getChat(kith.db, me(request).id, await createGroup(kith, me(request), asked));
  if (!silent) await sendToChat(kith, me(request), chat, written);
  return await again(request, chat);
}

/** An empty `picture` takes it away. */
async function patchGroup(request: ApiRequest): Promise<Answer> {
  const { kith, body, files } = request;
  const chat = await own(request);
  const { name } = parse(body, naming);
  const bytes = files.get("picture")?.bytes ?? (body["picture"] === "" ? Buffer.alloc(0) : undefined);
  if (typeof name === "string") await nameGroup(kith, me(request), chat, name);
  if (bytes !== undefined) await pictureGroup(kith, me(request), chat, bytes);
  return await again(request, chat);
}

const withPeople =
  (act: typeof addToGroup) =>
  async (request: ApiRequest): Promise<Answer> => {
    const chat = await own(request);
    for (const one of parse(request.body, people).account_ids) await act(request.kith, me(request), chat, one);
    return await again(request, chat);
  };

const doing =
  (act: (request: ApiRequest, chat: Chat) => Promise<void>) =>
  async (request: ApiRequest): Promise<Answer> => {
    const chat = await own(request);
    await act(request, chat);
    return await again(request, chat);
  };

const settingsShape = z.object({
  writers: z.enum(["everyone", "following", "friends"], "is not included in the list").nullish(),
  read_marks: flag.nullish(),
});

/** Who may write just so, and whether others hear of one's reading and typing (and one of theirs); `read_marks_chosen`: whether that has been said. */
async function showSettings(request: ApiRequest): Promise<Answer> {
  const { db } = request.kith;
  const [writers, person] = [await findWriters(db, me(request).id), await getUser(db, me(request).id)];
  return answer({ writers, read_marks: tellsReading(person), read_marks_chosen: hasChosenMarks(person) });
}

async function changeChatSettings(request: ApiRequest): Promise<Answer> {
  const { writers, read_marks } = parse(request.body, settingsShape);
  if (writers) await changeWriters(request.kith, me(request).id, writers);
  if (typeof read_marks === "boolean") await changeSettings(request.kith, myUser(request), { settings: { read_marks } });
  return await showSettings(request);
}

export const chatRoutes: readonly Route[] = [
  get(`${at}/settings`, read, showSettings),
  patch(`${at}/settings`, change, changeChatSettings),
  get(at, read, page),
  post(at, write, begin),
  get(`${at}/:id`, read, async (request) => await one(request, await own(request))),
  del(`${at}/:id`, change, async (request) => {
    await putAwayChat(request.kith, await own(request));
    return nothing;
  }),
  patch(`${at}/:id`, { ...change, uploads: true }, patchGroup),
  post(`${at}/:id/hand_over/:account_id`, change, async (request) => {
    const chat = await own(request);
    await handOverGroup(request.kith, me(request), chat, idParam(request, "account_id"));
    return await again(request, chat);
  }),
  get(`${at}/:id/lines`, read, lines),
  post(`${at}/:id/members`, change, withPeople(addToGroup)),
  del(`${at}/:id/members`, change, withPeople(removeFromGroup)),
  post(`${at}/:id/leave`, change, async (request) => {
    const chat = await own(request);
    await removeFromGroup(request.kith, me(request), chat, me(request).id);
    return nothing;
  }),
  get(`${at}/:id/messages`, read, messages),
  post(`${at}/:id/messages`, { ...write, keyed: true }, send),
  post(
    `${at}/:id/read`,
    change,
    doing(async ({ kith }, chat) => await readChat(kith, chat)),
  ),
  post(
    `${at}/:id/unread`,
    change,
    doing(async ({ kith }, chat) => await unreadChat(kith, chat)),
  ),
  post(
    `${at}/:id/mute`,
    change,
    doing(async ({ kith }, chat) => await muteChat(kith, chat, true)),
  ),
  post(
    `${at}/:id/unmute`,
    change,
    doing(async ({ kith }, chat) => await muteChat(kith, chat, false)),
  ),
  post(
    `${at}/:id/accept`,
    change,
    doing(async ({ kith }, chat) => await answerRequest(kith, chat, true)),
  ),
  post(`${at}/:id/typing`, change, async (request) => {
    await sayTyping(request.kith, me(request), await own(request));
    return nothing;
  }),
  post(`${at}/:id/decline`, change, async (request) => {
    await answerRequest(request.kith, await own(request), false);
    return nothing;
  }),
];
