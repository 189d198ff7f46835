/** The people of a group, by one form with a button for each thing that one does; and what has happened in it, in words. */
import { loadAccounts } from "../../accounts/find.ts";
import { addToGroup, removeFromGroup } from "../../chats/groups.ts";
import { getChat, loadLines, loadMembers, type Chat } from "../../chats/load.ts";
import { handOverGroup, nameGroup, pictureGroup } from "../../chats/owner.ts";
import { chatPicture } from "../../chats/picture.ts";
import { missing, Refusal } from "../../errors.ts";
import { fileTooLarge } from "../../media/add.ts";
import { readId } from "../../ids.ts";
import { messagePeopleView, type GroupPeople } from "../../../views/messages/message-people.ts";
import type { Line } from "../../../views/parts/bubble.ts";
import { routes } from "../../../views/frame/routes.ts";
import { contextOf } from "../frame/context.ts";
import { problemsOf } from "../frame/problems.ts";
import { action, go, page, show, upload, type Answer, type Route } from "../frame/respond.ts";
import { idParam, me, type Visit } from "../frame/visit.ts";

/** @throws Refusal `missing` for what is no group, and for who is not in it */
async function groupParam(visit: Visit): Promise<Chat> {
  const chat = await getChat(visit.kith.db, me(visit).id, idParam(visit) ?? 0);
  if (chat.uri === "" || chat.left_at > 0 || chat.group_id > 0) throw missing();
  return chat;
}

const showPeople = async (visit: Visit): Promise<Answer> => await people(visit, await groupParam(visit));

async function people(visit: Visit, chat: Chat, more: Pick<GroupPeople, "typed" | "problems"> = {}): Promise<Answer> {
  const members = (await loadMembers(visit.kith.db, [chat.id])).get(chat.id) ?? [];
  const accounts = await loadAccounts(
    visit.kith.db,
    members.map(({ account_id }) => account_id),
  );
  const group = {
    id: chat.id,
    name: chat.name,
    people: [...accounts.values()],
    owner: chat.creator_id === visit.viewer_id,
    picture: chatPicture(visit.kith, chat),
    ...more,
  };
  return show(messagePeopleView(await contextOf(visit), group), more.problems === undefined ? 200 : 422);
}

async function change(visit: Visit): Promise<Answer> {
  const { kith, form, locale } = visit;
  const chat = await groupParam(visit);
  const [handle, name] = [form.text("handle").trim(), form.text("name")];
  const names = form.has("name");
  try {
    if (form.has("leave")) {
      await removeFromGroup(kith, me(visit), chat, visit.viewer_id);
      return go(routes.messages, "messages.said_left");
    }
    const gone = readId(form.text("remove"));
    const heir = readId(form.text("hand_over"));
    if (gone !== undefined) await removeFromGroup(kith, me(visit), chat, gone);
    else if (heir !== undefined) await handOverGroup(kith, me(visit), chat, heir);
    else if (names) await nameGroup(kith, me(visit), chat, name);
    else {
      const account = handle === "" ? undefined : await kith.remote.findAccount(handle.slice(0, 300));
      if (account === undefined)
        return await people(visit, chat, { typed: { handle }, problems: { handle: locale.t("messages.group_not_found") } });
      await addToGroup(kith, me(visit), chat, account.id);
    }
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind === "missing") throw error;
    return await people(visit, chat, { typed: { handle, name }, problems: problemsOf(error, locale, names ? "name" : "handle") });
  }
  return go(routes.messagePeople(chat.id), "messages.said_group");
}

/** A picture, or none any more. */
async function picture(visit: Visit): Promise<Answer> {
  const { kith, form, locale } = visit;
  const chat = await groupParam(visit);
  const file = form.file("picture");
  try {
    if (file?.too_large === true) throw fileTooLarge(kith.instance.limits.image_bytes, "Picture");
    if (file !== undefined || form.has("no_picture"))
      await pictureGroup(kith, me(visit), chat, form.has("no_picture") ? Buffer.alloc(0) : (file?.bytes ?? Buffer.alloc(0)));
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind === "missing") throw error;
    return await people(visit, chat, { problems: problemsOf(error, locale, "picture") });
  }
  return go(routes.messagePeople(chat.id), "messages.said_group");
}

/** What happened between the messages that a page shows. */
export async function linesOf({ kith, locale }: Visit, chat: Chat, range: { after: number; before: number }): Promise<Line[]> {
  if (chat.uri === "") return [];
  const rows = await loadLines(kith.db, chat, range);
  const accounts = await loadAccounts(
    kith.db,
    rows.flatMap(({ actor_id, account_id }) => [actor_id, account_id]),
  );
  const nameOf = (id: number) => {
    const account = accounts.get(id);
    return account === undefined ? "?" : account.display_name || account.username;
  };
  return rows.toReversed().map(({ id, kind, actor_id, account_id, name }) => {
    const words = { actor: nameOf(actor_id), who: nameOf(account_id), name };
    return { id, words: locale.t(`messages.line_${kind}`, words) };
  });
}

export const messagePeopleRoutes: readonly Route[] = [
  page("/messages/:id/people", "member", showPeople),
  action("/messages/:id/people", "member", change),
  upload("/messages/:id/picture", picture),
];
