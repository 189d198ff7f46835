/**
 * Whole threads: from a status that somebody has opened to all that answers it, on whatever servers that is (FEP-f228).
 *
 * The `context` collection of the thread's owner is read first, for it names them all; then the `replies` of each status, level by level. Both are
 * only hearsay: what they name is fetched from its own origin, must be for everybody, and must answer something in this thread.
 */
import { wantCards } from "../../cards/wanted.ts";
import type { Status } from "../../db/schema.ts";
import type { Kith } from "../../kith.ts";
import { contextRefreshId, noteRefresh } from "../../refreshes/refreshes.ts";
import { endTurn, threadTurn } from "../../refreshes/turns.ts";
import { adoptWaiting } from "../../statuses/adopt.ts";
import { findStatusById } from "../../statuses/find.ts";
import { findRoot, loadDue } from "../../statuses/thread-walk.ts";
import { noteReplies } from "../../statuses/totals.ts";
import { isOurs } from "../../uris.ts";
import { totalItems } from "../read/links.ts";
import { id, type Doc } from "../read/shape.ts";
import { readListing, type Listed } from "./listing.ts";
import { beginErrand, forEachOf, type Errand } from "./errand.ts";
import { getRemoteStatus } from "./status.ts";
import { fetchListed, findListed, keepQuietly, readRecord, refreshNode, type Node } from "./thread-nodes.ts";

/** Statuses looked at at once; to each host fewer requests go. */
const AT_ONCE = 6;
/** A client that asks how far it is gets news after every so many replies. */
const NEWS = 5;

type Walk = {
  errand: Errand;
  kith: Kith;
  refresh_id: string;
  /** Replies that have come, and how many may still be fetched. */
  came: number;
  room: number;
  /** To be looked at next. */
  level: Node[];
  seen: Set<number>;
};

/** Fetches what is missing of the thread of a status, as far as the limits go, and ends the turn. */
export async function fetchThread(kith: Kith, status_id: number, conversation_id: number): Promise<void> {
  const status = await findStatusById(kith.db, status_id);
  const walk: Walk = {
    errand: beginErrand(kith),
    kith,
    refresh_id: contextRefreshId(conversation_id),
    came: 0,
    room: kith.instance.limits.thread_replies,
    level: [],
    seen: new Set(),
  };
  const counted = status === undefined || status.deleted_at > 0 ? undefined : await walkThread(walk, status);
  const now = (await findStatusById(kith.db, status_id))?.conversation_id ?? conversation_id;
  const ok = walk.came > 0 || walk.errand.isSmooth();
  await wantCards(kith, walk.seen);
  await kith.write(async (tx) => {
    await noteRefresh(tx, kith, walk.refresh_id, { result_count: walk.came, done: true });
    // With what it answers, a thread may have become part of another.
    for (const each of new Set([conversation_id, now]))
      await endTurn(tx, kith, threadTurn(each), { ok, every: everyOf(kith, status), counted });
  });
}

/** A thread of yesterday is asked for less often than one of this hour. */
function everyOf({ instance, now }: Kith, status: Status | undefined): number {
  const youngest = instance.limits.thread_minutes * 60_000;
  return status === undefined ? youngest : Math.max(youngest, Math.min((now() - status.created_at) / 50, 86_400_000));
}

/** Returns how many statuses the thread's owner counts, if they do. */
async function walkThread(walk: Walk, status: Status): Promise<number | undefined> {
  const { kith, errand } = walk;
  const root = await climb(walk, status);
  walk.level =
    root.id === status.id
      ? [{ status, depth: 0 }]
      : [
          { status, depth: 0 },
          { status: root, depth: 0 },
        ];
  await lookAtLevel(walk);
  const counted = await readContext(walk, root);
  for (const due of await loadDue(kith, status, kith.instance.limits.thread_replies)) walk.level.push({ ...due });
  while (walk.level.length > 0 && errand.isOn()) await lookAtLevel(walk);
  return counted;
}

/** The first status of the thread; what it answers is asked for once more if it could not be had when it came. */
async function climb({ kith, errand }: Walk, status: Status): Promise<Status> {
  const root = await findRoot(kith.db, status);
  const uri = root.in_reply_to_uri;
  if (root.local === 1 || uri === "") return root;
  const parent = await errand.ask(uri, async (until) => (await getRemoteStatus(kith, uri, until)) ?? "refused");
  if (typeof parent === "string") return root;
  await adoptWaiting(kith, parent, uri);
  return await findRoot(kith.db, parent);
}

