/** One's own videos, for the archive of all that one has here: what their statuses and files do not say. */
import { fromJson } from "../db/columns.ts";
import type { Account, Reads } from "../db/schema.ts";

/** JSON. */
export async function writeVideos(db: Reads, { id }: Pick<Account, "id">): Promise<string> {
  const rows = await db
    .selectFrom("videos")
    .innerJoin("media", "media.id", "videos.media_id")
    .select(["videos.media_id", "videos.title", "videos.licence", "videos.chapters", "media.file"])
    .where("videos.account_id", "=", id)
    .orderBy("videos.media_id")
    .execute();
  const captions = await db
    .selectFrom("video_captions")
    .innerJoin("videos", "videos.media_id", "video_captions.media_id")
    .select(["video_captions.media_id", "video_captions.language", "video_captions.label", "video_captions.content"])
    .where("videos.account_id", "=", id)
    .execute();
  const videos = rows.map(({ media_id, ...row }) => ({
    ...row,
    chapters: fromJson(row.chapters),
    captions: captions.filter((one) => one.media_id === media_id).map(({ media_id: _, ...one }) => one),
  }));
  return JSON.stringify(videos, undefined, 2);
}
