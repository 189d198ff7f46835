/** Films elsewhere that their authors have taken back, and may publish again under their old addresses. */
import { sql } from "kysely";
import type { Reads, Status } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { findStatusByUri } from "./find.ts";

/** Whether it is a film in a channel. */
export const isInChannel = async (db: Reads, { id }: Pick<Status, "id">): Promise<boolean> =>
  (await db
    .selectFrom("media")
    .innerJoin("videos", "videos.media_id", "media.id")
    .select("media.id")
    .where("media.status_id", "=", id)
    .where("videos.channel_uri", "<>", "")
    .executeTakeFirst()) !== undefined;

/** The tombstone of a film that its own author has taken back, and may publish again; what a moderator here has removed stays away. */
export async function findWithdrawnFilm(db: Reads, uri: string): Promise<Status | undefined> {
  const gone = await findStatusByUri(db, uri);
  if (gone === undefined || gone.deleted_at === 0 || gone.local === 1) return undefined;
  const kept = db.selectFrom("gone_forms").select("form").where("status_id", "=", gone.id).where("form", "=", "film");
  return (await kept.executeTakeFirst()) === undefined ? undefined : gone;
}

/** The tombstones of a remote status and of its reblogs elsewhere give up their addresses: what stands there is there again. */
export const leaveUri = async (kith: Kith, { id }: Pick<Status, "id">): Promise<void> =>
  await kith.write(
    async (tx) =>
      void (await tx
        .updateTable("statuses")
        .set({ uri: sql<string>`uri || '#gone-' || id` })
        .where((eb) => eb.or([eb("id", "=", id), eb("reblog_of_id", "=", id)]))
        .where("deleted_at", ">", 0)
        .where("local", "=", 0)
        .execute()),
  );
