/** How whole a thread is here, and having the rest of it fetched when somebody opens it. */
import { sql } from "kysely";
import { padded, parts } from "../db/lists.ts";
import type { Reads, Status } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { contextRefreshId, startRefresh } from "../refreshes/refreshes.ts";
import { claimTurn, findTurn, threadTurn } from "../refreshes/turns.ts";
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
 */
export async function openThread(kith: Kith, viewer_id: number, status: Status): Promise<void> {
  const { conversation_id, id: status_id } = status;
  if (viewer_id === 0 || !isOpen(status) || kith.instance.limits.thread_replies === 0) return;
  const turn = await findTurn(kith.db, threadTurn(conversation_id));
  if (turn !== undefined && turn.next_at > kith.now()) return;
  const host = await findHost(kith.db, status);
  if (host === undefined) return;
  await kith.write(async (tx, happened) => {
    if (!(await claimTurn(tx, kith, threadTurn(conversation_id)))) return;
    await startRefresh(tx, kith, contextRefreshId(conversation_id));
    happened({ type: "thread.opened", status_id, conversation_id, host });
  });
}

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
  const turn = await findTurn(kith.db, threadTurn(status.conversation_id));
  const refresh = await kith.db
    .selectFrom("async_refreshes")
    .select("done_at")
    .where("id", "=", contextRefreshId(status.conversation_id))
    .executeTakeFirst();
  const missing = turn === undefined ? 0 : await countMissing(kith.db, status, descendants, turn.counted);
  const checking = refresh?.done_at === 0 && turn !== undefined && turn.next_at > kith.now();
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
