/** Whom a new status concerns: those it mentions or reblogs, and followers who asked to be called. */
import { sql } from "kysely";
import { enterConversations } from "../conversations/enter.ts";
import { padded } from "../db/lists.ts";
import { prepare, prepareSql } from "../db/prepared.ts";
import type { Reads, Status, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { notify, type Notice } from "../notifications/notify.ts";
import { FAN_OUT } from "../timelines/write.ts";
import type { Happened, StatusEntry } from "./entry.ts";

type Ground = Pick<Kith, "newId" | "now">;
const MOST_CALLED = 1000;
/** A status older than this on arrival is neither streamed nor pushed, ms. */
export const FRESH = 6 * 3_600_000;

/**
 * What one look at the followers tells: who of them wants to be called, whether there are more than are served at once, and whether some may
 * live elsewhere.
 */
export type Followers = { to_call: readonly number[]; more: boolean; any: boolean; elsewhere: boolean };
export const noFollowers: Followers = Object.freeze({ to_call: Object.freeze([]), more: false, any: false, elsewhere: false });

export async function loadFollowers(tx: Tx, account_id: number): Promise<Followers> {
  const rows = await selectFollowers(tx, { account_id });
  const to_call = rows.filter(({ id }) => id > 0).map(({ id }) => id);
  const size = Math.max(...rows.map((row) => row.size));
  const more = size > FAN_OUT;
  return {
    to_call: to_call.toSorted((a, b) => a - b).slice(0, MOST_CALLED),
    more,
    any: size > 0,
    elsewhere: more || rows.some(({ remote }) => remote > 0),
  };
}

const selectFollowers = prepareSql(
  ({ account_id }: { account_id: number }) => sql<{ id: number; size: number; remote: number }>`
    select account_id as id, 0 as size, 0 as remote from follows where target_id = ${account_id} and notify = 1 and state = 'accepted'
    union all
    select 0 as id, count(*) as size, coalesce(sum(case when host = '' then 0 else 1 end), 0) as remote from (
      select accounts.host from follows join accounts on accounts.id = follows.account_id
      where follows.target_id = ${account_id} and follows.state = 'accepted' limit ${sql.lit(FAN_OUT + 1)}) as counted`,
);

/** @param to_call followers who asked to be told of every status */
export async function notifyOfStatus(
  tx: Tx,
  kith: Ground,
  happened: Happened,
  news: { status: Status; entry: StatusEntry; to_call: readonly number[] },
): Promise<void> {
  const { status, entry } = news;
  const from_account_id = status.account_id;
  const notices: Notice[] = [];
  if (entry.reblog_of !== undefined)
    notices.push({ account_id: entry.reblog_of.account_id, type: "reblog", from_account_id, status_id: entry.reblog_of.id });
  // Who is addressed blindly has nothing else to learn it from.
  const mentioned = await localOnes(tx, [...entry.mentions, ...(status.reblog_of_id === null ? (entry.blind ?? []) : [])]);
  for (const account_id of mentioned) notices.push({ account_id, type: "mention", from_account_id, status_id: status.id });
  if (callsFollowers(status)) {
    for (const account_id of news.to_call)
      if (!mentioned.includes(account_id)) notices.push({ account_id, type: "status", from_account_id, status_id: status.id });
  }
  const late = status.created_at <= kith.now() - FRESH;
  const readers: number[] = status.local === 1 ? [from_account_id] : [];
  for (const notice of notices) {
    const outcome = await notify(tx, kith, happened, { ...notice, late });
    if (outcome === "told") readers.push(notice.account_id);
  }
  if (status.visibility === "direct" && status.reblog_of_id === null && readers.length > 0)
    await enterConversations(tx, kith, happened, { status, mentions: entry.mentions, readers });
}

/** Those of the accounts that live here, ascending. */
export async function localOnes(db: Reads, account_ids: readonly number[]): Promise<number[]> {
  if (account_ids.length === 0) return [];
  return (await selectUsers(db, { ids: padded(account_ids) })).map(({ id }) => id);
}

const selectUsers = prepare((db, { ids }: { ids: number[] }) =>
  db.selectFrom("users").select("id").where("id", "in", ids).orderBy("id"),
);

/** As on Mastodon: for what they write of themselves, neither for boosts nor for answers to others. */
const callsFollowers = (status: Status): boolean =>
  status.reblog_of_id === null &&
  status.visibility !== "direct" &&
  status.visibility !== "limited" &&
  status.in_reply_to_uri === "" &&
  (status.in_reply_to_account_id === null || status.in_reply_to_account_id === status.account_id);
