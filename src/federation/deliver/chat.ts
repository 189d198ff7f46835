/** Tells other Kith servers of chats what stock ones know no words for: that somebody has read, or is typing. */
import { sql, type RawBuilder, type SqlBool } from "kysely";
import { loadAccounts } from "../../accounts/find.ts";
import { findUser } from "../../accounts/users.ts";
import { notBlockedBetween, notHostBlockedBy } from "../../blocks/hidden.ts";
import { chatPictureForServers } from "../../chats/picture.ts";
import { tellsReading } from "../../chats/seen.ts";
import { padded } from "../../db/lists.ts";
import type { Row, Status } from "../../db/schema.ts";
import { loadKithHosts } from "../../groups/chat.ts";
import { hostOf } from "../../http/urls.ts";
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import { actorUri } from "../../uris.ts";
import { toDigest } from "../signatures/digest.ts";
import { toChatGroup } from "../write/chat.ts";
import type { Json } from "../write/complete.ts";
import { ACTIVITYSTREAMS, KITH_CONTEXT } from "../write/context.ts";
import { post } from "./post.ts";
import { nothingToSend, send, type Job } from "./send.ts";

/** Servers to which somebody's typing is told at once; and how much of it is under way before more is dropped. */
const MOST_TYPING = 20;
const MOST_UNDER_WAY = 50;

type Told = { gone?: readonly number[]; by?: number };

/** Those in the chat who live on other Kith servers. @param by of what somebody does there they are told with whom no block is between */
async function kithInboxes({ db }: Kith, chat_id: number, { gone = [], by }: Told = {}): Promise<string[]> {
  const rows = await db
    .selectFrom("chat_members")
    .innerJoin("accounts", "accounts.id", "chat_members.account_id")
    .select(["accounts.inbox_url", "accounts.shared_inbox_url"])
    .where("chat_id", "=", chat_id)
    .where((eb) => eb.or([eb("left_at", "=", 0), eb("accounts.id", "in", padded(gone))]))
    .where("accounts.host", "<>", "")
    .where("accounts.suspended_at", "=", 0)
    .where("accounts.deleted_at", "=", 0)
    .where(mayBeTold(by))
    .execute();
  const hosts = [...new Set(rows.map(({ inbox_url }) => hostOf(inbox_url)))];
  if (hosts.length === 0) return [];
  const ours = await loadKithHosts(db, hosts);
  const inboxes = rows.filter(({ inbox_url }) => ours.has(hostOf(inbox_url))).map((row) => row.shared_inbox_url || row.inbox_url);
  return [...new Set(inboxes)];
}

const mayBeTold = (by: number | undefined): RawBuilder<SqlBool> =>
  by === undefined
    ? sql<SqlBool>`1 = 1`
    : sql<SqlBool>`(${notBlockedBetween(by, "accounts.id")} and ${notHostBlockedBy(by, "accounts.id")})`;

/** One Read for all that has been read until now. */
export async function deliverRead(kith: Kith, { chat_id, account_id }: KithEventOf<"chat.read">, job: Job): Promise<void> {
  const user = await findUser(kith.db, account_id);
  const member = await kith.db
    .selectFrom("chat_members")
    .select(["read_id", "state"])
    .where("chat_id", "=", chat_id)
    .where("account_id", "=", account_id)
    .executeTakeFirst();
  if (user === undefined || !tellsReading(user) || member?.state !== "open") return await nothingToSend(kith, job);
  const status = await findReadMessage(kith, { chat_id, account_id, read_id: member.read_id });
  const inboxes = await kithInboxes(kith, chat_id, { by: account_id });
  if (status === undefined || inboxes.length === 0) return await nothingToSend(kith, job);
  const actor = actorUri(kith.instance, account_id);
  const activity: Json = {
    "@context": ACTIVITYSTREAMS,
    id: `${actor}#reads/${chat_id}/${status.id}`,
    type: "Read",
    actor,
    object: status.uri,
    to: await peopleIn(kith, chat_id, { but: account_id, by: account_id }),
  };
  await send(kith, { account_id, status_id: null, inboxes, priority: 1, activity }, job);
}

/** The last message that somebody has read: what they have seen may end with a line that says who has come. */
const findReadMessage = async (
  { db }: Kith,
  { chat_id, account_id, read_id }: Pick<Row<"chat_members">, "chat_id" | "account_id" | "read_id">,
): Promise<Pick<Status, "id" | "uri"> | undefined> =>
  await db
    .selectFrom("chat_statuses")
    .innerJoin("statuses", "statuses.id", "chat_statuses.status_id")
    .select(["statuses.id", "statuses.uri"])
    .where("chat_statuses.chat_id", "=", chat_id)
    .where("chat_statuses.account_id", "=", account_id)
    .where("chat_statuses.status_id", "<=", read_id)
    .where("statuses.deleted_at", "=", 0)
    .orderBy("chat_statuses.status_id", "desc")
    .limit(1)
    .executeTakeFirst();

type Some = { but?: number; by?: number };

