/** The page on which one watches a video: the player, what it is, what is said of it, what people answer, and what else is in the channel. */
import type { Account, Media } from "../../src/db/schema.ts";
import type { MediaMeta } from "../../src/db/values.ts";
import type { Chapter } from "../../src/videos/values.ts";
import type { ShownPlaylist } from "../../src/playlists/show.ts";
import type { LoadedVideo } from "../../src/videos/load.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Relation, ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { layout } from "../frame/layout.ts";
import { actionsView } from "../parts/actions.ts";
import { choiceView } from "../parts/choice.ts";
import { folded } from "../parts/form.ts";
import { contentView } from "../parts/content.ts";
import { bylineView, nameOf, readJson } from "../parts/names.ts";
import { authorOf } from "../parts/page.ts";
import { lengthOf, playerView } from "../parts/player.ts";
import { followButton } from "../parts/relation.ts";
import { answerFromElsewhere } from "../parts/remote-hint.ts";
import { wholeTimeView } from "../parts/time.ts";
import { holdingView, watchListView, type WatchList } from "../parts/watch-list.ts";
import { audienceOf, shortened, wordsOf } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";
import { repliesPart, type Thread } from "../reading/thread.ts";
import { coverView, durationOf } from "./videos.ts";

export type Watch = Thread & {
  media: Media;
  video: LoadedVideo;
  /** As its server counts; of ours, how often its page was opened. */
  views: number;
  /** Without its title, which stands above it, and its chapters, which stand beside it. */
  description: string;
  chapters: readonly Chapter[];
  relation: Relation | undefined;
  /** Lines of the size that is asked for; undefined: as the line allows. */
  lines: number | undefined;
  /** Seconds. */
  from: number;
  /** Others of its channel. */
  next: StatusPage;
  /** The playlist in which it is watched. */
  list: WatchList | undefined;
  /** Playlists of its channel in which it stands besides. */
  holding: readonly { playlist: ShownPlaylist; account: Account }[];
};

/** The address of the page, with its playlist and a query. */
function addressOf({ status, page, list }: Watch, query: string): string {
  const author = authorOf(status, page);
  if (list === undefined) return `${routes.watch(author, status.id)}${query === "" ? "" : `?${query}`}`;
  const { playlist, current } = list.queue;
  const here = routes.watchIn(author, status.id, { list: playlist.id, at: current.again ? current.id : undefined });
  return `${here}${query === "" ? "" : `&${query}`}`;
}

export function watchView(ctx: ViewContext, watch: Watch): Html {
  const { status, page, video } = watch;
  const { t } = ctx;
  const author = authorOf(status, page);
  const title = video.video.title;
  const covered = status.sensitive === 1 && ctx.viewer?.settings.expand_media !== "show_all";
  const player = filmView(watch, ctx);
  const film = covered
    ? html`<details class="cw cover"><summary data-show="${t("common.show")}" data-hide="${t("post.hide")}"><span>${t("post.sensitive", { what: t("post.what_video", { count: 1 }) })}</span></summary>${player}</details>`
    : player;
  const follow = watch.relation === undefined || ctx.viewer === undefined ? "" : followButton(author, watch.relation, ctx);
  const list = watch.list === undefined ? "" : watchListView(watch.list, ctx);
  const main = html`<article class="watch h-entry" id="status-${status.id}">${list === "" ? film : html`<div class="watch-in">${film}${list}</div>`}
<h1 class="p-name" dir="auto">${title}</h1>
${factsLine(watch, ctx)}
<div class="watch-by">${bylineView(author, ctx, "p-author")}${follow}</div>
${sizesView(watch, ctx)}
${actionsView(status, page, ctx, `status-${status.id}`)}
<div class="watch-about">${descriptionView(watch, ctx)}${chaptersView(watch, ctx)}</div></article>
${holdingView(watch.holding, { author, status_id: status.id }, ctx)}${nextView(watch, ctx)}${ctx.viewer === undefined ? answerFromElsewhere(status.url === "" ? status.uri : status.url, ctx) : ""}
${repliesPart(watch, ctx)}`;
  const scripts = [
    "player.js",
    ...(watch.list === undefined ? [] : ["play-on.js"]),
    ...(watch.replies?.checking === true ? ["fills.js"] : []),
  ];
  return layout(ctx, {
    title: t("videos.page_title", { title, name: nameOf(author) }),
    main,
    wide: true,
    scripts,
    meta: metaOf(watch, ctx),
  });
}

function filmView({ status, page, media, video, chapters, lines, from }: Watch, ctx: ViewContext): Html {
  const { url, preview_url } = ctx.mediaUrls(media);
  const size = readJson<MediaMeta>(media.meta, {}).original ?? { width: 16, height: 9 };
  const safe = (address: string) => (/^(?:https?:\/\/|\/)/.test(address) ? address : "");
  const label = media.description === "" ? video.video.title : media.description;
  const options = {
    label,
    width: size.width,
    height: size.height,
    poster: safe(preview_url),
    url: safe(url),
    lines,
    from,
    chapters: chapters.length === 0 ? undefined : routes.chapters(authorOf(status, page), status.id),
    large: true,
  };
  return html`<div class="stage">${playerView(media, video, options, ctx)}</div>`;
}

