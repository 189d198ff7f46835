/** What a status said before it was edited. */
import { grouped, padded } from "../db/lists.ts";
import { fromJson } from "../db/columns.ts";
import type { Media, Reads, Row, Status } from "../db/schema.ts";

export type StatusEdit = Row<"status_edits"> & { attached: Media[] };

/** All versions, the first one first, the present one last; of a status that was never edited, none. Ask only for one that may be seen. */
export async function loadHistory(db: Reads, status: Pick<Status, "id">): Promise<StatusEdit[]> {
  const rows = await db
    .selectFrom("status_edits")
    .selectAll()
    .where("status_id", "=", status.id)
    .orderBy("id")
    .limit(500)
    .execute();
  const ids = rows.flatMap((row) => fromJson(row.media));
  const media = ids.length === 0 ? [] : await db.selectFrom("media").selectAll().where("id", "in", padded(ids)).execute();
  const byId = grouped(media, ({ id }) => id);
  return rows.map((row) => ({ ...row, attached: fromJson(row.media).flatMap((id) => byId.get(id) ?? []) }));
}
