/** Reads lists in, in the background: whom to follow, block and mute, servers, bookmarks, and who is in which list. */
import { sql } from "kysely";
import { findAccountByHandle, findAccountById } from "../accounts/find.ts";
import { block, unblock } from "../blocks/block.ts";
import { blockHost, unblockHost } from "../blocks/domains.ts";
import { mute, unmute } from "../blocks/mute.ts";
import { createCircle, ensureCircles, isClose } from "../circles/circles.ts";
import { addMembers as addToCircle, removeMembers as leaveCircle } from "../circles/members.ts";
import { fromJson, toJson } from "../db/columns.ts";
import type { Account, Row } from "../db/schema.ts";
import type { ImportKind } from "../db/values.ts";
import { Refusal } from "../errors.ts";
import { follow } from "../follows/follow.ts";
import { findFollow } from "../follows/load.ts";
import { unfollow } from "../follows/unfollow.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { createList, loadLists } from "../lists/lists.ts";
import { addMembers, removeMembers as leaveList } from "../lists/members.ts";
import { bookmark, unbookmark } from "../statuses/bookmark.ts";
import { findStatusByUri } from "../statuses/find.ts";
import { loadStatusPage } from "../statuses/load.ts";
import { CLOSE_FRIENDS, loadRows } from "./export.ts";
import { linesOf, nameIn, readLines, type Line } from "./read-file.ts";

/** Lines that one job carries out: each may mean asking another server. */
const AT_ONCE = 10;
const AT_A_TIME = 500;
const TIMEOUT = 20_000;

type Import = Row<"imports">;
type Pair = { account_id: number; target_id: number };

/**
 * Begins to carry out what a file says. Returns how much that is.
 *
 * @param replaces what there is and the file does not name is taken away first
 * @throws Refusal `invalid`
 */
export async function importFile(
  kith: Kith,
  account: Pick<Account, "id">,
  kind: ImportKind,
  { text, replaces = false }: { text: string; replaces?: boolean },
): Promise<number> {
  const named = readLines(kith, kind, text);
  const lines = replaces ? [...(await loadEnding(kith, account, kind, named)), ...named] : named;
  await kith.write(async (tx, happened) => {
    const earlier = tx.deleteFrom("imports").where("account_id", "=", account.id).where("kind", "=", kind);
    // What an earlier file has still to bring is not in this one.
    await (replaces ? earlier : earlier.where("state", "<>", "waiting")).execute();
    for (let at = 0; at < lines.length; at += AT_A_TIME) {
      const part = lines.slice(at, at + AT_A_TIME);
      const base = { account_id: account.id, kind, state: "waiting" as const, created_at: kith.now() };
      await tx
        .insertInto("imports")
        .values(part.map(({ item, options }) => ({ id: kith.newId(), ...base, item, options: toJson(options) })))
        .onConflict((oc) => oc.doNothing())
        .execute();
    }
    happened({ type: "follows.imported", account_id: account.id });
  });
  return lines.length;
}

/** What there is of a kind and is not named: read as a file of it would be. */
async function loadEnding(kith: Kith, account: Pick<Account, "id">, kind: ImportKind, named: readonly Line[]): Promise<Line[]> {
  const stays = new Set(named.map(({ item }) => item));
  const there = linesOf(kith, kind, await loadRows(kith, account, kind));
  return there.filter(({ item }) => !stays.has(item)).map(({ item, options }) => ({ item, options: { ...options, ends: 1 } }));
}

export type ImportState = { kind: ImportKind } & Record<"waiting" | "done" | "failed", number>;

