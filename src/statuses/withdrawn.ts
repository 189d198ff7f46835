/** What authors elsewhere have taken back: they may restore it, and films they may publish again, under its old address. */
import { sql } from "kysely";
import type { Reads, Status } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { findStatusByUri, isBare } from "./find.ts";

/** Whether it is a film in a channel. */
export const isInChannel = async (db: Reads, { id }: Pick<Status, "id">): Promise<boolean> =>
  (await db
    .selectFrom("media")
    .innerJoin("videos", "videos.media_id", "media.id")
    .select("media.id")
    .where("media.status_id", "=", id)
    .where("videos.channel_uri", "<>", "")
    .executeTakeFirst()) !== undefined;

/** The tombstone of what its own author has taken back, be it before it was here; what a moderator here has removed stays away. */
export async function findWithdrawn(db: Reads, uri: string): Promise<{ gone: Status; film: boolean } | undefined> {
  const gone = await findStatusByUri(db, uri);
  if (gone === undefined || gone.deleted_at === 0 || gone.local === 1) return undefined;
  const kept = await db.selectFrom("gone_forms").select("form").where("status_id", "=", gone.id).executeTakeFirst();
  return kept === undefined && !isBare(gone) ? undefined : { gone, film: kept?.form === "film" };
}

/**
 * The tombstones of a remote status and of its reblogs elsewhere give up their addresses: what stands there is there again, and its answers wait for it; so does the
 * tombstone itself, if a group had removed it (`inheritRemovals`).
 */
export const leaveUri = async (kith: Kith, { id, uri }: Pick<Status, "id" | "uri">): Promise<void> =>
  await kith.write(async (tx) => {
    await tx
      .updateTable("statuses")
      .set({ in_reply_to_id: null, in_reply_to_account_id: null, in_reply_to_uri: uri })
      .where((eb) =>
        eb.or([
          eb("in_reply_to_id", "=", id),
          eb("id", "=", eb.selectFrom("group_removals").select("status_id").where("status_id", "=", id).limit(1)),
        ]),
      )
      .execute();
    await tx
      .updateTable("statuses")
      .set({ uri: sql<string>`uri || '#gone-' || id` })
      .where((eb) => eb.or([eb("id", "=", id), eb("reblog_of_id", "=", id)]))
      .where("deleted_at", ">", 0)
      .where("local", "=", 0)
      .execute();
  });
