/** The media of statuses from elsewhere: what of them is here, and where their files are when they have moved. */
import { toJson } from "../db/columns.ts";
import type { Media, Reads, Status, Tx } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { unmarked } from "../media/apart.ts";
import { httpUrl } from "../text/outside.ts";
import { writeVideosOf } from "../videos/receive.ts";
import type { RemoteMedia } from "./entry.ts";

type Ground = Pick<Kith, "newId" | "now">;

/** Of the media of a status, what an edit from elsewhere knows them by. */
type KnownMedia = Pick<Media, "id" | "remote_url" | "preview_remote_url" | "mime_type"> & { channel_uri: string | null };

/** In their order. */
export const loadKnownMedia = async (db: Reads, status: Pick<Status, "id">): Promise<KnownMedia[]> =>
  await db
    .selectFrom("media")
    .leftJoin("videos", "videos.media_id", "media.id")
    .select(["media.id", "media.remote_url", "media.preview_remote_url", "media.mime_type", "videos.channel_uri"])
    .where("media.status_id", "=", status.id)
    .orderBy("media.position")
    .execute();

/**
 * Which of the media here each from elsewhere is: what lies at the same address. A film in a channel is the one that its status is, whichever of its files is named:
 * PeerTube puts others in their place while it makes the sizes, and that is no edit.
 */
export function knownAs(rows: readonly KnownMedia[], all: readonly RemoteMedia[]): Map<RemoteMedia, KnownMedia> {
  const known = new Map<RemoteMedia, KnownMedia>();
  for (const media of all) {
    const row = rows.find(({ remote_url }) => unmarked(remote_url) === unmarked(media.remote_url));
    if (row !== undefined) known.set(media, row);
  }
  const [row, media] = [rows[0], all[0]];
  const alone = row !== undefined && media !== undefined && rows.length === 1 && all.length === 1;
  if (alone && (media.video?.channel_uri ?? "") !== "" && httpUrl(media.video?.channel_uri ?? "") === row.channel_uri)
    known.set(media, row);
  return known;
}

/** Where its files are now, if that has changed by more than a mark. */
export function movedTo(
  row: KnownMedia,
  media: RemoteMedia,
): Partial<Pick<Media, "remote_url" | "mime_type" | "preview_remote_url">> {
  const { remote_url, mime_type, preview_remote_url = "" } = media;
  return {
    ...(unmarked(remote_url) === unmarked(row.remote_url) ? {} : { remote_url, mime_type }),
    ...(unmarked(preview_remote_url) === unmarked(row.preview_remote_url) ? {} : { preview_remote_url }),
  };
}

/** Takes in where the files of a film are now, and all that it has besides: without an edit, for nothing of it reads otherwise. */
export async function moveFilms(tx: Tx, kith: Ground, status: Status, media: readonly RemoteMedia[]): Promise<void> {
  for (const [film, row] of knownAs(await loadKnownMedia(tx, status), media)) {
    const moved = film.video === undefined ? {} : movedTo(row, film);
    if (Object.keys(moved).length === 0) continue;
    await tx
      .updateTable("media")
      .set({ ...moved, meta: metaOf(film) })
      .where("id", "=", row.id)
      .execute();
    await tx
      .updateTable("statuses")
      .set((eb) => ({ version: eb("version", "+", 1) }))
      .where("id", "=", status.id)
      .execute();
  }
  await writeVideosOf(tx, kith, status, media);
}

/** Seconds: what is said to last longer lasts a week. */
const LONGEST_SOUND = 7 * 86_400;

export function metaOf({ width, height, focus, video, duration: heard = 0 }: RemoteMedia): Media["meta"] {
  const whole = video?.sizes.at(-1);
  const size =
    width === undefined || height === undefined ? whole && { width: whole.width, height: whole.height } : { width, height };
  const duration = video === undefined || video.duration <= 0 ? {} : { duration: video.duration };
  return toJson({
    ...(focus === undefined ? {} : { focus }),
    ...(size === undefined ? {} : { original: { ...size, ...duration } }),
    ...(heard > 0 ? { sound: { duration: Math.min(heard, LONGEST_SOUND), bitrate: 0 } } : {}),
  });
}