/** How far the last file of each kind has come. */
export async function importStates({ db }: Pick<Kith, "db">, account_id: number): Promise<ImportState[]> {
  const rows = await db
    .selectFrom("imports")
    .select(["kind", "state", sql<number>`count(*)`.as("count")])
    .where("account_id", "=", account_id)
    .groupBy(["kind", "state"])
    .orderBy("kind")
    .execute();
  const states = new Map<ImportKind, ImportState>();
  for (const { kind, state, count } of rows) {
    const whole = states.get(kind) ?? { kind, waiting: 0, done: 0, failed: 0 };
    const shown = state === "asked" ? "waiting" : state;
    states.set(kind, { ...whole, [shown]: whole[shown] + Number(count) });
  }
  return [...states.values()];
}

/** The handler of a job: carries out the next few, and asks for its next turn. */
export async function carryOutImports(kith: Kith, { account_id }: KithEventOf<"follows.imported">): Promise<void> {
  const account = await findAccountById(kith.db, account_id);
  const rows = await kith.db
    .selectFrom("imports")
    .selectAll()
    .where("account_id", "=", account_id)
    .where("state", "=", "waiting")
    .orderBy("id")
    .limit(AT_ONCE)
    .execute();
  if (account === undefined || account.deleted_at > 0 || account.suspended_at > 0) return;
  for (const row of rows) {
    const state = await carryOut(kith, account, row);
    await kith.write(async (tx) => await tx.updateTable("imports").set({ state }).where("id", "=", row.id).execute());
  }
  if (rows.length === AT_ONCE) await kith.write(async (_, happened) => happened({ type: "follows.imported", account_id }));
}

/** What became of it; what is refused is not tried again. */
async function carryOut(kith: Kith, account: Account, row: Import): Promise<Import["state"]> {
  try {
    return (await act(kith, account, row)) ? "done" : "failed";
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return row.kind === "circles" && (await isAsked(kith, account, row)) ? "asked" : "failed";
  }
}

async function act(kith: Kith, account: Account, row: Import): Promise<boolean> {
  if (fromJson(row.options).ends === 1) return await endOne(kith, account, row);
  if (row.kind === "domain_blocks") return (await blockHost(kith, account, row.item), true);
  if (row.kind === "bookmarks") return await bookmarkOne(kith, account, row.item);
  return await actOnOne(kith, account, row);
}

/** Whether they have still to let one follow them, and their server to say so. */
async function isAsked(kith: Kith, account: Account, row: Import): Promise<boolean> {
  const target = await findHere(kith, handleOf(row));
  return target !== undefined && (await findFollow(kith.db, account.id, target.id))?.state === "pending";
}

/** Somebody lets one follow them, or does not: a line that has waited for it goes on. */
export async function goOnWith(kith: Kith, { account_id, target_id }: Pair, accepted: boolean): Promise<void> {
  const asked = kith.db.selectFrom("imports").selectAll().where("account_id", "=", account_id).where("state", "=", "asked");
  const rows = await asked.execute();
  const target = rows.length === 0 ? undefined : await findAccountById(kith.db, target_id);
  if (target === undefined) return;
  const handle = `${target.username.toLowerCase()}@${target.host || kith.instance.domain}`;
  const ids = rows.filter((row) => handleOf(row) === handle).map(({ id }) => id);
  if (ids.length === 0) return;
  await kith.write(async (tx, happened) => {
    const state = accepted ? "waiting" : "failed";
    await tx.updateTable("imports").set({ state }).where("id", "in", ids).execute();
    if (accepted) happened({ type: "follows.imported", account_id });
  });
}

/** Of an account, or of somebody in a list or circle: by what name. */
const handleOf = ({ item, options: json }: Import): string => {
  const { list } = fromJson(json);
  return list === undefined ? item : item.slice(list.length + 1);
};

async function actOnOne(kith: Kith, account: Account, row: Import): Promise<boolean> {
  const { kind, options: json } = row;
  const options = fromJson(json);
  const target = await kith.remote.findAccount(handleOf(row), { timeout: TIMEOUT });
  if (target === undefined) return false;
  if (kind === "blocks") await block(kith, account, target);
  else if (kind === "mutes") await mute(kith, account, target, { notifications: options.notifications !== 0 });
  else if (kind === "lists") await enlist(kith, account, { target, title: options.list ?? "" });
  else if (kind === "circles") await encircle(kith, account, { target, title: options.list ?? "" });
  else {
    const { reblogs = 1, notify = 0, languages = [] } = options;
    await follow(kith, account, target, { reblogs: reblogs === 1, notify: notify === 1, languages });
  }
  return true;
}

