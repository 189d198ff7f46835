/** Reads lists in, in the background: whom to follow, block and mute, servers, bookmarks, and who is in which list. */
import { sql } from "kysely";
import { findAccountById } from "../accounts/find.ts";
import { block } from "../blocks/block.ts";
import { blockHost } from "../blocks/domains.ts";
import { mute } from "../blocks/mute.ts";
import { createCircle, ensureCircles, isClose } from "../circles/circles.ts";
import { addMembers as addToCircle } from "../circles/members.ts";
import { fromJson, toJson } from "../db/columns.ts";
import type { Account, Row } from "../db/schema.ts";
import type { ImportKind } from "../db/values.ts";
import { Refusal } from "../errors.ts";
import { follow } from "../follows/follow.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { createList, loadLists } from "../lists/lists.ts";
import { addMembers } from "../lists/members.ts";
import { bookmark } from "../statuses/bookmark.ts";
import { loadStatusPage } from "../statuses/load.ts";
import { CLOSE_FRIENDS } from "./export.ts";
import { readLines } from "./read-file.ts";

/** Lines that one job carries out: each may mean asking another server. */
const AT_ONCE = 10;
const AT_A_TIME = 500;
const TIMEOUT = 20_000;

type Import = Row<"imports">;

/** Begins to carry out what a file says. Returns how much that is. @throws Refusal `invalid` */
export async function importFile(kith: Kith, account: Pick<Account, "id">, kind: ImportKind, text: string): Promise<number> {
  const lines = readLines(kith, kind, text);
  await kith.write(async (tx, happened) => {
    const earlier = tx.deleteFrom("imports").where("account_id", "=", account.id).where("kind", "=", kind);
    await earlier.where("state", "<>", "waiting").execute();
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

export type ImportState = { kind: ImportKind } & Record<Import["state"], number>;

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
    states.set(kind, { ...whole, [state]: Number(count) });
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
    const state = (await carryOut(kith, account, row)) ? "done" : "failed";
    await kith.write(async (tx) => await tx.updateTable("imports").set({ state }).where("id", "=", row.id).execute());
  }
  if (rows.length === AT_ONCE) await kith.write(async (_, happened) => happened({ type: "follows.imported", account_id }));
}

/** Whether it came about; what is refused is not tried again. */
async function carryOut(kith: Kith, account: Account, row: Import): Promise<boolean> {
  try {
    if (row.kind === "domain_blocks") return (await blockHost(kith, account, row.item), true);
    if (row.kind === "bookmarks") return await bookmarkOne(kith, account, row.item);
    return await actOnOne(kith, account, row);
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

async function actOnOne(kith: Kith, account: Account, { kind, item, options: json }: Import): Promise<boolean> {
  const options = fromJson(json);
  const handle = options.list === undefined ? item : item.slice(options.list.length + 1);
  const target = await kith.remote.findAccount(handle, { timeout: TIMEOUT });
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

/** Whoever is in a list is followed, too; and being in it already is well. */
async function enlist(kith: Kith, account: Account, { target, title }: { target: Account; title: string }): Promise<void> {
  const found = (await loadLists(kith.db, account.id)).find((list) => list.title === title);
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
  const close = title === CLOSE_FRIENDS;
  const found = (await ensureCircles(kith, account.id)).find((circle) => (close ? isClose(circle) : circle.title === title));
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