async function peopleIn({ db }: Kith, chat_id: number, { but = 0, by }: Some = {}): Promise<string[]> {
  const rows = await db
    .selectFrom("chat_members")
    .innerJoin("accounts", "accounts.id", "chat_members.account_id")
    .select("accounts.uri")
    .where("chat_id", "=", chat_id)
    .where("chat_members.account_id", "<>", but)
    .where("left_at", "=", 0)
    .where(mayBeTold(by))
    .execute();
  return rows.map(({ uri }) => uri);
}

/** Straight to the inboxes, once: nothing of it is kept, and nobody tries again. */
export async function tellTyping(kith: Kith, account_id: number, chat_id: number): Promise<void> {
  const under = kith.cache<{ count: number }>("typing-under-way", 1);
  const way = under.get("") ?? { count: 0 };
  under.set("", way);
  const inboxes = (await kithInboxes(kith, chat_id, { by: account_id })).slice(0, MOST_TYPING);
  const last = await kith.db
    .selectFrom("chat_statuses")
    .innerJoin("statuses", "statuses.id", "chat_statuses.status_id")
    .select("statuses.uri")
    .where("chat_statuses.chat_id", "=", chat_id)
    .where("chat_statuses.account_id", "=", account_id)
    .orderBy("chat_statuses.status_id", "desc")
    .limit(1)
    .executeTakeFirst();
  if (last === undefined || inboxes.length === 0 || way.count + inboxes.length > MOST_UNDER_WAY) return;
  const actor = actorUri(kith.instance, account_id);
  const activity = {
    "@context": [ACTIVITYSTREAMS, KITH_CONTEXT],
    id: `${actor}#typing/${kith.newId()}`,
    type: "Typing",
    actor,
    target: last.uri,
  };
  const body = Buffer.from(JSON.stringify(activity));
  const letter = { account_id, status_id: null, body, digest: toDigest(body), for_followers: false, takes_back: false };
  for (const inbox of inboxes) {
    way.count++;
    void post(kith, letter, inbox)
      .catch((error: unknown) => kith.log.debug("typing was not told: {error}", { error }))
      .finally(() => way.count--);
  }
}

/** How a group of ours is now, to the Kith servers of all in it, and of those who are not any more. */
export async function deliverGroup(kith: Kith, { chat_id, change, gone }: KithEventOf<"chat.told">, job: Job): Promise<void> {
  const chat = await kith.db.selectFrom("chats").selectAll().where("id", "=", chat_id).executeTakeFirst();
  if (chat === undefined) return await nothingToSend(kith, job);
  const inboxes = await kithInboxes(kith, chat_id, { gone });
  if (inboxes.length === 0) return await nothingToSend(kith, job);
  const uris = await peopleIn(kith, chat_id);
  const accounts = await loadAccounts(kith.db, [chat.creator_id, change.actor_id, change.account_id]);
  const uriOf = (id: number) => accounts.get(id)?.uri;
  // Of several changes at once each is told, and none would be believed that is no newer than another.
  const { at: changed_at = chat.changed_at } = change;
  // Whoever hands it over says so, for to others it is still theirs.
  const by_id = change.kind === "handed_over" ? change.actor_id : chat.creator_id;
  const actor = actorUri(kith.instance, by_id);
  const activity: Json = {
    "@context": [ACTIVITYSTREAMS, KITH_CONTEXT],
    id: `${chat.uri}#updates/${kith.newId()}`,
    type: "Update",
    actor,
    to: uris.filter((uri) => uri !== actor),
    object: {
      ...toChatGroup({ ...chat, changed_at }, { attributedTo: actor, picture: chatPictureForServers(kith, chat) }),
      chatMembers: uris,
      chatChange: change.kind,
      chatBy: uriOf(change.actor_id),
      ...(change.account_id === 0 ? {} : { chatWhom: uriOf(change.account_id) }),
    },
  };
  await send(kith, { account_id: by_id, status_id: null, inboxes, priority: 0, activity }, job);
}

/** One of ours asks the server of a group to let somebody in or out. */
export async function deliverGroupRequest(kith: Kith, event: KithEventOf<"chat.asked">, job: Job): Promise<void> {
  const { chat_id, account_id, kind, object_id } = event;
  const chat = await kith.db.selectFrom("chats").selectAll().where("id", "=", chat_id).executeTakeFirst();
  const accounts = await loadAccounts(kith.db, [object_id, chat?.creator_id ?? 0]);
  const [object, creator] = [accounts.get(object_id), accounts.get(chat?.creator_id ?? 0)];
  if (chat === undefined || object === undefined || creator === undefined) return await nothingToSend(kith, job);
  const actor = actorUri(kith.instance, account_id);
  const activity: Json = {
    "@context": ACTIVITYSTREAMS,
    id: `${actor}#chats/${kith.newId()}`,
    type: kind === "added" ? "Add" : "Remove",
    actor,
    object: object.uri,
    target: chat.uri,
    to: [creator.uri],
  };
  await send(kith, { account_id, status_id: null, inboxes: [creator.inbox_url], priority: 0, activity }, job);
}
