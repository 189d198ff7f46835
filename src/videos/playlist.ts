/**
 * The playlists of a video (HLS, RFC 8216): written when they are asked for, from rows. Whoever has been shown the video knows its token, which nobody guesses, as nobody
 * guesses the names of its files. For a video that is for a few the mark of one opens those after it, for as long as it is good itself.
 */
import type { Kith } from "../kith.ts";
import { goodUntil, isApart, markedUntil, type Mark, type Marking } from "../media/apart.ts";
import type { Rung } from "./values.ts";

export const PLAYLIST_TYPE = "application/vnd.apple.mpegurl";

/** `which`: `master`, or the lines of a size. Undefined for what is not there, or not for who asks. */
export async function playlistOf(kith: Kith, token: string, which: string, marking: Marking): Promise<string | undefined> {
  if (!/^[0-9a-f]{32}$/.test(token)) return undefined;
  const { db, instance, files } = kith;
  const query = db.selectFrom("videos").innerJoin("media", "media.id", "videos.media_id").select("media.apart");
  const video = await query.where("videos.token", "=", token).executeTakeFirst();
  const until = goodUntil(kith, `hls/${token}/${which}.m3u8`, marking);
  if (video === undefined || (video.apart > 0 && until === 0)) return undefined;
  const mark: Mark = (path) => (video.apart > 0 ? markedUntil(kith, path, until) : path);
  const rungs = db
    .selectFrom("video_rungs")
    .innerJoin("videos", "videos.media_id", "video_rungs.media_id")
    .where("videos.token", "=", token)
    .where("video_rungs.file", "<>", "");
  if (which === "master") {
    const rows = await rungs.select(["lines", "width", "height", "bandwidth", "codecs"]).orderBy("lines").execute();
    return rows.length === 0 ? undefined : master(rows, (name) => mark(`hls/${token}/${name}`).slice(`hls/${token}/`.length));
  }
  if (!/^\d{1,5}$/.test(which)) return undefined;
  const row = await rungs
    .select(["video_rungs.file", "video_rungs.playlist"])
    .where("video_rungs.lines", "=", Number(which))
    .executeTakeFirst();
  if (row === undefined) return undefined;
  // A store that does not let other pages read its files shows films all the same, but its playlists lead players through us.
  const direct = !isApart(row.file) && (await files.shared(row.file));
  const through = `${instance.origin}/media/${isApart(row.file) ? mark(row.file) : row.file}`;
  return row.playlist.replaceAll("FILE", direct ? files.url(row.file) : through);
}

function master(rungs: readonly Pick<Rung, "lines" | "width" | "height" | "bandwidth" | "codecs">[], mark: Mark): string {
  const lines = rungs.flatMap(({ lines: name, width, height, bandwidth, codecs }) => [
    `#EXT-X-STREAM-INF:BANDWIDTH=${bandwidth},RESOLUTION=${width}x${height},CODECS="${codecs}"`,
    mark(`${name}.m3u8`),
  ]);
  return ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS", ...lines, ""].join("\n");
}