function factsLine({ status, media, views, video: { video } }: Watch, ctx: ViewContext): Html {
  const { t } = ctx;
  const facts = [
    wholeTimeView(status.created_at, ctx, "dt-published"),
    durationOf(media) > 0 ? lengthOf(durationOf(media)) : undefined,
    views > 0 ? t(status.local === 1 ? "videos.opened" : "videos.views", { count: views }) : undefined,
    video.originally_at === 0
      ? undefined
      : html`${ctx.rich("videos.originally", { when: html`<time datetime="${new Date(video.originally_at).toISOString()}">${ctx.locale.times.day(video.originally_at)}</time>` })}`,
    video.category === "" ? undefined : t("videos.category_is", { category: video.category }),
    video.licence === "" ? undefined : t("videos.licence_is", { licence: video.licence }),
    status.visibility === "public" ? undefined : audienceOf(ctx, status.visibility).name,
    video.state === "waiting" ? t("videos.state_sizing", { percent: video.progress }) : undefined,
  ].filter((fact) => fact !== undefined);
  return html`<p class="watch-facts">${facts.map((fact) => html`<span>${fact}</span> `)}</p>`;
}

/** Links, which `player.js` follows in place. */
function sizesView(watch: Watch, ctx: ViewContext): Html {
  const { t } = ctx;
  const { sizes } = ctx.videoUrls(watch.video);
  if (sizes.length === 0) return raw("");
  return html`<div data-sizes>${choiceView(t("videos.size"), [
    { href: addressOf(watch, ""), label: t("videos.size_auto"), current: watch.lines === undefined },
    ...sizes
      .toReversed()
      .map(({ lines }) => ({ href: addressOf(watch, `size=${lines}`), label: `${lines}p`, current: watch.lines === lines })),
  ])}</div>`;
}

function descriptionView({ status, page, description, video }: Watch, ctx: ViewContext): Html {
  const author = authorOf(status, page);
  const away =
    author.host === "" || !/^https?:\/\//.test(status.url)
      ? ""
      : html`<p><a href="${status.url}" rel="nofollow noopener">${ctx.t("post.open_on", { host: author.host })}</a></p>`;
  const edit =
    ctx.viewer?.account.id === author.id
      ? html`<p><a class="button" href="${routes.ownVideo(page.media.get(status.id)?.[0]?.id ?? 0)}">${icon("edit")}${ctx.t("videos.edit")}</a></p>`
      : "";
  const put =
    ctx.viewer === undefined
      ? ""
      : html`<p><a href="${routes.putInPlaylists(status.id)}">${ctx.t("videos.playlist_put")}</a></p>`;
  const { support } = video.video;
  const ways =
    support === "" ? "" : folded(ctx.t("videos.support"), false, contentView({ ...status, content: support }, page, ctx));
  return html`<div class="watch-words">${contentView({ ...status, content: description }, page, ctx)}${ways}${away}${put}${edit}</div>`;
}

function chaptersView(watch: Watch, { t }: ViewContext): Html {
  if (watch.chapters.length === 0) return raw("");
  const items = watch.chapters.map(
    ({ at, title }) =>
      html`<li><a href="${addressOf(watch, `t=${at}`)}" data-at="${at}"><span class="n">${lengthOf(at)}</span> <span dir="auto">${title}</span></a></li>`,
  );
  return html`<section class="chapters"><h2>${t("videos.chapters")}</h2><ol>${items}</ol></section>`;
}

function nextView({ status, page, next }: Watch, ctx: ViewContext): Html {
  const items = next.ids.flatMap((id) => {
    const one = next.statuses.get(id);
    const [media] = next.media.get(id) ?? [];
    const video = media === undefined ? undefined : next.videos.get(media.id);
    if (one === undefined || media === undefined || video === undefined) return [];
    const covered = one.sensitive === 1 || one.spoiler_text !== "";
    return [
      html`<li><a href="${routes.watch(authorOf(one, next), id)}">${coverView(media, ctx, covered)}<strong dir="auto">${video.video.title}</strong></a></li>`,
    ];
  });
  const author = authorOf(status, page);
  const channel = html`<a href="${routes.channel(author)}">${ctx.t("videos.more", { name: nameOf(author) })}</a>`;
  if (items.length === 0) return html`<p class="watch-next">${channel}</p>`;
  return html`<section class="watch-next"><h2>${channel}</h2><ul class="video-grid">${items}</ul></section>`;
}

/** Only what anyone may see introduces itself to other programs. */
function metaOf({ status, page, media, video, description }: Watch, ctx: ViewContext) {
  if (status.visibility !== "public" && status.visibility !== "unlisted") return undefined;
  const author = authorOf(status, page);
  const { preview_url } = ctx.mediaUrls(media);
  const shown = status.sensitive === 0 && media.preview_file !== "";
  return {
    type: "article" as const,
    url: author.host === "" ? `${ctx.instance.origin}${routes.watch(author, status.id)}` : status.url || status.uri,
    title: video.video.title,
    description: shortened(wordsOf(description), 300),
    image: shown ? { url: preview_url, alt: media.description } : undefined,
    alternate: status.uri,
    noindex: author.indexable === 0 || author.host !== "",
  };
}
