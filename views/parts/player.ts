/**
 * A film that one plays oneself: as HLS where the browser plays that by itself (which chooses the size by the line), else as the whole MP4; with captions. No script is
 * needed; `player.js` changes the size without beginning anew.
 */
import type { Media } from "../../src/db/schema.ts";
import type { LoadedVideo } from "../../src/videos/load.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";

export type PlayerOptions = {
  label: string;
  width: number;
  height: number;
  poster: string;
  /** The whole film. */
  url: string;
  /** Lines of the size that is to be played. */
  lines?: number | undefined;
  /** Seconds. */
  from?: number | undefined;
  /** The address of its chapters. */
  chapters?: string | undefined;
  /** On a page of its own its beginning is fetched, so that its length is shown. */
  large?: boolean;
};

const HLS = "application/vnd.apple.mpegurl";

export function playerView(media: Media, video: LoadedVideo, options: PlayerOptions, ctx: ViewContext): Html {
  const { hls_url, sizes, captions } = ctx.videoUrls(video);
  const size = sizes.find(({ lines }) => lines === options.lines);
  const from = options.from === undefined || options.from <= 0 ? "" : `#t=${options.from}`;
  const adaptive = hls_url === "" || size !== undefined ? "" : html`<source src="${hls_url}${from}" type="${HLS}">`;
  const whole = html`<source src="${size?.url ?? options.url}${from}" type="${media.mime_type === "" ? "video/mp4" : media.mime_type}">`;
  const tracks = captions.map(
    ({ language, label, url }) =>
      html`<track kind="captions" src="${url}" srclang="${language}" label="${label === "" ? ctx.locale.languageName(language) : label}">`,
  );
  const chapters =
    options.chapters === undefined
      ? ""
      : html`<track kind="chapters" src="${options.chapters}" srclang="${ctx.locale.language}" label="${ctx.t("videos.chapters")}" default>`;
  const poster = options.poster === "" ? "" : html` poster="${options.poster}"`;
  return html`<video width="${options.width}" height="${options.height}" controls playsinline preload="${options.large === true ? "metadata" : "none"}"${poster} aria-label="${options.label}"${options.large === true ? raw(" data-player") : ""}>${adaptive}${whole}${tracks}${chapters}</video>`;
}

/** 1:05, or 1:02:05. */
export function lengthOf(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
