/** The pictures, films and sounds of a profile as a grid: each leads to its post. What is covered in posts is covered here. */
import type { Media, Status } from "../../src/db/schema.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { routes } from "../frame/routes.ts";
import { authorOf, filtersOf, shownOf } from "./page.ts";
import { timeView } from "./time.ts";
import { hidden } from "./words.ts";

export function mediaGrid(page: StatusPage, ctx: ViewContext): Html {
  const wanted = shownOf(page).filter((status) => !filtersOf(status, page).some(({ filter }) => filter.action === "hide"));
  const cells = wanted.flatMap((status) => (page.media.get(status.id) ?? []).map((media) => cellView(media, status, page, ctx)));
  return html`<ul class="media-grid">${cells}</ul>`;
}

function cellView(media: Media, status: Status, page: StatusPage, ctx: ViewContext): Html {
  const when = html`<span class="vh">, ${timeView(status.created_at, ctx)}</span>`;
  return html`<li><a href="${routes.status(status.id, authorOf(status, page))}">${insideView(media, isCovered(status, page, ctx), ctx)}${when}</a></li>`;
}

function isCovered(status: Status, page: StatusPage, { viewer }: ViewContext): boolean {
  const expand = viewer?.settings.expand_media ?? "default";
  const warned = status.sensitive === 1 || status.spoiler_text !== "" || filtersOf(status, page).length > 0;
  return expand === "hide_all" || (expand === "default" && warned);
}

function insideView(media: Media, covered: boolean, ctx: ViewContext): Html {
  const { t } = ctx;
  const words = media.description === "" ? t("post.undescribed", { kind: media.kind }) : media.description;
  if (covered) return html`<span class="blank">${icon("unlisted")}<span>${t("profile.covered")}</span></span>`;
  const { url, preview_url } = ctx.mediaUrls(media);
  const source = [preview_url, media.kind === "image" ? url : ""].find((one) => /^(?:https?:\/\/|\/)/.test(one));
  if (media.kind === "audio" || source === undefined)
    return html`<span class="blank">${icon(media.kind === "audio" ? "sound" : "image")}<span class="caption" dir="auto">${words}</span></span>`;
  const film =
    media.kind === "video" || media.kind === "gifv"
      ? html`<span class="film">${icon("on")}${hidden(t("profile.film"))}</span>`
      : "";
  return html`<img src="${source}" alt="${words}" loading="lazy" decoding="async" width="200" height="200">${film}`;
}
