/** Who is in the chat of a group: its members who are here or on another Kith, those first who have been in it longest. */
import { findAccountById } from "../accounts/find.ts";
import { keepChatOfGroup, leaveChatOfGroup, MOST_IN_CHAT_OF_GROUP } from "../chats/of-group.ts";
import { evened } from "../db/lists.ts";
import type { Reads } from "../db/schema.ts";
import { isKith } from "../hosts/software.ts";
import { hostOf } from "../http/urls.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { findClosedElsewhere, isAnybodyIn } from "./inside.ts";
import { findGroupRow, findOwnGroup } from "./load.ts";

/** Of a group with more members those are looked at who came first. */
const MOST_LOOKED_AT = 1000;

/** Makes its chat as the group is now. The handler of a job, one at a time for each group. */
export async function tendChat(kith: Kith, { group_id }: KithEventOf<"group.peopled">): Promise<void> {
  const found = await findOwnGroup(kith.db, group_id);
  const account = found?.account ?? (await findAccountById(kith.db, group_id));
  if (account === undefined) return;
  const closed = found === undefined || found.group.chat === 0;
  const people = closed ? [] : await loadTalkers(kith.db, group_id);
  await keepChatOfGroup(kith, { group: account, name: found?.group.title ?? account.username, people, closed });
}

async function loadTalkers(db: Reads, group_id: number): Promise<number[]> {
  const rows = await db
    .selectFrom("follows")
    .innerJoin("accounts", "accounts.id", "follows.account_id")
    .select(["accounts.id", "accounts.host", "accounts.inbox_url"])
    .where("follows.target_id", "=", group_id)
    .where("follows.state", "=", "accepted")
    .where("accounts.deleted_at", "=", 0)
    .where("accounts.suspended_at", "=", 0)
    .orderBy("follows.id")
    .limit(MOST_LOOKED_AT)
    .execute();
  const theirs = await loadKithHosts(
    db,
    rows.flatMap(({ host, inbox_url }) => (host === "" ? [] : [hostOf(inbox_url)])),
  );
  const talkers = rows.filter(({ host, inbox_url }) => host === "" || theirs.has(hostOf(inbox_url)));
  return talkers.slice(0, MOST_IN_CHAT_OF_GROUP).map(({ id }) => id);
}

/** Of these servers those that have said to be Kith. */
export async function loadKithHosts(db: Reads, hosts: readonly string[]): Promise<Set<string>> {
  if (hosts.length === 0) return new Set();
  const rows = await db
    .selectFrom("hosts")
    .select(["host", "software"])
    .where("host", "in", evened([...new Set(hosts)]))
    .execute();
  return new Set(rows.filter(({ software }) => isKith(software)).map(({ host }) => host));
}

/** Somebody follows an account, or does not any more: if that is a group, it is not as it was. */
export async function tendGroup(kith: Kith, { target_id }: { target_id: number }): Promise<void> {
  if ((await findGroupRow(kith.db, target_id)) !== undefined)
    await kith.write(async (_tx, happened) => happened({ type: "group.peopled", group_id: target_id }));
}

/** The same of one who is in it from now on: what one elsewhere tells its members, and who looks after it, is asked for. */
export async function tendJoined(kith: Kith, joined: { target_id: number }): Promise<void> {
  await tendGroup(kith, joined);
  const { target_id: group_id } = joined;
  if ((await findClosedElsewhere(kith.db, group_id)) !== undefined && (await isAnybodyIn(kith.db, group_id)))
    await kith.write(async (_tx, happened) => happened({ type: "group.veiled", group_id }));
}

/** The same of one who does not follow it any more. */
export async function tendLeft(kith: Kith, ended: { account_id: number; target_id: number }): Promise<void> {
  await tendGroup(kith, ended);
  await leaveChatOfGroup(kith, ended.target_id, ended.account_id);
}

/** A server turns out to be Kith: groups of ours with members there have room for them in their chats. */
export async function tendGroupsOf(kith: Kith, host: string): Promise<void> {
  const rows = await kith.db
    .selectFrom("accounts")
    .innerJoin("follows", "follows.account_id", "accounts.id")
    .innerJoin("groups", "groups.account_id", "follows.target_id")
    .select("groups.account_id")
    .distinct()
    .where("accounts.host", "=", host)
    .orderBy("groups.account_id")
    .limit(MOST_LOOKED_AT)
    .execute();
  if (rows.length === 0) return;
  await kith.write(async (_tx, happened) => {
    for (const { account_id: group_id } of rows) happened({ type: "group.peopled", group_id });
  });
}
