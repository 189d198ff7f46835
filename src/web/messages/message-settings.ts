/** Preferences of messages: who may write, and what others hear of one's reading. */
import { changeSettings, readSettings } from "../../accounts/settings.ts";
import { changeWriters, findWriters } from "../../chats/writers.ts";
import { messageSettingsView, WRITERS } from "../../../views/messages/message-settings.ts";
import { routes } from "../../../views/frame/routes.ts";
import { contextOf } from "../frame/context.ts";
import { action, go, page, show, type Answer, type Route } from "../frame/respond.ts";
import { me, myUser, returnPath, type Visit } from "../frame/visit.ts";

async function showSettings(visit: Visit): Promise<Answer> {
  const writers = await findWriters(visit.kith.db, me(visit).id);
  const { read_marks } = readSettings(myUser(visit));
  return show(messageSettingsView(await contextOf(visit), { writers, read_marks }));
}

async function save(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  const writers = WRITERS.find((one) => one === form.text("writers"));
  if (writers !== undefined) await changeWriters(kith, me(visit).id, writers);
  await changeSettings(kith, myUser(visit), { settings: { read_marks: form.has("read_marks") } });
  return go(routes.messages, "messages.said_settings");
}

/** The answer to what is asked in a chat; nobody is asked again. */
async function saveMarks(visit: Visit): Promise<Answer> {
  await changeSettings(visit.kith, myUser(visit), { settings: { read_marks: visit.form.text("read_marks") === "1" } });
  return go(returnPath(visit, routes.messages), "messages.said_settings");
}

export const messageSettingsRoutes: readonly Route[] = [
  page(routes.messageSettings, "member", showSettings),
  action(routes.messageSettings, "member", save),
  action(routes.messageMarks, "member", saveMarks),
];
