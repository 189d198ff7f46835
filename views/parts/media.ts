/**
 * Pictures, films and sound of a status. Rows of pictures share one height and keep their proportions: each cell grows by its
 * aspect ratio, which is a class (`r5` to `r30`, tenths), for the pages' policy allows no inline styles.
 */
import type { Media, Status } from "../../src/db/schema.ts";
import type { MediaMeta } from "../../src/db/values.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { routes } from "../frame/routes.ts";
import { readJson } from "./names.ts";
import { lengthOf, playerView } from "./player.ts";
import { hidden } from "./words.ts";

const WHAT = {
  image: "post.what_images",
  gifv: "post.what_gifv",
  video: "post.what_video",
  audio: "post.what_audio",
  unknown: "post.what_attachments",
} as const;

/** Addresses from elsewhere are links only when they are of the web. */
const safe = (url: string): string => (/^(?:https?:\/\/|\/)/.test(url) ? url : "");

/** All media of a status; behind a cover when they are sensitive, when a filter (`blurred`, its title) or the viewer wants it. */
export function mediaView(status: Status, page: StatusPage, ctx: ViewContext, blurred = ""): Html {
  const media = page.media.get(status.id) ?? [];
  if (media.length === 0) return raw("");
  const expand = ctx.viewer?.settings.expand_media ?? "default";
  const covered =
    blurred !== "" || expand === "hide_all" || (expand === "default" && status.sensitive === 1 && status.spoiler_text === "");
  const gallery = html`${galleryView(media, page, ctx)}${watchLink(status, page, ctx)}`;
  if (!covered) return gallery;
  const { t } = ctx;
  const what = whatOf(media, ctx);
  const words =
    blurred === ""
      ? t(status.sensitive === 1 ? "post.sensitive" : "post.covered", { what })
      : t("post.filtered", { title: blurred });
  return html`<details class="cw cover" data-remember="m${status.id}"><summary data-show="${t("common.show")}" data-hide="${t("post.hide")}"><span>${words}</span></summary>${gallery}</details>`;
}

/** "4 pictures"; of different kinds, "4 attachments". */
export function whatOf(media: readonly Media[], { t }: Pick<ViewContext, "t">): string {
  const [first] = media;
  const same = first !== undefined && media.every(({ kind }) => kind === first.kind);
  return t(same ? WHAT[first.kind] : "post.what_attachments", { count: media.length });
}

/** A video has a page of its own. */
function watchLink(status: Status, page: StatusPage, ctx: ViewContext): Html {
  const [media] = page.media.get(status.id) ?? [];
  const author = page.accounts.get(status.account_id);
  if (media === undefined || author === undefined || !page.videos.has(media.id)) return raw("");
  return html`<p class="watch-link"><a href="${routes.watch(author, status.id)}">${icon("video")} ${ctx.t("videos.watch")}</a></p>`;
}

function galleryView(media: readonly Media[], page: StatusPage, ctx: ViewContext): Html {
  const rows: Media[][] = [];
  media.forEach((item, at) => {
    const row = rows.at(-1);
    // Three make one and two, so that the first leads.
    const leads = media.length === 3 && at === 1;
    const fits = row !== undefined && row.length < 2 && !leads && isPicture(item) && row.every(isPicture);
    if (fits) row.push(item);
    else rows.push([item]);
  });
  const single = media.length === 1 ? " single" : "";
  return html`<div class="media${single}">${rows.map((row) => html`<div class="row">${row.map((item) => cellView(item, page, ctx))}</div>`)}</div>`;
}

const isPicture = ({ kind }: Media): boolean => kind === "image" || kind === "gifv";

/** Width and height as far as known, and the class of their ratio, held between a tall 1:2 and a wide 3:1. */
function measures(media: Media): { width: number; height: number; ratio: string } {
  const meta = readJson<MediaMeta>(media.meta, {});
  const { width, height } = meta.small ?? meta.original ?? { width: 4, height: 3 };
  const known = width > 0 && height > 0;
  const ratio = known ? Math.min(30, Math.max(5, Math.round((width / height) * 10))) : 13;
  return { width: known ? width : 4, height: known ? height : 3, ratio: `r${ratio}` };
}

function cellView(media: Media, page: StatusPage, ctx: ViewContext): Html {
  const { ratio } = measures(media);
  return html`<figure class="cell ${media.kind} ${ratio}">${fileView(media, page, ctx)}${altView(media, ctx)}</figure>`;
}

function fileView(media: Media, page: StatusPage, ctx: ViewContext): Html {
  const { width, height } = measures(media);
  const urls = ctx.mediaUrls(media);
  const [url, preview] = [safe(urls.url), safe(urls.preview_url)];
  const label = media.description === "" ? ctx.t("post.undescribed", { kind: media.kind }) : media.description;
  switch (media.kind) {
    case "image":
      return html`<a class="u-photo" href="${url}"><img src="${preview === "" ? url : preview}" alt="${media.description}" width="${width}" height="${height}" loading="lazy" decoding="async">${media.description === "" ? hidden(ctx.t("post.open_undescribed")) : ""}</a>`;
    case "gifv":
    case "video": {
      const video = page.videos.get(media.id);
      if (video !== undefined) return playerView(media, video, { label, width, height, poster: preview, url }, ctx);
      const loop = media.kind === "gifv" ? raw(" loop muted") : "";
      const poster = preview === "" ? "" : html` poster="${preview}"`;
      return html`<video src="${url}" width="${width}" height="${height}" controls playsinline preload="none"${poster}${loop} aria-label="${label}"></video>`;
    }
    case "audio":
      return html`<audio src="${url}" controls preload="none" aria-label="${label}"></audio>${soundLength(media, ctx)}`;
    case "unknown":
      return html`<a class="file" href="${url}" rel="nofollow noopener">${media.description === "" ? ctx.t("post.open_file") : media.description}</a>`;
  }
}

/** How long a sound lasts: a player that has not begun does not say. */
function soundLength(media: Media, { t }: ViewContext): Html {
  const seconds = readJson<MediaMeta>(media.meta, {}).sound?.duration ?? 0;
  return seconds <= 0
    ? raw("")
    : html`<span class="sound-length" title="${t("post.sound_length")}">${hidden(`${t("post.sound_length")} `)}${lengthOf(seconds)}</span>`;
}

function altView(media: Media, { t }: ViewContext): Html {
  if (media.description === "" || media.kind === "unknown") return raw("");
  return html`<details class="alt"><summary title="${t("post.description")}">${t("post.alt")}${hidden(` · ${t("post.alt_show")}`)}</summary><figcaption dir="auto" tabindex="0">${media.description}</figcaption></details>`;
}
