/** The playlist in which a video is watched: what came before, what comes next, and the switch by which `play-on.js` goes there by itself. */
import type { Account } from "../../src/db/schema.ts";
import type { Queue, QueuedFilm } from "../../src/playlists/queue.ts";
import type { ShownPlaylist } from "../../src/playlists/show.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { routes } from "../frame/routes.ts";
import { coverView } from "../videos/videos.ts";
import { nameOf } from "./names.ts";
import { authorOf, filtersOf } from "./page.ts";

/** `page`: of the statuses of the films that stand beside it. */
export type WatchList = { queue: Queue; page: StatusPage };

export function watchListView(list: WatchList, ctx: ViewContext): Html {
  const { t } = ctx;
  const { playlist, account, count, current, previous, next, around } = list.queue;
  const place = t("videos.playlist_place", { place: current.place, count });
  const head = html`<p class="list-head"><a href="${routes.playlist(account, playlist.id)}"><strong dir="auto">${playlist.title}</strong></a><span class="hint">${place} · <span dir="auto">${nameOf(account)}</span></span></p>`;
  const way = (film: QueuedFilm | undefined, rel: "prev" | "next") => {
    const shown = film === undefined ? undefined : placeOf(film, list);
    if (shown === undefined) return "";
    const words = t(rel === "prev" ? "videos.playlist_previous" : "videos.playlist_following");
    return html`<a class="button" rel="${rel}" href="${shown.href}" data-title="${shown.title}">${rel === "prev" ? icon("back") : ""}${words}${rel === "next" ? icon("on") : ""}</a> `;
  };
  const ways = html`<p class="buttons">${way(previous, "prev")}${way(next, "next")}</p>`;
  const films = around.map((film) => filmView(film, film.id === current.id, list, ctx));
  const stop = current.stops_at > current.starts_at ? html` data-stop="${current.stops_at}"` : "";
  return html`<nav class="watch-list" aria-label="${t("videos.playlist_is", { title: playlist.title })}" data-list${stop}>${head}${ways}${next === undefined ? "" : goesOn(ctx)}<ol>${films}</ol></nav>`;
}

/** Nothing without scripts, which alone can do it. */
const goesOn = ({ t }: ViewContext): Html =>
  html`<p class="goes-on" hidden><label class="pick-one"><input type="checkbox" data-goes-on><span>${t("videos.playlist_on")}</span></label></p><p class="going" role="status" data-going data-words="${t("videos.playlist_going", { title: "{title}" })}"></p><button class="button" type="button" data-stay hidden>${t("videos.playlist_stay")}</button>`;

function placeOf(film: QueuedFilm, { queue, page }: WatchList) {
  const status = page.statuses.get(film.status_id);
  const [media] = page.media.get(film.status_id) ?? [];
  const video = media === undefined ? undefined : page.videos.get(media.id);
  if (status === undefined || media === undefined || video === undefined) return undefined;
  const at = film.again ? film.id : undefined;
  const href = routes.watchIn(authorOf(status, page), status.id, { list: queue.playlist.id, at, t: film.starts_at });
  return { status, media, href, title: video.video.title };
}

function filmView(film: QueuedFilm, current: boolean, list: WatchList, ctx: ViewContext): Html {
  const place = placeOf(film, list);
  if (place === undefined) return raw("");
  const { status, media, href, title } = place;
  const hides = filtersOf(status, list.page).some(({ filter }) => filter.action === "hide");
  const covered = status.sensitive === 1 || status.spoiler_text !== "" || hides;
  const name = hides && !current ? html`${ctx.t("videos.playlist_filtered")}` : html`${title}`;
  return html`<li><a href="${href}"${current ? raw(' aria-current="true"') : ""}><span class="n">${film.place}</span>${coverView(media, ctx, covered)}<strong dir="auto">${name}</strong></a></li>`;
}

/** In which playlists of its channel it stands, each to be watched in that. */
export function holdingView(
  holding: readonly { playlist: ShownPlaylist; account: Account }[],
  watched: { author: Account; status_id: number },
  { t }: ViewContext,
): Html {
  if (holding.length === 0) return raw("");
  const links = holding.map(
    ({ playlist }) =>
      html`<li><a href="${routes.watchIn(watched.author, watched.status_id, { list: playlist.id })}"><strong dir="auto">${playlist.title}</strong></a> <span class="hint">${t("videos.playlist_films", { count: playlist.films_count })}</span></li>`,
  );
  return html`<section class="holding"><h2>${t("videos.playlist_stands")}</h2><ul>${links}</ul></section>`;
}
