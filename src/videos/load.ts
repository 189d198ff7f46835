/** Finds videos: those of pages of statuses, with all that playing them takes, and those of a channel. */
import { sql } from "kysely";
import { notHiddenFrom } from "../blocks/hidden.ts";
import { grouped, padded } from "../db/lists.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Account, Media, Reads } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { visibleTo } from "../statuses/visible.ts";
import type { Caption, Rung, Video } from "./values.ts";

export type ShownRung = Omit<Rung, "playlist">;
export type ShownCaption = Omit<Caption, "content" | "asked_at">;
/** `apart`: it is for a few, and its addresses are marked; `rungs`: the smallest first. */
export type LoadedVideo = { video: Video; apart: boolean; rungs: readonly ShownRung[]; captions: readonly ShownCaption[] };

/** By media id. Asks nothing where there are no films. */
export async function loadVideosOf(
  db: Reads,
  media: Iterable<Pick<Media, "id" | "kind" | "apart">>,
): Promise<Map<number, LoadedVideo>> {
  const films = new Map([...media].filter(({ kind }) => kind === "video").map(({ id, apart }) => [id, apart > 0]));
  if (films.size === 0) return new Map();
  const videos = await db.selectFrom("videos").selectAll().where("media_id", "in", padded(films.keys())).execute();
  if (videos.length === 0) return new Map();
  const ids = padded(videos.map(({ media_id }) => media_id));
  const rungs = await db
    .selectFrom("video_rungs")
    .select(["id", "media_id", "lines", "width", "height", "bandwidth", "codecs", "file", "url", "bytes"])
    .where("media_id", "in", ids)
    .orderBy("lines")
    .execute();
  const captions = await db
    .selectFrom("video_captions")
    .select(["id", "media_id", "language", "label", "token", "url"])
    .where("media_id", "in", ids)
    .orderBy("language")
    .execute();
  const [rungsOf, captionsOf] = [grouped(rungs, (row) => row.media_id), grouped(captions, (row) => row.media_id)];
  return new Map(
    videos.map((video) => [
      video.media_id,
      {
        video,
        apart: films.get(video.media_id) === true,
        rungs: rungsOf.get(video.media_id) ?? [],
        captions: captionsOf.get(video.media_id) ?? [],
      },
    ]),
  );
}

export type ChannelQuery = {
  /** Whose channel; without it, what is for everybody. */
  account?: Pick<Account, "id" | "uri" | "actor_type"> | undefined;
  local?: boolean | undefined;
  /** By ids of media. */
  paging: Paging;
};

export type Entry = { status_id: number; media_id: number };

/** Of what the viewer (0 = anybody) may see, the newest first. */
export async function channelEntries(
  { db, now }: Pick<Kith, "db" | "now">,
  viewer_id: number,
  { account, local, paging }: ChannelQuery,
): Promise<Entry[]> {
  let found = db
    .selectFrom("videos")
    .innerJoin("media", "media.id", "videos.media_id")
    .innerJoin("statuses", "statuses.id", "media.status_id")
    .select(["statuses.id as status_id", "videos.media_id"])
    .where(visibleTo(viewer_id))
    // A message stands in no channel.
    .where("statuses.visibility", "<>", "direct");
  if (account === undefined)
    found = found
      .innerJoin("accounts", "accounts.id", "videos.account_id")
      .where("statuses.visibility", "=", "public")
      .where(sql<boolean>`accounts.silenced_at = 0`);
  else if (account.actor_type === "Group") found = found.where("videos.channel_uri", "=", account.uri);
  else found = found.where("videos.account_id", "=", account.id);
  if (account === undefined && viewer_id > 0) found = found.where(notHiddenFrom(viewer_id, "videos.account_id", now()));
  if (local === true) found = found.where("statuses.local", "=", 1);
  return inOrder(await paged(found, "videos.media_id", paging).execute(), paging);
}

/** Whether there is anything in a channel for the viewer. */
export const hasVideos = async (kith: Pick<Kith, "db" | "now">, viewer_id: number, account: Account): Promise<boolean> =>
  (await channelEntries(kith, viewer_id, { account, paging: { limit: 1 } })).length > 0;

/** The video of a status, which shows one at most. */
export const videoOf = (
  media: readonly Media[] | undefined,
  videos: ReadonlyMap<number, LoadedVideo>,
): (LoadedVideo & { media: Media }) | undefined => {
  const [film] = media ?? [];
  const found = film === undefined ? undefined : videos.get(film.id);
  return film === undefined || found === undefined ? undefined : { ...found, media: film };
};
