/** What a status answers, up to the beginning, and all that answers it. */
import { sql, type ExpressionBuilder } from "kysely";
import { notHiddenFrom } from "../blocks/hidden.ts";
import { grouped, padded, parts } from "../db/lists.ts";
import { prepare, prepareSql } from "../db/prepared.ts";
import type { DB, Reads, Status } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { OUTLINE, type StatusOutline } from "./outline.ts";
import { visibleTo } from "./visible.ts";

/** Ids in the order in which they are shown, and in the same order what of their rows was read to find out. */
export type Context = { ancestors: number[]; descendants: number[]; outlines: readonly StatusOutline[] };

type Branch = { id: number; in_reply_to_id: number };

/** As Mastodon: whoever is logged in sees more than the public. */
const MOST = Object.freeze({
  user: { ancestors: 4096, descendants: 4096, depth: 4096 },
  anybody: { ancestors: 40, descendants: 60, depth: 20 },
});
const CHUNK = 512;

/**
 * The thread around a status that the viewer (0 = anybody) may see. Answers stand below what they answer, the oldest first, but what the
 * author adds to their own thread comes before the answers of others. Whatever the viewer may or wants not to see is left out, and what
 * answers it is not.
 */
export async function loadContext(kith: Pick<Kith, "db" | "now">, viewer_id: number, status: Status): Promise<Context> {
  const most = viewer_id === 0 ? MOST.anybody : MOST.user;
  const above = status.in_reply_to_id === null ? [] : await ancestorsOf(kith.db, status, most.ancestors);
  const below = await descendantsOf(kith.db, status, most);
  const visible = await seenOf(kith, viewer_id, [...above, ...below.map(({ id }) => id)]);
  const outlinesOf = (ids: readonly number[]) => ids.map((id) => visible.get(id)).filter((outline) => outline !== undefined);
  const [ancestors, descendants] = [outlinesOf(above), outlinesOf(inThreadOrder(status, below, visible))];
  return { ancestors: idsOf(ancestors), descendants: idsOf(descendants), outlines: [...ancestors, ...descendants] };
}

const idsOf = (outlines: readonly StatusOutline[]) => outlines.map(({ id }) => id);

const selectAbove = prepareSql(
  ({ id, most }: { id: number; most: number }) => sql<{ id: number }>`with recursive above (id, parent_id, depth) as (
      select id, in_reply_to_id, 1 from statuses where id = ${id}
      union all
      select statuses.id, statuses.in_reply_to_id, above.depth + 1 from above join statuses on statuses.id = above.parent_id
      where above.depth < ${most})
    select id from above order by depth desc`,
);

async function ancestorsOf(db: Reads, status: Status, most: number): Promise<number[]> {
  const rows = await selectAbove(db, { id: status.in_reply_to_id ?? 0, most });
  // Two servers that claim to answer each other make a ring.
  return [...new Set(rows.map(({ id }) => id))].filter((id) => id !== status.id);
}

/** Of what an index holds: the rows are read once it is known which. */
const selectBelow = prepareSql(
  ({ id, descendants, depth }: { id: number; descendants: number; depth: number }) =>
    sql<Branch>`with recursive below (id, in_reply_to_id, depth) as (
      select id, in_reply_to_id, 1 from statuses where in_reply_to_id = ${id}
      union all
      select statuses.id, statuses.in_reply_to_id, below.depth + 1
      from below join statuses on statuses.in_reply_to_id = below.id where below.depth < ${depth})
    select id, in_reply_to_id from below limit ${descendants}`,
);

const descendantsOf = async (db: Reads, { id }: Status, { descendants, depth }: { descendants: number; depth: number }) =>
  await selectBelow(db, { id, descendants, depth });

/** Depth first, without recursion: a thread can be thousands deep. */
function inThreadOrder(
  root: Status,
  branches: readonly Branch[],
  visible: ReadonlyMap<number, Pick<Status, "account_id">>,
): number[] {
  const children = grouped(branches, (branch) => branch.in_reply_to_id);
  const own = ({ id }: Branch) => (visible.get(id)?.account_id === root.account_id ? 0 : 1);
  const order: number[] = [];
  const seen = new Set<number>([root.id]);
  const waiting: { id: number; own: boolean }[] = [{ id: root.id, own: true }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.id !== root.id) order.push(next.id);
    const chain = next.own;
    const answers = (children.get(next.id) ?? []).toSorted((a, b) => (chain ? own(a) - own(b) : 0) || a.id - b.id);
    for (const branch of answers.reverse()) {
      if (seen.has(branch.id)) continue;
      seen.add(branch.id);
      waiting.push({ id: branch.id, own: chain && own(branch) === 0 });
    }
  }
  return order;
}

/** What a group has removed from its threads is only in its author's way. */
const staysInThread = (viewer_id: number) => (eb: ExpressionBuilder<DB, "statuses">) => {
  const removed = eb.exists(
    eb.selectFrom("group_removals").select("group_id").whereRef("group_removals.status_id", "=", "statuses.id"),
  );
  return viewer_id === 0 ? eb.not(removed) : eb.or([eb("statuses.account_id", "=", viewer_id), eb.not(removed)]);
};

const selectSeen = prepare(
  (db, { anybody, viewer_id, ids, now }: { anybody: boolean; viewer_id: number; ids: number[]; now: number }) => {
    const viewer = anybody ? 0 : viewer_id;
    const visible = db
      .selectFrom("statuses")
      .select(OUTLINE)
      .where("statuses.id", "in", ids)
      .where(visibleTo(viewer))
      .where(staysInThread(viewer));
    return anybody ? visible : visible.where(notHiddenFrom(viewer, "statuses.account_id", now));
  },
);

async function seenOf(
  kith: Pick<Kith, "db" | "now">,
  viewer_id: number,
  ids: readonly number[],
): Promise<Map<number, StatusOutline>> {
  const seen = new Map<number, StatusOutline>();
  for (const part of parts(ids, CHUNK)) {
    const rows = await selectSeen(kith.db, { anybody: viewer_id === 0, viewer_id, ids: padded(part), now: kith.now() });
    for (const outline of rows) seen.set(outline.id, outline);
  }
  return seen;
}
