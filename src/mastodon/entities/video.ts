/** What a video has besides its file: in `meta.kith` of its media, and as an object of its own. */
import { fromJson, rfc3339 } from "../../db/columns.ts";
import type { LoadedVideo } from "../../videos/load.ts";
import type { WholeVideo } from "../../videos/own.ts";
import { videoUrls } from "../../videos/url.ts";
import { mediaUrls } from "../../media/url.ts";
import type { Scene } from "./scene.ts";

type Ground = Pick<Scene, "instance" | "mark">;

export type FilmJson = {
  title: string;
  hls_url: string | null;
  sizes: { lines: number; width: number; height: number; url: string }[];
  captions: { language: string; label: string; url: string }[];
  licence: string | null;
};

export function renderFilm(loaded: LoadedVideo, { instance, mark }: Ground): FilmJson {
  const { hls_url, sizes, captions } = videoUrls(instance, loaded, mark);
  return {
    title: loaded.video.title,
    hls_url: hls_url === "" ? null : hls_url,
    sizes: sizes.map(({ lines, width, height, url }) => ({ lines, width, height, url })),
    captions,
    licence: loaded.video.licence === "" ? null : loaded.video.licence,
  };
}

/** For who may see it; `chapters` in seconds. */
export function renderVideo({ media, loaded, chapters, content }: WholeVideo, ground: Ground) {
  const { url, preview_url } = mediaUrls(ground.instance, media, ground.mark);
  const { state, progress, views_count, created_at, category, support, originally_at } = loaded.video;
  return {
    id: String(media.id),
    status_id: media.status_id === null ? null : String(media.status_id),
    /** Of the film itself, then of its sizes. */
    state:
      media.state === "ready" ? (state === "waiting" ? "sizing" : state) : media.state === "waiting" ? "processing" : "failed",
    progress: media.state === "ready" ? progress : 0,
    url,
    preview_url,
    duration: fromJson(media.meta).original?.duration ?? null,
    /** What it shows, for who cannot see it; under Mastodon's name, too. */
    description: media.description === "" ? null : media.description,
    alternative_text: media.description === "" ? null : media.description,
    /** HTML: what is said of it, which PeerTube calls its description. */
    content: content ?? null,
    ...renderFilm(loaded, ground),
    views_count,
    chapters,
    created_at: rfc3339(created_at),
    /** Of one elsewhere; `support` is HTML. */
    category: category === "" ? null : category,
    support: support === "" ? null : support,
    originally_published_at: originally_at === 0 ? null : rfc3339(originally_at),
  };
}
