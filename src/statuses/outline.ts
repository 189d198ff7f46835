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

/** What is shown, and what it reblogs. */
export type Shown = { outline: StatusOutline; reblogged: StatusOutline | undefined };

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

/**
 * What of these the viewer (0 = anybody) may see, with what it reblogs, in their order: as `loadStatusPage` has it.
 *
 * @param found ids, or outlines of what has been found to be visible already
 */
export async function loadShown(db: Reads, viewer_id: number, found: readonly (StatusOutline | number)[]): Promise<Shown[]> {
  const load = async (ids: readonly number[]): Promise<Map<number, StatusOutline>> => {
    const rows = ids.length === 0 ? [] : await selectOutlines(db, { ids: padded(ids), anybody: viewer_id === 0, viewer_id });
    return new Map(rows.map((outline) => [outline.id, outline]));
  };
  const loaded = await load(found.filter((one) => typeof one === "number"));
  const outlines: StatusOutline[] = [];
  const reblogged: number[] = [];
  for (const one of found) {
    const outline = typeof one === "number" ? loaded.get(one) : one;
    if (outline === undefined) continue;
    outlines.push(outline);
    if (outline.reblog_of_id !== null) reblogged.push(outline.reblog_of_id);
  }
  const originals = await load(reblogged);
  const shown: Shown[] = [];
  for (const outline of outlines) {
    const original = outline.reblog_of_id === null ? undefined : originals.get(outline.reblog_of_id);
    if (outline.reblog_of_id === null || original !== undefined) shown.push({ outline, reblogged: original });
  }
  return shown;
}
