/** Where things are sent: the inboxes behind followers, mentions and authors. Only other servers', and nobody's who is suspended here. */
import type { Expression, ExpressionBuilder, SqlBool } from "kysely";
import type { DB, Reads } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { parts } from "../../db/lists.ts";
import { instantOf } from "../../ids.ts";

/** More people than this have hardly reblogged one status, or voted in it; their servers hear of changes anyway when they look. */
const MOST_SHARERS = 5000;
const CHUNK = 500;

/** The inboxes of an account's followers, one a server where servers share one. */
export const followerInboxes = async ({ db }: Kith, account_id: number): Promise<string[]> =>
  (await following(db, (eb) => eb("follows.target_id", "=", account_id)).execute()).map(({ inbox }) => inbox);

/** The inboxes of those who follow an account, and of those who did when a status came to be: all who may have it. */
export const followersEver = async ({ db }: Kith, account_id: number, status_id: number): Promise<string[]> => {
  const left = formerly(db, status_id).where("account_id", "=", account_id);
  const rows = await following(db, (eb) => eb("follows.target_id", "=", account_id))
    .union(left)
    .execute();
  return rows.map(({ inbox }) => inbox);
};

type Following = ExpressionBuilder<DB, "follows" | "accounts">;

const following = (db: Reads, whom: (eb: Following) => Expression<SqlBool>) =>
  db
    .selectFrom("follows")
    .innerJoin("accounts", "accounts.id", "follows.account_id")
    .select((eb) =>
      eb.fn.coalesce(eb.fn<string | null>("nullif", ["accounts.shared_inbox_url", eb.val("")]), "accounts.inbox_url").as("inbox"),
    )
    .distinct()
    .where(whom)
    .where("follows.state", "=", "accepted")
    .where("accounts.host", "<>", "")
    .where("accounts.suspended_at", "=", 0)
    .where("accounts.deleted_at", "=", 0);

/** An inbox of each server where somebody followed an account when a status came to be, and does no more: it has that. For what ends it, and nothing else. */
const formerly = (db: Reads, status_id: number) =>
  db.selectFrom("former_followers").select("inbox_url as inbox").where("left_at", ">=", instantOf(status_id));

/** An inbox of every server that may know an account of ours, for its farewell: the shared one, or where there is none somebody's. */
export async function everyInbox({ db }: Kith): Promise<string[]> {
  const rows = await db
    .selectFrom("accounts")
    .select((eb) => [eb.fn.max("shared_inbox_url").as("shared"), eb.fn.max("inbox_url").as("own")])
    .where("host", "<>", "")
    .where("suspended_at", "=", 0)
    .where("deleted_at", "=", 0)
    .groupBy("host")
    .execute();
  return rows.map(({ shared, own }) => shared || own);
}

/**
 * The inboxes of some accounts.
 *
 * @param kind `shared` where their servers have one; `own` for what is for them alone
 */
export async function inboxesOf({ db }: Kith, account_ids: Iterable<number | null>, kind: "own" | "shared"): Promise<string[]> {
  const ids = [...new Set(account_ids)].filter((id) => id !== null);
  const inboxes = new Set<string>();
  for (const part of parts(ids, CHUNK)) {
    const rows = await db
      .selectFrom("accounts")
      .select(["inbox_url", "shared_inbox_url"])
      .where("id", "in", part)
      .where("host", "<>", "")
      .where("suspended_at", "=", 0)
      .where("deleted_at", "=", 0)
      .execute();
    for (const row of rows) inboxes.add(kind === "shared" ? row.shared_inbox_url || row.inbox_url : row.inbox_url);
  }
  return [...inboxes];
}

/** People elsewhere who have reblogged a status, now or once: their followers' servers have it. */
export async function remoteRebloggers({ db }: Kith, status_id: number): Promise<number[]> {
  const rows = await db
    .selectFrom("statuses")
    .select("account_id")
    .where("reblog_of_id", "=", status_id)
    .where("local", "=", 0)
    .orderBy("id", "desc")
    .limit(MOST_SHARERS)
    .execute();
  return rows.map(({ account_id }) => account_id);
}

/** The servers to which people of ours have shown a status by a reblog, now or once. */
export async function shownByOurs({ db }: Kith, status_id: number): Promise<string[]> {
  const speakers = db.selectFrom("statuses").select("account_id").where("reblog_of_id", "=", status_id).where("local", "=", 1);
  const left = formerly(db, status_id).where("account_id", "in", speakers);
  const rows = await following(db, (eb) => eb("follows.target_id", "in", speakers))
    .union(left)
    .execute();
  return rows.map(({ inbox }) => inbox);
}

/** To whom a status is addressed without anybody else being told. */
export async function blindIds({ db }: Kith, status_id: number): Promise<number[]> {
  const rows = await db
    .selectFrom("mentions")
    .select("account_id")
    .where("status_id", "=", status_id)
    .where("blind", "=", 1)
    .execute();
  return rows.map(({ account_id }) => account_id);
}

/** Those of them who live elsewhere, with the inboxes that are theirs alone. */
export const loadBlindElsewhere = async ({ db }: Kith, status_id: number) =>
  await db
    .selectFrom("mentions")
    .innerJoin("accounts", "accounts.id", "mentions.account_id")
    .select(["accounts.id", "accounts.uri", "accounts.inbox_url"])
    .where("mentions.status_id", "=", status_id)
    .where("mentions.blind", "=", 1)
    .where("accounts.host", "<>", "")
    .where("accounts.suspended_at", "=", 0)
    .where("accounts.deleted_at", "=", 0)
    .orderBy("accounts.id")
    .execute();

/** Everybody to whom it is addressed, in whatever way. */
export async function mentionedIds({ db }: Kith, status_id: number): Promise<number[]> {
  const rows = await db.selectFrom("mentions").select("account_id").where("status_id", "=", status_id).execute();
  return rows.map(({ account_id }) => account_id);
}

/** People elsewhere who have voted in a poll. */
export async function remoteVoters({ db }: Kith, poll_id: number): Promise<number[]> {
  const rows = await db
    .selectFrom("poll_votes")
    .innerJoin("accounts", "accounts.id", "poll_votes.account_id")
    .select("accounts.id")
    .distinct()
    .where("poll_votes.poll_id", "=", poll_id)
    .where("accounts.host", "<>", "")
    .limit(MOST_SHARERS)
    .execute();
  return rows.map(({ id }) => id);
}

/** So many of ours, at most, pass on what becomes of a status that they have reblogged. */
const MOST_SPEAKERS = 20;

/** People of ours who have reblogged a status, now or once. */
export async function localRebloggers({ db }: Kith, status_id: number): Promise<number[]> {
  const rows = await db
    .selectFrom("statuses")
    .select("account_id")
    .where("reblog_of_id", "=", status_id)
    .where("local", "=", 1)
    .orderBy("id", "desc")
    .limit(MOST_SPEAKERS)
    .execute();
  return rows.map(({ account_id }) => account_id);
}
