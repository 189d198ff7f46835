/**
 * The playlists of a video (HLS, RFC 8216): written when they are asked for, from rows. Whoever has been shown the video knows its token, which nobody guesses, as nobody
 * guesses the names of its files.
 */
import type { Kith } from "../kith.ts";
import { mediaUrl } from "../media/url.ts";
import type { Rung } from "./values.ts";

export const PLAYLIST_TYPE = "application/vnd.apple.mpegurl";

/** `which`: `master`, or the lines of a size. Undefined for what is not there. */
export async function playlistOf({ db, instance }: Kith, token: string, which: string): Promise<string | undefined> {
  if (!/^[0-9a-f]{32}$/.test(token)) return undefined;
  const rungs = db
    .selectFrom("video_rungs")
    .innerJoin("videos", "videos.media_id", "video_rungs.media_id")
    .where("videos.token", "=", token)
    .where("video_rungs.file", "<>", "");
  if (which === "master") {
    const rows = await rungs.select(["lines", "width", "height", "bandwidth", "codecs"]).orderBy("lines").execute();
    return rows.length === 0 ? undefined : master(rows);
  }
  if (!/^\d{1,5}$/.test(which)) return undefined;
  const row = await rungs
    .select(["video_rungs.file", "video_rungs.playlist"])
    .where("video_rungs.lines", "=", Number(which))
    .executeTakeFirst();
  return row?.playlist.replaceAll("FILE", mediaUrl(instance, row.file) ?? "");
}

function master(rungs: readonly Pick<Rung, "lines" | "width" | "height" | "bandwidth" | "codecs">[]): string {
  const lines = rungs.flatMap(({ lines: name, width, height, bandwidth, codecs }) => [
    `#EXT-X-STREAM-INF:BANDWIDTH=${bandwidth},RESOLUTION=${width}x${height},CODECS="${codecs}"`,
    `${name}.m3u8`,
  ]);
  return ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS", ...lines, ""].join("\n");
}
