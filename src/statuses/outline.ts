/**
 * Statuses in outline: the little of their rows that every answer reads anew, for who has the rest of them as text. The version says whether that is still
 * so: the database raises it whenever something of a status changes that is shown and is no counter.
 */
import { padded } from "../db/lists.ts";
import { prepare } from "../db/prepared.ts";
import type { Reads, Status } from "../db/schema.ts";
import { visibleTo } from "./visible.ts";

type Counters = "replies_count" | "reblogs_count" | "favourites_count" | "quotes_count" | "reactions_count";
export type StatusOutline = Pick<Status, "id" | "account_id" | "version" | "reblog_of_id" | "conversation_id" | Counters>;

/** `ids`: what is shown, in the order asked for; `outlines`: of these and of what they reblog. */
export type Outlines = { ids: readonly number[]; outlines: ReadonlyMap<number, StatusOutline> };

export const OUTLINE = Object.freeze([
  "statuses.id",
  "statuses.account_id",
  "statuses.version",
  "statuses.reblog_of_id",
  "statuses.conversation_id",
  "statuses.replies_count",
  "statuses.reblogs_count",
  "statuses.favourites_count",
  "statuses.quotes_count",
  "statuses.reactions_count",
] as const);

const selectOutlines = prepare((db, { ids, anybody, viewer_id }: { ids: number[]; anybody: boolean; viewer_id: number }) =>
  db
    .selectFrom("statuses")
    .select(OUTLINE)
    .where("statuses.id", "in", ids)
    .where(visibleTo(anybody ? 0 : viewer_id)),
);

/** What of `ids` the viewer (0 = anybody) may see, with what it reblogs: as `loadStatusPage` has it. `known`: what has just been found to be visible. */
export async function loadOutlines(
  db: Reads,
  viewer_id: number,
  ids: readonly number[],
  known: readonly StatusOutline[] = [],
): Promise<Outlines> {
  const load = async (wanted: readonly number[]) =>
    wanted.length === 0 ? [] : await selectOutlines(db, { ids: padded(wanted), anybody: viewer_id === 0, viewer_id });
  const outlines = new Map<number, StatusOutline>();
  const keep = (found: readonly StatusOutline[]) => {
    for (const outline of found) outlines.set(outline.id, outline);
  };
  keep(known);
  keep(await load(ids.filter((id) => !outlines.has(id))));
  const originals: number[] = [];
  for (const { reblog_of_id } of outlines.values())
    if (reblog_of_id !== null && !outlines.has(reblog_of_id)) originals.push(reblog_of_id);
  keep(await load(originals));
  const isShown = (id: number) => {
    const outline = outlines.get(id);
    return outline !== undefined && (outline.reblog_of_id === null || outlines.has(outline.reblog_of_id));
  };
  return { ids: ids.filter(isShown), outlines };
}
