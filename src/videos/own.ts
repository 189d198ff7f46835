/** One's own videos, whatever has become of them yet; and one video with all that it has, for who may see it. */
import { fromJson } from "../db/columns.ts";
import type { Media, Reads } from "../db/schema.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import { missing } from "../errors.ts";
import { withoutHeading } from "../html.ts";
import { inSteps } from "../insights/hiding.ts";
import type { Kith } from "../kith.ts";
import { getVisibleStatus } from "../statuses/load.ts";
import { chaptersIn, refreshChapters } from "./chapters.ts";
import { loadVideosOf, type LoadedVideo } from "./load.ts";
import type { Chapter, Video } from "./values.ts";

/** The newest first; by the ids of their media. What was taken out of its status is not among them. */
export async function loadOwnVideos(db: Reads, account_id: number, paging: Paging): Promise<WholeVideo[]> {
  const found = db
    .selectFrom("videos")
    .innerJoin("media", "media.id", "videos.media_id")
    .leftJoin("statuses", "statuses.id", "media.status_id")
    .selectAll("media")
    .select("statuses.content as said")
    .where("videos.account_id", "=", account_id)
    .where("media.remote_url", "=", "")
    .where((eb) => eb.or([eb("media.status_id", "is not", null), eb("media.kept_by", "=", 0)]));
  const rows = await paged(found, "videos.media_id", paging).execute();
  const videos = await loadVideosOf(
    db,
    // Those that wait for their job may still be called something else.
    rows.map(({ id, apart }) => ({ id, apart, kind: "video" as const })),
  );
  const whole = rows.flatMap(({ said, ...media }) => {
    const loaded = videos.get(media.id);
    return loaded === undefined ? [] : [wholeOf(media, { ...loaded, video: told(media, loaded.video) }, said ?? undefined)];
  });
  return inOrder(whole, paging);
}

/** Of ours, how often its page was opened, as far as that is told. */
const told = ({ remote_url }: Media, video: Video): Video =>
  remote_url === "" ? { ...video, views_count: inSteps(video.views_count) } : video;

/** `content`: HTML of what is said of it, without its title; undefined before it is posted. */
export type WholeVideo = { media: Media; loaded: LoadedVideo; chapters: Chapter[]; content: string | undefined };

function wholeOf(media: Media, loaded: LoadedVideo, said: string | undefined): WholeVideo {
  const { video } = loaded;
  return said === undefined
    ? { media, loaded, chapters: fromJson(video.chapters), content: undefined }
    : { media, loaded, chapters: chaptersIn(video, said), content: withoutHeading(said, video.title) };
}

/** @throws Refusal `missing` for what the viewer may not see, be it that it has not been published */
export async function getVideo(kith: Kith, viewer_id: number, media_id: number): Promise<WholeVideo> {
  const { db } = kith;
  const media = await db.selectFrom("media").selectAll().where("id", "=", media_id).executeTakeFirst();
  const loaded = media && (await loadVideosOf(db, [{ ...media, kind: "video" }])).get(media_id);
  if (media === undefined || loaded === undefined) throw missing();
  if (media.status_id === null) {
    if (viewer_id === 0 || media.account_id !== viewer_id) throw missing();
    return wholeOf(media, { ...loaded, video: told(media, loaded.video) }, undefined);
  }
  const status = await getVisibleStatus(db, viewer_id, media.status_id);
  const video = told(media, await refreshChapters(kith, loaded.video));
  return wholeOf(media, { ...loaded, video }, status.content);
}
