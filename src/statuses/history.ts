/** What a status said before it was edited. */
import { padded } from "../db/lists.ts";
import { fromJson, type Json } from "../db/columns.ts";
import type { Media, Reads, Row, Status } from "../db/schema.ts";

export type StatusEdit = Row<"status_edits"> & { /** As described then. */ attached: Media[]; options: string[] | undefined };

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
  const byId = new Map(media.map((one) => [one.id, one]));
  return rows.map((row) => {
    const descriptions = fromJson(row.descriptions);
    const attached = fromJson(row.media).flatMap((id, at) => {
      const one = byId.get(id);
      return one === undefined ? [] : [{ ...one, description: descriptions[at] ?? one.description }];
    });
    return { ...row, attached, options: row.poll === "" ? undefined : fromJson<string[]>(row.poll as Json<string[]>) };
  });
}
