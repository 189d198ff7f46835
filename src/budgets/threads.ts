/** Walks through the statuses of other servers, oldest first, and finds the threads that may go, in portions for one transaction each. */
import { padded, parts } from "../db/lists.ts";
import type { Kith } from "../kith.ts";
import { inHomes, touchedOf, type Bounds } from "./touched.ts";

/** Statuses that go in one transaction at most. */
export const PORTION = 200;
/** Statuses that are looked at in one query, and threads that are judged together. */
const WINDOW = 500;
const THREADS = 40;

/** Statuses that may go in one transaction, children before parents; and the threads that they are of. */
export type Portion = { ids: readonly number[]; threads: readonly number[] };
export type Walk = Bounds & {
  /** People whose homes hold what is old (`loadQuietHomes`). */
  homes: readonly number[];
  /** The walk begins after this id, and goes around once. */
  cursor: number;
  /** Awaited between two steps: one for all that the run does, for a pause is no work that asks for another. */
  breathe: () => Promise<void>;
};

/** `cursor`: how far the walk is when the portion is done. */
export async function* walkThreads(kith: Pick<Kith, "db">, walk: Walk): AsyncGenerator<Portion & { cursor: number }> {
  const judged = new Set<number>();
  yield* walkFrom(kith, { ...walk, until: walk.before }, judged);
  if (walk.cursor > 0) yield* walkFrom(kith, { ...walk, cursor: 0, until: Math.min(walk.cursor + 1, walk.before) }, judged);
}

/** Threads are judged in groups that do not depend on where a window ends: what has gone meanwhile moves windows, and a dry run has to meet the same groups. */
async function* walkFrom(
  kith: Pick<Kith, "db">,
  walk: Walk & { until: number },
  judged: Set<number>,
): AsyncGenerator<Portion & { cursor: number }> {
  let waiting: { id: number; cursor: number }[] = [];
  for (let cursor: number | undefined = walk.cursor; cursor !== undefined || waiting.length > 0;) {
    await walk.breathe();
    if (cursor !== undefined && waiting.length < THREADS) {
      const window = await nextWindow(kith, { after: cursor, until: walk.until }, judged);
      for (const id of window.threads) waiting.push({ id, cursor });
      cursor = window.last;
      continue;
    }
    const few = waiting.slice(0, THREADS);
    waiting = waiting.slice(THREADS);
    const found = await untouched(
      kith,
      few.map(({ id }) => id),
      walk,
    );
    // Should the run end here, the next begins before them: what has gone by then is not met again.
    for (const portion of found) yield { ...portion, cursor: few[0]?.cursor ?? 0 };
  }
}

/** Threads of the next statuses that have not been met; `last` is undefined when there are no more. */
async function nextWindow(
  { db }: Pick<Kith, "db">,
  { after, until }: { after: number; until: number },
  judged: Set<number>,
): Promise<{ threads: number[]; last: number | undefined }> {
  const rows = await db
    .selectFrom("statuses")
    .select(["id", "conversation_id", "local", "deleted_at"])
    .where("id", ">", after)
    .where("id", "<", until)
    .orderBy("id")
    .limit(WINDOW)
    .execute();
  const threads: number[] = [];
  for (const { local, deleted_at, conversation_id } of rows) {
    if (local === 1 || deleted_at > 0 || conversation_id === 0 || judged.has(conversation_id)) continue;
    judged.add(conversation_id);
    threads.push(conversation_id);
  }
  return { threads, last: rows.at(-1)?.id };
}

/** The threads that may go, in their order, as portions. */
async function untouched(kith: Pick<Kith, "db">, threads: readonly number[], walk: Walk): Promise<Portion[]> {
  const touched = await touchedOf(kith.db, threads, walk);
  const left = threads.filter((id) => !touched.has(id));
  if (left.length === 0) return [];
  const members = new Map<number, number[]>(left.map((id) => [id, []]));
  const rows = await kith.db
    .selectFrom("statuses")
    .select(["id", "conversation_id"])
    .where("conversation_id", "in", padded(left))
    .where("deleted_at", "=", 0)
    .orderBy("id", "desc")
    .execute();
  for (const { id, conversation_id } of rows) members.get(conversation_id)?.push(id);
  const standing = new Set<number>();
  for (const few of walk.homes.length === 0 ? [] : parts(rows, PORTION)) {
    const ids = few.map(({ id }) => id);
    for (const id of await inHomes(kith.db, walk.homes, ids)) standing.add(id);
  }
  return portioned([...members].filter(([, ids]) => !ids.some((id) => standing.has(id))));
}

function portioned(threads: readonly (readonly [number, readonly number[]])[]): Portion[] {
  const portions: Portion[] = [];
  let open: { ids: number[]; threads: number[] } = { ids: [], threads: [] };
  const close = () => {
    if (open.ids.length > 0) portions.push(open);
    open = { ids: [], threads: [] };
  };
  for (const [thread, members] of threads) {
    if (open.ids.length + members.length > PORTION) close();
    for (const ids of parts(members, PORTION)) {
      if (open.ids.length + ids.length > PORTION) close();
      open.ids.push(...ids);
      open.threads.push(thread);
    }
  }
  close();
  return portions;
}
