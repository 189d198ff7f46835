/** How far an account has read its timelines, so that all its clients know. */
import { sql } from "kysely";
import type { Reads, Row } from "../db/schema.ts";
import type { Kith } from "../kith.ts";

export type Marker = Row<"markers">;
export type MarkedTimeline = Marker["timeline"];

export async function loadMarkers(db: Reads, account_id: number, timelines: readonly MarkedTimeline[]): Promise<Marker[]> {
  if (timelines.length === 0) return [];
  return await db
    .selectFrom("markers")
    .selectAll()
    .where("account_id", "=", account_id)
    .where("timeline", "in", timelines)
    .execute();
}

/** Moves markers, forth or back, as the client says. Returns those that were moved. */
export const writeMarkers = async (
  kith: Kith,
  account_id: number,
  read: { [Timeline in MarkedTimeline]?: number | undefined },
): Promise<Marker[]> =>
  await kith.write(async (tx) => {
    const markers: Marker[] = [];
    for (const timeline of ["home", "notifications"] as const) {
      const last_read_id = read[timeline];
      if (last_read_id === undefined) continue;
      const marker = await tx
        .insertInto("markers")
        .values({ account_id, timeline, last_read_id, version: 1, updated_at: kith.now() })
        .onConflict((oc) =>
          oc.columns(["account_id", "timeline"]).doUpdateSet((eb) => ({
            last_read_id: eb.ref("excluded.last_read_id"),
            updated_at: eb.ref("excluded.updated_at"),
            version: sql<number>`markers.version + 1`,
          })),
        )
        .returningAll()
        .executeTakeFirstOrThrow();
      markers.push(marker);
    }
    return markers;
  });
