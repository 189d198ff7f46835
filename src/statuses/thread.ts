/** How whole a thread is here, and having the rest of it fetched when somebody opens it. */
import { sql } from "kysely";
import { padded, parts } from "../db/lists.ts";
import { prepare } from "../db/prepared.ts";
import type { Reads, Status } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { contextRefreshId, isRunning, startRefresh } from "../refreshes/refreshes.ts";
import { claimTurn, threadTurn } from "../refreshes/turns.ts";
import { isOpen } from "./visible.ts";

/**
 * - `known` replies, direct and further ones, as the viewer is shown them; - `counted` those, and how many more the servers of the thread count;
 * - `checked_at` when these were last asked (ms), 0 = never; - `checking` whether they are being asked
 */
export type ThreadState = { known: number; counted: number; checked_at: number; checking: boolean };

const CHUNK = 512;

/**
 * Says that somebody looks at a status and its thread: if that has parts elsewhere and has not been asked for lately, it is, in the background.
 * Visitors (`viewer_id` 0) cause nothing, for programs that follow every link are among them.
 *
 * @returns the id of the refresh that is under way, and what it has brought so far
 */
export async function openThread(kith: Kith, viewer_id: number, status: Status): Promise<Under | undefined> {
  const { conversation_id, id: status_id } = status;
  const id = contextRefreshId(conversation_id);
  const [turn] = await selectTurn(kith.db, { name: threadTurn(conversation_id), id });
  const due = turn === undefined || turn.next_at <= kith.now();
  if (!due || viewer_id === 0 || !isOpen(status) || kith.instance.limits.thread_replies === 0)
    return underWay(turn, kith.now()) ? { id, result_count: turn.result_count } : undefined;
  const host = await findHost(kith.db, status);
  if (host === undefined) return undefined;
  await kith.write(async (tx, happened) => {
    // Somebody else has taken it just now: then it is under way as well.
    if (!(await claimTurn(tx, kith, threadTurn(conversation_id)))) return;
    await startRefresh(tx, kith, id);
    happened({ type: "thread.opened", status_id, conversation_id, host });
  });
  return { id, result_count: 0 };
}

type Under = { id: string; result_count: number };

/** The turn of a thread, with the refresh for which it was taken last: both begin in one transaction, and the turn is remembered for longer. */
const selectTurn = prepare((db, { name, id }: { name: string; id: string }) =>
  db
    .selectFrom("turns")
    .leftJoin("async_refreshes", (on) => on.on("async_refreshes.id", "=", id))
    .select(["turns.next_at", "turns.checked_at", "turns.counted"])
    .select(["async_refreshes.result_count", "async_refreshes.done_at", "async_refreshes.created_at"])
    .where("turns.name", "=", name),
);
type Turn = Awaited<ReturnType<typeof selectTurn>>[number];

const underWay = (turn: Turn | undefined, now: number): turn is Turn & { result_count: number } => {
  const { done_at, created_at } = turn ?? { done_at: null, created_at: null };
  return done_at !== null && created_at !== null && isRunning({ done_at, created_at }, now);
};

/** The server of the status, or of another one in its thread; undefined when all of it was written here. */
async function findHost(db: Reads, status: Status): Promise<string | undefined> {
  if (status.local === 0) return URL.parse(status.uri)?.host;
  const other = await db
    .selectFrom("statuses")
    .select("uri")
    .where("conversation_id", "=", status.conversation_id)
    .where("local", "=", 0)
    .limit(1)
    .executeTakeFirst();
  return other === undefined ? undefined : URL.parse(other.uri)?.host;
}

/** @param descendants as the viewer is shown them (`loadContext`) */
export async function loadThreadState(kith: Kith, status: Status, descendants: readonly number[]): Promise<ThreadState> {
  const known = descendants.length;
  const { conversation_id } = status;
  const [turn] = await selectTurn(kith.db, { name: threadTurn(conversation_id), id: contextRefreshId(conversation_id) });
  const missing = turn === undefined ? 0 : await countMissing(kith.db, status, descendants, turn.counted);
  const checking = turn?.done_at === 0 && turn.next_at > kith.now();
  return { known, counted: known + missing, checked_at: turn?.checked_at ?? 0, checking };
}

/** Replies that a server counts below one of its statuses and that have not come here; or below the first, what the thread's owner counts more than is here. */
async function countMissing(db: Reads, status: Status, descendants: readonly number[], counted: number): Promise<number> {
  let missing = 0;
  for (const ids of parts([status.id, ...descendants], CHUNK)) {
    const { rows } = await sql<{
      missing: number;
    }>`select coalesce(sum(reply_counts.counted - statuses.replies_count), 0) as missing
      from reply_counts join statuses on statuses.id = reply_counts.status_id
      where reply_counts.status_id in (${sql.join(padded(ids))}) and reply_counts.counted > statuses.replies_count`.execute(db);
    missing += Number(rows[0]?.missing ?? 0);
  }
  const first = status.in_reply_to_id === null && status.in_reply_to_uri === "";
  return first && counted > 0 ? Math.max(missing, counted - (await countOpen(db, status.conversation_id))) : missing;
}

async function countOpen(db: Reads, conversation_id: number): Promise<number> {
  const row = await db
    .selectFrom("statuses")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("conversation_id", "=", conversation_id)
    .where("visibility", "in", ["public", "unlisted"])
    .where("deleted_at", "=", 0)
    .where("reblog_of_id", "is", null)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}
