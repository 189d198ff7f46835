/** Whom a new status concerns: those it mentions or reblogs, and followers who asked to be called. */
import { sql } from "kysely";
import { enterConversations } from "../conversations/enter.ts";
import { padded } from "../db/lists.ts";
import { prepare, prepareSql } from "../db/prepared.ts";
import type { Reads, Status, Tx } from "../db/schema.ts";
import { hasBeenIn } from "../groups/belong.ts";
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

// Three looks that each end early. With `state = …` SQLite would go through all followers for those who are to be called.
const selectFollowers = prepareSql(
  ({ account_id }: { account_id: number }) => sql<{ id: number; size: number; remote: number }>`
    select account_id as id, 0 as size, 0 as remote from follows
      where target_id = ${account_id} and notify = 1 and not (state <> 'accepted')
    union all
    select 0 as id, (select count(*) from (${first(account_id)}) as counted) as size, case when exists (
      select 1 from (${first(account_id)}) as known join accounts on accounts.id = known.account_id where accounts.host <> '')
      then 1 else 0 end as remote`,
);

const first = (account_id: number) =>
  sql`select account_id from follows where target_id = ${account_id} and state = 'accepted' limit ${sql.lit(FAN_OUT + 1)}`;

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
  if (entry.reblog_of !== undefined && !(await isShowing(tx, entry.author, entry.reblog_of)))
    notices.push({ account_id: entry.reblog_of.account_id, type: "reblog", from_account_id, status_id: entry.reblog_of.id });
  // Who is addressed blindly has nothing else to learn it from.
  const silent = status.reblog_of_id === null ? await unaware(tx, status, entry.blind ?? [], entry.addressed ?? []) : [];
  const mentioned = await localOnes(tx, [...entry.mentions, ...silent]);
  const asQuote = await toldOfQuote(tx, status, entry);
  for (const account_id of mentioned)
    if (account_id !== asQuote) notices.push({ account_id, type: "mention", from_account_id, status_id: status.id });
  if (callsFollowers(status)) {
    const addressed = new Set([...(entry.blind ?? []), ...(entry.addressed ?? [])]);
    const to_call = status.visibility === "limited" ? news.to_call.filter((id) => addressed.has(id)) : news.to_call;
    for (const account_id of to_call)
      if (!mentioned.includes(account_id)) notices.push({ account_id, type: "status", from_account_id, status_id: status.id });
  }
  const late = status.created_at <= kith.now() - FRESH;
  const readers: number[] = status.local === 1 ? [from_account_id] : [];
  const waiting: number[] = [];
  const untold: number[] = [];
  for (const notice of notices) {
    const outcome = await notify(tx, kith, happened, { ...notice, late });
    if (outcome === "told") readers.push(notice.account_id);
    if (outcome === "filtered") waiting.push(notice.account_id);
    if (outcome === "nothing") untold.push(notice.account_id);
  }
  if (status.visibility !== "direct" || status.reblog_of_id !== null) return;
  const quiet = await quietReaders(tx, status, untold, kith.now());
  const muting = await mutingReaders(tx, status, untold, kith.now());
  if (readers.length + waiting.length + quiet.length + muting.length > 0) {
    const { mentions, chat_uri } = entry;
    await enterConversations(tx, kith, happened, { status, mentions, chat_uri, readers, waiting, quiet, muting });
  }
}

/** Of those who were not told of a message: who has muted its author, and has it when that ends. @param now ms */
export async function mutingReaders(tx: Tx, { account_id }: Status, ids: readonly number[], now: number): Promise<number[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .selectFrom("mutes")
    .innerJoin("accounts", "accounts.id", "mutes.target_id")
    .select("mutes.account_id")
    .where("mutes.account_id", "in", padded(ids))
    .where("mutes.target_id", "=", account_id)
    .where("mutes.notifications", "=", 1)
    .where((eb) => eb.or([eb("mutes.expires_at", "=", 0), eb("mutes.expires_at", ">", now)]))
    .where("accounts.suspended_at", "=", 0)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("account_domain_blocks as hosts")
            .select("hosts.id")
            .whereRef("hosts.account_id", "=", "mutes.account_id")
            .whereRef("hosts.host", "=", "accounts.host"),
        ),
      ),
    )
    .orderBy("mutes.account_id")
    .execute();
  return rows.map((row) => row.account_id);
}

/** Of those who were not told of a message: who only has muted its thread, and has it all the same, quietly. @param now ms */
async function quietReaders(
  tx: Tx,
  { account_id, conversation_id }: Status,
  ids: readonly number[],
  now: number,
): Promise<number[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ id: number }>`select users.id from users
    join muted_conversations on muted_conversations.account_id = users.id and muted_conversations.conversation_id = ${conversation_id}
    join accounts as sender on sender.id = ${account_id}
    where users.id in (${sql.join(padded(ids))}) and sender.suspended_at = 0
      and not exists (select 1 from blocks where blocks.account_id = users.id and blocks.target_id = sender.id)
      and not exists (select 1 from mutes where mutes.account_id = users.id and mutes.target_id = sender.id
        and (mutes.expires_at = 0 or mutes.expires_at > ${now}))
      and not exists (select 1 from account_domain_blocks as hosts where hosts.account_id = users.id and hosts.host = sender.host)
    order by users.id`.execute(tx);
  return rows.map(({ id }) => id);
}

/**
 * Of those who are addressed without being named: who would not find it otherwise. What is limited stands in the homes of those who follow its author;
 * of anything else that is for them, those whom it names nowhere learn only by being told.
 */
export async function unaware(
  db: Reads,
  { visibility, account_id }: Status,
  blind: readonly number[],
  addressed: readonly number[] = [],
): Promise<number[]> {
  if (visibility !== "limited") return [...blind];
  const ids = [...blind, ...addressed];
  if (ids.length === 0) return ids;
  const rows = await selectFollowing(db, { account_id, ids: padded(ids) });
  const following = new Set(rows.map((row) => row.account_id));
  return ids.filter((id) => !following.has(id));
}

const selectFollowing = prepare((db, { account_id, ids }: { account_id: number; ids: number[] }) =>
  db
    .selectFrom("follows")
    .select("account_id")
    .where("target_id", "=", account_id)
    .where("account_id", "in", ids)
    .where("state", "=", "accepted"),
);

/** A group shows what its author has posted to it: that is no news. */
async function isShowing(tx: Tx, { id, host, actor_type }: StatusEntry["author"], original: Status): Promise<boolean> {
  if (actor_type !== "Group") return false;
  return host === "" || (original.local === 1 && (await hasBeenIn(tx, id, original)));
}

/** Who has been told of it as a quote, and needs no second word because it names them, too (as Friendica's do). A message is told as one. */
async function toldOfQuote(tx: Tx, status: Status, { quoted }: StatusEntry): Promise<number | undefined> {
  if (quoted?.local !== 1 || status.visibility === "direct") return undefined;
  const told = tx.selectFrom("notifications").select("account_id").where("account_id", "=", quoted.account_id);
  const by = told.where("from_account_id", "=", status.account_id).where("type", "=", "quote");
  return (await by.where("status_id", "=", status.id).executeTakeFirst())?.account_id;
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
  status.in_reply_to_uri === "" &&
  (status.in_reply_to_account_id === null || status.in_reply_to_account_id === status.account_id);