/** Takes away what is here: nobody has to be asked who that is. What is gone meanwhile is well. */
async function endOne(kith: Kith, account: Account, row: Import): Promise<boolean> {
  const { kind, item } = row;
  if (kind === "domain_blocks") await unblockHost(kith, account, item);
  else if (kind === "bookmarks") {
    const status = await findStatusByUri(kith.db, item);
    if (status !== undefined) await unbookmark(kith, account, status);
  } else {
    const target = await findHere(kith, handleOf(row));
    if (target !== undefined) await endWith(kith, account, { row, target });
  }
  return true;
}

async function findHere({ db, instance }: Kith, handle: string): Promise<Account | undefined> {
  const [username = "", host = ""] = handle.split("@");
  return await findAccountByHandle(db, username, host === instance.domain ? "" : host);
}

async function endWith(kith: Kith, account: Account, { row, target }: { row: Import; target: Account }): Promise<void> {
  const title = fromJson(row.options).list ?? "";
  // A file of whom one follows comes from where groups are none: who is in one stays in it.
  if (row.kind === "follows") {
    if (target.actor_type !== "Group") await unfollow(kith, account, target);
  } else if (row.kind === "blocks") await unblock(kith, account, target);
  else if (row.kind === "mutes") await unmute(kith, account, target);
  else if (row.kind === "lists") {
    const list = await findList(kith, account, title);
    if (list !== undefined) await leaveList(kith, list, [target.id]);
  } else {
    const circle = await findCircle(kith, account, title);
    if (circle !== undefined) await leaveCircle(kith, circle, [target.id]);
  }
}

const findList = async ({ db }: Kith, { id }: Account, name: string) =>
  (await loadLists(db, id)).find(({ title }) => nameIn(title) === name);

const findCircle = async (kith: Kith, { id }: Account, name: string) =>
  (await ensureCircles(kith, id)).find((circle) => (name === CLOSE_FRIENDS ? isClose(circle) : nameIn(circle.title) === name));

/** Whoever is in a list is followed, too; and being in it already is well. */
async function enlist(kith: Kith, account: Account, { target, title }: { target: Account; title: string }): Promise<void> {
  const found = await findList(kith, account, title);
  const list = found ?? (await createList(kith, account.id, { title, replies_policy: "list", exclusive: false }));
  const add = async () => await addMembers(kith, list, [target.id]);
  try {
    await add();
  } catch (error) {
    if (!(error instanceof Refusal) || (error.kind !== "invalid" && error.kind !== "missing")) throw error;
    if (error.kind === "invalid") return;
    await follow(kith, account, target);
    await add();
  }
}

/** With whom one has nothing to do yet is followed first; who has to allow that is in no circle until they have. */
async function encircle(kith: Kith, account: Account, { target, title }: { target: Account; title: string }): Promise<void> {
  const found = await findCircle(kith, account, title);
  const circle = found ?? (await createCircle(kith, account.id, title));
  try {
    await addToCircle(kith, circle, [target.id]);
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind !== "missing") throw error;
    await follow(kith, account, target);
    await addToCircle(kith, circle, [target.id]);
  }
}

async function bookmarkOne(kith: Kith, account: Account, uri: string): Promise<boolean> {
  const status = await kith.remote.fetchStatus(uri, { timeout: TIMEOUT });
  const seen = status && (await loadStatusPage(kith.db, account.id, [status.id])).statuses.get(status.id);
  if (seen === undefined) return false;
  await bookmark(kith, account, seen);
  return true;
}