async function lookAtLevel(walk: Walk): Promise<void> {
  const level = walk.level;
  walk.level = [];
  await forEachOf(level, AT_ONCE, async (node) => await look(walk, node));
}

/** Reads what answers a status. */
async function look(walk: Walk, node: Node): Promise<void> {
  const { errand, kith, seen } = walk;
  const { status } = node;
  if (seen.has(status.id) || !errand.isOn()) return;
  seen.add(status.id);
  // What answers our own has come here, or nobody has told us.
  if (status.local === 1) return;
  const doc = await refreshNode(errand, node);
  if (typeof doc === "string" || doc.replies === undefined || doc.replies === null) return;
  if (totalItems(doc.replies) === 0) return await noteReplies(kith, { status_id: status.id, counted: 0 });
  const most = { pages: kith.instance.limits.thread_pages, items: kith.instance.limits.thread_replies };
  const { items, total } = await readListing(errand, doc.replies, status.uri, most);
  let refused = 0;
  await forEachOf(items, AT_ONCE, async (item) => {
    if (!(await follow(walk, item, node.depth + 1))) refused++;
  });
  await noteReplies(kith, { status_id: status.id, counted: Math.max(Math.max(total ?? 0, items.length) - refused, 0) });
}

/** Takes in one listed reply, if it is new. Returns false when it is not for everybody, is gone, or is none. */
async function follow(walk: Walk, listed: Listed, depth: number): Promise<boolean> {
  const { errand } = walk;
  const known = await findListed(errand, listed);
  if (known !== undefined) return known !== "refused";
  if (!mayFetch(walk, depth)) return true;
  const doc = await fetchListed(errand, listed);
  const outcome = typeof doc === "string" ? doc : await keepAnswer(walk, doc, depth);
  return outcome === "kept" || outcome === "missed";
}

/** Whether there is room for one more; it is then taken. */
function mayFetch(walk: Walk, depth: number): boolean {
  if (walk.room <= 0 || depth > walk.kith.instance.limits.thread_depth || !walk.errand.isOn()) return false;
  walk.room--;
  return true;
}

/** "waits": what it answers is not here (yet). */
async function keepAnswer(walk: Walk, doc: Doc, depth: number): Promise<"kept" | "waits" | "refused" | "missed"> {
  const { errand, kith } = walk;
  const parent_uri = readRecord(doc)?.in_reply_to_uri;
  const parent = parent_uri === undefined ? "refused" : await findListed(errand, { uri: parent_uri });
  if (parent === undefined) return "waits";
  if (typeof parent === "string") return "refused";
  const status = await keepQuietly(errand, doc);
  if (typeof status === "string") return status;
  walk.level.push({ status, doc, depth });
  walk.came++;
  if (walk.came % NEWS === 0)
    await kith.write(async (tx) => await noteRefresh(tx, kith, walk.refresh_id, { result_count: walk.came, done: false }));
  return "kept";
}

/** Reads the owner's list of the thread and takes in what is missing here, each after what it answers. Returns how many they count. */
async function readContext(walk: Walk, root: Status): Promise<number | undefined> {
  const { errand, kith } = walk;
  const uri = await findContextUri(walk, root);
  if (uri === undefined || isOurs(kith.instance, uri)) return undefined;
  const { thread_pages: pages, thread_replies } = kith.instance.limits;
  const { items, total, whole } = await readListing(errand, uri, uri, { pages, items: thread_replies });
  let [refused, waiting] = [0, [] as Doc[]];
  await forEachOf(items, AT_ONCE, async (item) => {
    const known = await findListed(errand, item);
    if (known === "refused") refused++;
    if (known !== undefined || !mayFetch(walk, 1)) return;
    const doc = await fetchListed(errand, item);
    if (doc === "refused") refused++;
    else if (doc !== "missed") waiting.push(doc);
  });
  for (let came = true; came && waiting.length > 0;) {
    came = false;
    const still: Doc[] = [];
    for (const doc of waiting) {
      const outcome = await keepAnswer(walk, doc, 1);
      if (outcome === "waits") still.push(doc);
      else if (outcome === "refused") refused++;
      came ||= outcome === "kept";
    }
    waiting = still;
  }
  const said = total ?? (whole ? items.length : undefined);
  return said === undefined ? undefined : Math.max(said - refused - waiting.length, 0);
}

async function findContextUri({ kith }: Walk, root: Status): Promise<string | undefined> {
  const row = await kith.db
    .selectFrom("conversations")
    .select("context_uri")
    .where("id", "=", root.conversation_id)
    .executeTakeFirst();
  return id(row?.context_uri);
}
