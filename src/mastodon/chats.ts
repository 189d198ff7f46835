/** Chats of one reader, from rows to JSON: a fixed number of queries, however many they are. */
import { loadAccounts } from "../accounts/find.ts";
import { findUser } from "../accounts/users.ts";
import { loadMembers, type Chat } from "../chats/load.ts";
import { chatPicture } from "../chats/picture.ts";
import { tellsReading, unheardBy } from "../chats/seen.ts";
import { withFilters } from "../filters/match.ts";
import type { Account } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { marker } from "../media/apart.ts";
import { portraitUrl } from "../media/url.ts";
import { loadStatusPage } from "../statuses/load.ts";
import { renderChat, type ChatJson } from "./entities/chat.ts";
import { renderStatuses } from "./entities/status.ts";
import { sceneWith } from "./present.ts";

export async function showChats(kith: Kith, viewer_id: number, chats: readonly Chat[]): Promise<ChatJson[]> {
  if (chats.length === 0) return [];
  // Who is not in a group any more does not learn who is.
  const members = await loadMembers(
    kith.db,
    chats.filter(({ left_at }) => left_at === 0).map(({ id }) => id),
  );
  const accounts = await loadAccounts(kith.db, [
    ...[...members.values()].flatMap((some) => some.map(({ account_id }) => account_id)),
    ...chats.map(({ group_id }) => group_id),
  ]);
  const told = await readingTold(kith, viewer_id, [...accounts.keys()]);
  const loaded = await loadStatusPage(
    kith.db,
    viewer_id,
    chats.map(({ last_id }) => last_id),
  );
  const scene = await sceneWith(kith, viewer_id, [...accounts.values()]);
  const statuses = new Map(renderStatuses(await withFilters(kith, loaded, "thread"), scene).map((one) => [one.id, one]));
  return chats.map((chat) => {
    const last = statuses.get(String(chat.last_id));
    return renderChat(
      chat,
      {
        members: (members.get(chat.id) ?? []).map((one) => (told(one.account_id) ? one : { ...one, read_id: 0 })),
        accounts,
        last,
        picture: pictureOf(kith, chat, accounts.get(chat.group_id)),
      },
      scene,
    );
  });
}

/** Of the chat of a group, that of the group. */
const pictureOf = (kith: Kith, chat: Chat, group: Account | undefined): string =>
  group === undefined ? chatPicture(kith, chat) : (portraitUrl(kith.instance, group, "avatar", marker(kith)) ?? "");

/** Of whom the viewer may know what they have read: those who tell it, when the viewer does, too. */
async function readingTold(kith: Kith, viewer_id: number, ids: readonly number[]): Promise<(id: number) => boolean> {
  const user = await findUser(kith.db, viewer_id);
  if (user === undefined || !tellsReading(user)) return (id) => id === viewer_id;
  const silent = await unheardBy(kith, viewer_id, ids);
  return (id) => id === viewer_id || !silent.has(id);
}
