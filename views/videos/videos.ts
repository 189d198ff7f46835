/** Grids of videos: a channel, what there is to watch, and one's own, published or not. */
import type { Account, Media } from "../../src/db/schema.ts";
import type { MediaMeta } from "../../src/db/values.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ShownPlaylist } from "../../src/playlists/show.ts";
import type { LoadedVideo } from "../../src/videos/load.ts";
import type { Pager, ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { exploreTabs } from "../parts/explore-tabs.ts";
import { feedsAt } from "../parts/feeds.ts";
import { nameOf, readJson, wholeHandleOf } from "../parts/names.ts";
import { authorOf, filtersOf, shownOf } from "../parts/page.ts";
import { lengthOf } from "../parts/player.ts";
import { timeView } from "../parts/time.ts";
import { emptyView, pagerView } from "../parts/timeline.ts";
import { hidden } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";

export const durationOf = (media: Media): number => readJson<MediaMeta>(media.meta, {}).original?.duration ?? 0;

/** What a page of statuses has of videos, in its order. */
const entriesOf = (page: StatusPage) =>
  shownOf(page).flatMap((status) => {
    const [media] = page.media.get(status.id) ?? [];
    const video = media === undefined ? undefined : page.videos.get(media.id);
    const hides = filtersOf(status, page).some(({ filter }) => filter.action === "hide");
    return media === undefined || video === undefined || hides ? [] : [{ status, media, video }];
  });

/** `by`: each says whose it is. */
export function videoGrid(page: StatusPage, ctx: ViewContext, by: boolean): Html {
  const cells = entriesOf(page).map(({ status, media, video }) => {
    const author = authorOf(status, page);
    const line = by ? html`<span class="by-line" dir="auto">${nameOf(author)}</span> ` : "";
    const covered = status.sensitive === 1 || status.spoiler_text !== "";
    return html`<li><a href="${routes.watch(author, status.id)}">${coverView(media, ctx, covered)}<strong dir="auto">${video.video.title}</strong></a><span class="hint">${line}${timeView(status.created_at, ctx)}</span></li>`;
  });
  return html`<ul class="video-grid">${cells}</ul>`;
}

/** The picture of a video with its length on it. */
export function coverView(media: Media, ctx: ViewContext, covered = false): Html {
  const { preview_url } = ctx.mediaUrls(media);
  const shown = !covered && /^(?:https?:\/\/|\/)/.test(preview_url);
  const picture = shown
    ? html`<img src="${preview_url}" alt="" loading="lazy" decoding="async" width="320" height="180">`
    : html`<span class="blank">${icon(covered ? "unlisted" : "video")}${covered ? hidden(ctx.t("profile.covered")) : ""}</span>`;
  const seconds = durationOf(media);
  const length =
    seconds === 0 ? "" : html`<span class="length">${hidden(`${ctx.t("videos.length")} `)}${lengthOf(seconds)}</span>`;
  return html`<span class="video-cover">${picture}${length}</span>`;
}

export type Channel = { account: Account; page: StatusPage; pager: Pager; playlists: readonly ShownPlaylist[] };

export function channelView(ctx: ViewContext, { account, page, pager, playlists }: Channel): Html {
  const { t } = ctx;
  const name = nameOf(account);
  const title = t("videos.of", { name });
  const own = ctx.viewer?.account.id === account.id;
  const actions = own ? html`<a class="button primary" href="${routes.newVideo}">${t("videos.add")}</a>` : undefined;
  const back = { href: routes.profile(account), label: name };
  const empty = emptyView(t("videos.none"), t("videos.none_lesson", { name }));
  const main = html`${pageHead(title, { lead: wholeHandleOf(account, ctx), back, actions })}${playlistsPart(account, playlists, own, ctx)}${page.ids.length === 0 ? empty : videoGrid(page, ctx, false)}${pagerView(pager, ctx)}${feedLine(account, ctx)}`;
  const meta = {
    type: "profile" as const,
    url: `${ctx.instance.origin}${routes.channel(account)}`,
    title,
    description: title,
    image: account.avatar === "" ? undefined : { url: ctx.portraitUrl(account, "avatar"), alt: account.avatar_description },
    feeds: account.host === "" ? feedsAt((kind) => routes.channelFeed(account, kind)) : [],
    noindex: account.indexable === 0 || account.host !== "",
  };
  return layout(ctx, { title, main, wide: true, meta });
}

/** The newest of them; of one's own also where there are none yet. */
function playlistsPart(account: Account, playlists: readonly ShownPlaylist[], own: boolean, ctx: ViewContext): Html {
  if (playlists.length === 0 && !own) return raw("");
  const { t } = ctx;
  const all = html`<p><a href="${routes.playlists(account)}">${t("videos.playlists_all")}</a></p>`;
  return html`<section class="lists-part"><h2>${t("videos.playlists")}</h2>${playlistCards(account, playlists, ctx)}${all}</section><h2>${t("videos.title")}</h2>`;
}

export function playlistCards(account: Account, playlists: readonly ShownPlaylist[], ctx: ViewContext): Html {
  const { t } = ctx;
  const cells = playlists.map(({ id, title, visibility, films_count, picture }) => {
    const whose = visibility === "public" ? "" : html` · ${t(`videos.playlist_${visibility}`)}`;
    const cover = /^(?:https?:\/\/|\/)/.test(picture)
      ? html`<img src="${picture}" alt="" loading="lazy" decoding="async" width="320" height="180">`
      : html`<span class="blank">${icon("video")}</span>`;
    return html`<li><a href="${routes.playlist(account, id)}"><span class="video-cover list-cover">${cover}</span><strong dir="auto">${title}</strong></a><span class="hint">${t("videos.playlist_films", { count: films_count })}${whose}</span></li>`;
  });
  return cells.length === 0 ? raw("") : html`<ul class="video-grid">${cells}</ul>`;
}

const feedLine = (account: Account, { t }: ViewContext): Html =>
  account.host === ""
    ? html`<p class="after"><a href="${routes.channelFeed(account, "rss")}" type="application/rss+xml">${t("videos.feed")}</a></p>`
    : raw("");

export function exploreVideosView(ctx: ViewContext, { page, pager }: { page: StatusPage; pager: Pager }): Html {
  const { t } = ctx;
  const actions = ctx.viewer === undefined ? undefined : html`<a class="button" href="${routes.videos}">${t("videos.yours")}</a>`;
  const empty = emptyView(t("videos.nothing"), t("videos.nothing_lesson"));
  const main = html`${pageHead(t("common.explore"), { lead: t("explore.videos_lead"), actions })}${exploreTabs(ctx, "videos")}${page.ids.length === 0 ? empty : videoGrid(page, ctx, true)}${pagerView(pager, ctx)}`;
  return layout(ctx, { title: t("videos.title"), main, place: "explore", wide: true });
}

export type OwnVideo = { media: Media; video: LoadedVideo };

export function ownVideosView(ctx: ViewContext, { videos, pager }: { videos: readonly OwnVideo[]; pager: Pager }): Html {
  const { t } = ctx;
  const title = t("videos.yours");
  const cells = videos.map(
    ({ media, video }) =>
      html`<li><a href="${routes.ownVideo(media.id)}">${coverView(media, ctx)}<strong dir="auto">${video.video.title}</strong></a><span class="hint">${stateWords({ media, video }, ctx)}</span></li>`,
  );
  const actions = html`<a class="button primary" href="${routes.newVideo}">${t("videos.add")}</a>`;
  const list =
    videos.length === 0
      ? emptyView(t("videos.none_yet"), t("videos.none_yet_lesson"))
      : html`<ul class="video-grid">${cells}</ul>`;
  const channel =
    ctx.viewer === undefined
      ? ""
      : html`<p class="after"><a href="${routes.channel(ctx.viewer.account)}">${t("videos.channel")}</a> · <a href="${routes.playlists(ctx.viewer.account)}">${t("videos.playlists_yours")}</a></p>`;
  const main = html`${pageHead(title, { lead: t("videos.yours_lead"), actions })}${list}${pagerView(pager, ctx)}${channel}`;
  return layout(ctx, { title, main, wide: true });
}

/** How far one's own video is. */
export function stateWords({ media, video: { video } }: OwnVideo, { t }: ViewContext): string {
  if (media.state === "waiting") return t("videos.state_processing");
  if (media.state === "failed") return t("videos.state_failed");
  const published = t(media.status_id === null ? "videos.state_draft" : "videos.state_published");
  if (video.state === "waiting") return `${published} · ${t("videos.state_sizing", { percent: video.progress })}`;
  return video.state === "failed" ? `${published} · ${t("videos.state_unsized")}` : published;
}
