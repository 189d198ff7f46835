/** Playlists: those of a channel, and the films of one in their order, which its maker changes here. */
import type { Account } from "../../src/db/schema.ts";
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { ListedFilm } from "../../src/playlists/load.ts";
import type { ShownPlaylist } from "../../src/playlists/show.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { Pager, ViewContext } from "../frame/context.ts";
import { icon } from "../frame/icons.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { form } from "../parts/form.ts";
import { nameOf, wholeHandleOf } from "../parts/names.ts";
import { authorOf, filtersOf } from "../parts/page.ts";
import { lengthOf } from "../parts/player.ts";
import { emptyView, pagerView } from "../parts/timeline.ts";
import { hidden } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";
import { coverView, playlistCards } from "./videos.ts";

export type Playlists = { account: Account; playlists: readonly ShownPlaylist[]; pager: Pager };

export function playlistsView(ctx: ViewContext, { account, playlists, pager }: Playlists): Html {
  const { t } = ctx;
  const name = nameOf(account);
  const own = ctx.viewer?.account.id === account.id;
  const title = own ? t("videos.playlists_yours") : t("videos.playlists_of", { name });
  const actions = own ? html`<a class="button primary" href="${routes.newPlaylist}">${t("videos.playlist_new")}</a>` : undefined;
  const back = { href: routes.channel(account), label: t("videos.of", { name }) };
  const none = emptyView(t("videos.playlists_none"), t("videos.playlists_none_lesson", { name }));
  const list = playlists.length === 0 ? none : playlistCards(account, playlists, ctx);
  const main = html`${pageHead(title, { lead: wholeHandleOf(account, ctx), back, actions })}${list}${pagerView(pager, ctx)}`;
  const noindex = account.indexable === 0 || account.host !== "";
  return layout(ctx, {
    title,
    main,
    meta: { type: "profile", url: ctx.instance.origin + routes.playlists(account), title, description: title, noindex },
  });
}

/** - `page` has the statuses of the films that are known and for the viewer; - `next`: behind which position it goes on */
export type PlaylistPage = {
  account: Account;
  playlist: ShownPlaylist;
  films: readonly ListedFilm[];
  page: StatusPage;
  after: number;
  next: number | undefined;
};

export function playlistView(ctx: ViewContext, shown: PlaylistPage): Html {
  const { t } = ctx;
  const { account, playlist, films, after, next } = shown;
  const here = routes.playlist(account, playlist.id);
  const own = ctx.viewer?.account.id === account.id;
  const seen = playlist.visibility === "public" ? "" : html` · ${t(`videos.playlist_${playlist.visibility}`)}`;
  const lead = html`${nameOf(account)} · ${t("videos.playlist_films", { count: playlist.films_count })}${seen}`;
  const back = { href: routes.channel(account), label: t("videos.of", { name: nameOf(account) }) };
  const about = playlist.description === "" ? "" : html`<p class="pre" dir="auto">${playlist.description}</p>`;
  const picture =
    playlist.icon === "" || playlist.picture === ""
      ? ""
      : html`<p class="list-picture"><img src="${playlist.picture}" alt="" width="320" height="180"></p>`;
  const cells = films.map((film, at) =>
    filmView(film, shown, { first: after === 0 && at === 0, last: next === undefined && at === films.length - 1 }, ctx),
  );
  const empty = emptyView(t("videos.playlist_empty"), own ? t("videos.playlist_empty_lesson") : "");
  const more =
    next === undefined ? "" : html`<a class="button" rel="next" href="${here}?after=${next}">${t("videos.playlist_next")}</a>`;
  const first = after === 0 ? "" : html`<a class="button" href="${here}">${t("videos.playlist_first")}</a>`;
  const ways = more === "" && first === "" ? "" : html`<p class="buttons">${first} ${more}</p>`;
  const list = cells.length === 0 && after === 0 ? empty : html`<ol class="video-rows">${cells}</ol>`;
  const main = html`${pageHead(playlist.title, { lead, back })}${picture}${about}${deedsView(shown, own, ctx)}${list}${ways}`;
  const noindex = account.indexable === 0 || account.host !== "" || playlist.visibility !== "public";
  const meta = {
    type: "website" as const,
    url: ctx.instance.origin + here,
    title: playlist.title,
    description: playlist.description,
    image: playlist.picture === "" ? undefined : { url: playlist.picture, alt: "" },
    noindex,
  };
  return layout(ctx, { title: playlist.title, main, wide: true, meta });
}

