/**
 * The channels of the streams, and which of them a status goes to: exactly those whose timelines show it.
 *
 * What travels on the bus is small: the name of an event and the id of what it is about. The door renders it for whoever listens.
 */
import { sql, type SqlBool } from "kysely";
import { padded, parts } from "../db/lists.ts";
import type { Paging } from "../db/paging.ts";
import type { Status } from "../db/schema.ts";
import { SOMEBODY } from "../db/viewer.ts";
import { readId } from "../ids.ts";
import type { Kith } from "../kith.ts";
import { homesShowing } from "../timelines/home.ts";
import { listsShowing } from "../timelines/list.ts";
import { publicStatusIds } from "../timelines/public.ts";

export const homeChannel = (account_id: number): string => `user:${account_id}`;
export const notificationChannel = (account_id: number): string => `notification:${account_id}`;
export const directChannel = (account_id: number): string => `direct:${account_id}`;
/** For the chats of an account. */
export const chatChannel = (account_id: number): string => `chat:${account_id}`;
/** For all who listen to their home. */
export const ANNOUNCEMENTS = "announcements";
export const listChannel = (list_id: number): string => `list:${list_id}`;
/** For what one member's list of a group shows. */
export const groupChannel = (group_id: number, account_id: number): string => `group:${group_id}:${account_id}`;
export const tagChannel = (name: string, local: boolean): string => `${local ? "local-tag" : "tag"}:${name}`;
export const publicChannel = (which: "all" | "local" | "remote", media: boolean): string =>
  `public:${which}${media ? ":media" : ""}`;
/** Says that tokens of a person have ended. */
export const tokenChannel = (account_id: number): string => `token:${account_id}`;

/** A page that holds this status or nothing. */
const only = (id: number): Paging => ({ limit: 1, max_id: id + 1, since_id: id - 1 });

const heardIds = (kith: Kith, prefix: string): number[] => kith.bus.heardBelow(prefix).flatMap((text) => readId(text) ?? []);

/** Channels of those who listen to their home and find the status there now. */
export const homesWith = async (kith: Kith, { id }: Pick<Status, "id">): Promise<string[]> =>
  (await homesShowing(kith, id, heardIds(kith, "user:"))).map(homeChannel);

/**
 * Channels of those who listen to their home, or to a list, and follow the author by one of the follows after `after`, up to `until`. Who follows one
 * of the tags had the status before.
 */
export async function channelsOfFollowers(
  kith: Kith,
  status: Status,
  { after, until }: { after: number; until: number },
): Promise<string[]> {
  const [homes, lists] = [heardIds(kith, "user:"), heardIds(kith, "list:")];
  const page = kith.db
    .selectFrom("follows")
    .where("follows.target_id", "=", status.account_id)
    .where("follows.id", ">", after)
    .where("follows.id", "<=", until)
    .where(sql<SqlBool>`not exists (select 1 from followed_tags join status_tags on status_tags.tag_id = followed_tags.tag_id
      where followed_tags.account_id = follows.account_id and status_tags.status_id = ${status.id})`);
  const found = { homes: [] as number[], lists: [] as number[] };
  for (const ids of parts(homes, 500)) {
    const rows = await page.select("follows.account_id").where("follows.account_id", "in", padded(ids)).execute();
    found.homes.push(...rows.map(({ account_id }) => account_id));
  }
  for (const ids of parts(lists, 500)) {
    const joined = page.innerJoin("lists", "lists.account_id", "follows.account_id").where("lists.id", "in", padded(ids));
    found.lists.push(...(await joined.select("lists.id").execute()).map(({ id }) => id));
  }
  return [
    ...(await homesShowing(kith, status.id, found.homes)).map(homeChannel),
    ...(await listsShowing(kith, status.id, found.lists)).map(listChannel),
  ];
}

/** Listeners with an entry of the status in their home: it may be hidden from them, or be for lists only. */
async function candidates(kith: Kith, { id }: Pick<Status, "id">): Promise<number[]> {
  const found: number[] = [];
  for (const ids of parts(heardIds(kith, "user:"), 500)) {
    const rows = await kith.db
      .selectFrom("home_entries")
      .select("account_id")
      .where("account_id", "in", padded(ids))
      .where("status_id", "=", id)
      .execute();
    found.push(...rows.map(({ account_id }) => account_id));
  }
  return found;
}

/** Channels of lists that somebody listens to and that show the status. */
export const listsWithStatus = async (kith: Kith, { id }: Pick<Status, "id">): Promise<string[]> =>
  (await listsShowing(kith, id, heardIds(kith, "list:"))).map(listChannel);

type InGroup = Pick<Status, "id" | "account_id" | "group_id" | "reblog_of_id" | "in_reply_to_id">;

/** Members who listen to what stands in the group that the status is in, or that has shown it. */
function listenersOfGroup(kith: Kith, { account_id, group_id, reblog_of_id, in_reply_to_id }: InGroup) {
  const group = reblog_of_id === null ? group_id : account_id;
  if (group === 0 || in_reply_to_id !== null) return { group, members: [] };
  const start = `${group}:`;
  const heard = kith.bus.heardBelow("group:").filter((name) => name.startsWith(start));
  return { group, members: heard.flatMap((name) => readId(name.slice(start.length)) ?? []) };
}

/** Channels of groups as lists that somebody listens to and that show the status: it stands in its members' homes, too. */
export async function groupListsWith(kith: Kith, status: InGroup): Promise<string[]> {
  const { group, members } = listenersOfGroup(kith, status);
  if (members.length === 0) return [];
  return (await homesShowing(kith, status.id, members)).map((id) => groupChannel(group, id));
}

/** Lists that somebody listens to, with the account among their members. */
async function listsOf(kith: Kith, account_id: number): Promise<number[]> {
  const found: number[] = [];
  for (const ids of parts(heardIds(kith, "list:"), 500)) {
    const rows = await kith.db
      .selectFrom("list_members")
      .select("list_id")
      .where("list_id", "in", padded(ids))
      .where("account_id", "=", account_id)
      .execute();
    found.push(...rows.map(({ list_id }) => list_id));
  }
  return found;
}

/** Channels for all who are signed in, for nobody else listens, of a status that stands in their public timelines. */
export async function publicsWith(kith: Kith, status: Status): Promise<string[]> {
  if (status.visibility !== "public" || kith.bus.heardBelow("public:").length === 0) return [];
  const [found] = await publicStatusIds(kith, SOMEBODY, {}, only(status.id));
  if (found === undefined) return [];
  const media = await kith.db.selectFrom("media").select("id").where("status_id", "=", status.id).limit(1).executeTakeFirst();
  return publicNames(status, media !== undefined).filter((channel) => kith.bus.heard(channel));
}

export function publicNames({ local }: Pick<Status, "local">, media: boolean): string[] {
  const place = local === 1 ? "local" : "remote";
  const names = [publicChannel("all", false), publicChannel(place, false)];
  return media ? [...names, publicChannel("all", true), publicChannel(place, true)] : names;
}

/** Channels of the tags of a public status. */
export async function tagsWith(kith: Kith, status: Status): Promise<string[]> {
  const open = status.visibility === "public" && status.reblog_of_id === null;
  if (!open || (kith.bus.heardBelow("tag:").length === 0 && kith.bus.heardBelow("local-tag:").length === 0)) return [];
  const tags = await kith.db
    .selectFrom("status_tags")
    .innerJoin("tags", "tags.id", "status_tags.tag_id")
    .innerJoin("accounts", (join) => join.on("accounts.id", "=", status.account_id).on("accounts.silenced_at", "=", 0))
    .select("tags.name")
    .where("status_tags.status_id", "=", status.id)
    .execute();
  const names = tags.flatMap(({ name }) => [tagChannel(name, false), ...(status.local === 1 ? [tagChannel(name, true)] : [])]);
  return names.filter((channel) => kith.bus.heard(channel));
}

/** Whoever listens and may have seen the status, now that it is gone. Its id says nothing to those who have not. */
export async function channelsOfGone(kith: Kith, status: Status): Promise<string[]> {
  const homes = (await candidates(kith, status)).map(homeChannel);
  const { group, members } = listenersOfGroup(kith, status);
  const lists = [...(await listsOf(kith, status.account_id)).map(listChannel), ...members.map((id) => groupChannel(group, id))];
  const open = status.visibility === "public" && status.reblog_of_id === null;
  const tags = [
    ...kith.bus.heardBelow("tag:").map((name) => tagChannel(name, false)),
    ...kith.bus.heardBelow("local-tag:").map((name) => tagChannel(name, true)),
  ];
  return [...homes, ...lists, ...(open ? [...publicNames(status, true), ...tags] : [])];
}