function deedsView(shown: PlaylistPage, own: boolean, ctx: ViewContext): Html {
  const { t } = ctx;
  const { playlist } = shown;
  const [start] = shown.films.flatMap((film) => placeOf(film, shown)?.href ?? []);
  const play =
    start === undefined || shown.after > 0
      ? ""
      : html`<a class="button primary" href="${start}">${icon("video")}${t("videos.playlist_play")}</a>`;
  const change = own
    ? html`<a class="button" href="${routes.addFilms(playlist.id)}">${t("videos.playlist_add")}</a> <a class="button" href="${routes.editPlaylist(playlist.id)}">${t("videos.playlist_change")}</a>`
    : "";
  return play === "" && change === "" ? raw("") : html`<p class="buttons">${play} ${change}</p>`;
}

/** Of a film that is shown: what it is, and the address at which it is watched in this list. */
function placeOf(film: ListedFilm, { playlist, films, page }: PlaylistPage) {
  const status = film.status_id === undefined ? undefined : page.statuses.get(film.status_id);
  const [media] = status === undefined ? [] : (page.media.get(status.id) ?? []);
  const video = media === undefined ? undefined : page.videos.get(media.id);
  if (status === undefined || media === undefined || video === undefined) return undefined;
  const author = authorOf(status, page);
  const again = films.filter(({ status_id }) => status_id === film.status_id).length > 1;
  const href = routes.watchIn(author, status.id, { list: playlist.id, at: again ? film.id : undefined, t: film.starts_at });
  return { status, media, author, href, title: video.video.title };
}

type End = { first: boolean; last: boolean };

function filmView(film: ListedFilm, shown: PlaylistPage, end: End, ctx: ViewContext): Html {
  const { account, page } = shown;
  const place = placeOf(film, shown);
  const own = (title: string) => (ctx.viewer?.account.id === account.id ? ownerForm(film, shown, { ...end, title }, ctx) : "");
  if (place === undefined) {
    const words = ctx.t("videos.playlist_unknown");
    const safe = /^https?:\/\//.test(film.film_uri) && account.host !== "";
    const line = safe
      ? html`<a href="${film.film_uri}" rel="nofollow noopener"><strong>${words}</strong></a>`
      : html`<strong>${words}</strong>`;
    const blank = html`<span class="video-cover"><span class="blank">${icon("video")}</span></span>`;
    return html`<li id="film-${film.id}">${blank}<div>${line}</div>${own(words)}</li>`;
  }
  const { status, media, author, href, title } = place;
  const hides = filtersOf(status, page).some(({ filter }) => filter.action === "hide");
  const covered = status.sensitive === 1 || status.spoiler_text !== "" || hides;
  const part = film.starts_at === 0 ? "" : html` · ${lengthOf(film.starts_at)}`;
  const name = hides ? html`${ctx.t("videos.playlist_filtered")}` : html`${title}`;
  // One link is enough for who cannot see the picture.
  const cover = html`<a href="${href}" tabindex="-1" aria-hidden="true">${coverView(media, ctx, covered)}</a>`;
  return html`<li id="film-${film.id}">${cover}<div><a href="${href}"><strong dir="auto">${name}</strong></a><p class="hint"><span dir="auto">${nameOf(author)}</span>${part}</p></div>${own(title)}</li>`;
}

function ownerForm(
  { id }: ListedFilm,
  { playlist, after }: PlaylistPage,
  { first, last, title }: End & { title: string },
  ctx: ViewContext,
): Html {
  const { t } = ctx;
  const button = (deed: string, label: string) =>
    html`<button class="button" name="do" value="${deed}">${label}${hidden(`: ${title}`)}</button> `;
  const fields = html`<input type="hidden" name="film" value="${id}"><input type="hidden" name="after" value="${after}">`;
  const buttons = html`${first ? "" : button("up", t("videos.playlist_up"))}${last ? "" : button("down", t("videos.playlist_down"))}${button("remove", t("common.remove"))}`;
  return form(ctx, routes.playlistFilms(playlist.id), html`${fields}<p class="buttons">${buttons}</p>`, {
    className: "arrange",
    return_to: routes.playlist(ctx.viewer?.account ?? { username: "", host: "" }, playlist.id),
  });
}
