/** Playlists: those of a channel, the films of one in their order, and the forms by which one's own are made. */
import type { Account } from "../src/db/schema.ts";
import { html, raw } from "../src/html.ts";
import type { Html } from "../src/html.ts";
import type { ListedFilm } from "../src/playlists/load.ts";
import type { Playlist } from "../src/playlists/rules.ts";
import type { StatusPage } from "../src/statuses/page.ts";
import type { Pager, ViewContext } from "./context.ts";
import { layout, pageHead } from "./layout.ts";
import { field, form, problemSummary, select, submit, type FormState } from "./parts/form.ts";
import { nameOf, wholeHandleOf } from "./parts/names.ts";
import { authorOf, filtersOf } from "./parts/page.ts";
import { lengthOf } from "./parts/player.ts";
import { emptyView, pagerView } from "./parts/timeline.ts";
import { hidden } from "./parts/words.ts";
import { routes } from "./routes.ts";
import { coverView, playlistCards } from "./videos.ts";

export type Playlists = { account: Account; playlists: readonly Playlist[]; pager: Pager };

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
  playlist: Playlist;
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
  const actions = own
    ? html`<a class="button" href="${routes.editPlaylist(playlist.id)}">${t("videos.playlist_change")}</a>`
    : undefined;
  const seen = playlist.visibility === "public" ? "" : html` · ${t(`videos.playlist_${playlist.visibility}`)}`;
  const lead = html`${nameOf(account)} · ${t("videos.playlist_films", { count: playlist.films_count })}${seen}`;
  const back = { href: routes.channel(account), label: t("videos.of", { name: nameOf(account) }) };
  const about = playlist.description === "" ? "" : html`<p class="pre" dir="auto">${playlist.description}</p>`;
  const cells = films.map((film) => filmView(film, shown, ctx));
  const empty = emptyView(t("videos.playlist_empty"), own ? t("videos.playlist_empty_lesson") : "");
  const more =
    next === undefined ? "" : html`<a class="button" rel="next" href="${here}?after=${next}">${t("videos.playlist_next")}</a>`;
  const first = after === 0 ? "" : html`<a class="button" href="${here}">${t("videos.playlist_first")}</a>`;
  const ways = more === "" && first === "" ? "" : html`<p class="buttons">${first} ${more}</p>`;
  const list = cells.length === 0 && after === 0 ? empty : html`<ol class="video-grid">${cells}</ol>`;
  const main = html`${pageHead(playlist.title, { lead, back, actions })}${about}${list}${ways}`;
  const noindex = account.indexable === 0 || account.host !== "" || playlist.visibility !== "public";
  const meta = {
    type: "website" as const,
    url: ctx.instance.origin + here,
    title: playlist.title,
    description: playlist.description,
    noindex,
  };
  return layout(ctx, { title: playlist.title, main, wide: true, meta });
}

function filmView(film: ListedFilm, { account, playlist, page }: PlaylistPage, ctx: ViewContext): Html {
  const own = ctx.viewer?.account.id === account.id ? ownerForm(film, playlist, ctx) : "";
  const status = film.status_id === undefined ? undefined : page.statuses.get(film.status_id);
  const [media] = status === undefined ? [] : (page.media.get(status.id) ?? []);
  const video = media === undefined ? undefined : page.videos.get(media.id);
  const hides = status !== undefined && filtersOf(status, page).some(({ filter }) => filter.action === "hide");
  if (status === undefined || media === undefined || video === undefined || hides) {
    const words = ctx.t("videos.playlist_unknown");
    const safe = /^https?:\/\//.test(film.film_uri) && account.host !== "";
    const line = safe
      ? html`<a href="${film.film_uri}" rel="nofollow noopener"><strong>${words}</strong></a>`
      : html`<strong>${words}</strong>`;
    return html`<li>${line}${own}</li>`;
  }
  const author = authorOf(status, page);
  const covered = status.sensitive === 1 || status.spoiler_text !== "";
  const from = film.starts_at === 0 ? "" : `?t=${film.starts_at}`;
  const part = film.starts_at === 0 ? "" : html` · ${lengthOf(film.starts_at)}`;
  return html`<li><a href="${routes.watch(author, status.id)}${from}">${coverView(media, ctx, covered)}<strong dir="auto">${video.video.title}</strong></a><span class="hint"><span dir="auto">${nameOf(author)}</span>${part}</span>${own}</li>`;
}

function ownerForm({ id, status_id }: ListedFilm, playlist: Playlist, ctx: ViewContext): Html {
  const { t } = ctx;
  const what = hidden(` ${status_id ?? id}`);
  const button = (deed: string, label: string) =>
    html`<button class="button" name="do" value="${deed}">${label}${what}</button> `;
  const buttons = html`<input type="hidden" name="film" value="${id}">${button("up", t("videos.playlist_up"))}${button("down", t("videos.playlist_down"))}${button("remove", t("common.remove"))}`;
  return form(ctx, routes.playlistFilms(playlist.id), html`<p class="buttons">${buttons}</p>`, {
    return_to: routes.playlist(ctx.viewer?.account ?? { username: "", host: "" }, playlist.id),
  });
}

/** `playlist`: undefined for one that is to be made. */
export function playlistFormView(
  ctx: ViewContext,
  { playlist, typed, problems }: FormState & { playlist?: Playlist | undefined },
): Html {
  const { t } = ctx;
  const state = { typed, problems };
  const title = field("title", {
    label: t("videos.title_label"),
    maxlength: 120,
    required: true,
    value: playlist?.title ?? "",
    ...state,
  });
  const about = field("description", {
    label: t("videos.playlist_description"),
    rows: 3,
    maxlength: 1000,
    value: playlist?.description ?? "",
    ...state,
  });
  const audience = select("visibility", {
    label: t("videos.playlist_audience"),
    value: typed?.["visibility"] ?? playlist?.visibility ?? "public",
    choices: (["public", "unlisted", "private"] as const).map((each) => [each, t(`videos.playlist_${each}`)] as const),
  });
  const heading = t(playlist === undefined ? "videos.playlist_new" : "videos.playlist_change");
  const viewer = ctx.viewer?.account ?? { username: "", host: "" };
  const back =
    playlist === undefined
      ? { href: routes.playlists(viewer), label: t("videos.playlists_yours") }
      : { href: routes.playlist(viewer, playlist.id), label: playlist.title };
  const body = html`${problemSummary(ctx, problems)}${title}${about}${audience}<p class="buttons">${submit(t("common.save"))}</p>`;
  const action = playlist === undefined ? routes.ownPlaylists : routes.editPlaylist(playlist.id);
  const drop =
    playlist === undefined
      ? raw("")
      : html`<p class="after"><a class="danger" href="${routes.dropPlaylist(playlist.id)}">${t("videos.playlist_drop")}</a></p>`;
  const main = html`${pageHead(heading, { back })}${form(ctx, action, body, { className: "stack" })}${drop}`;
  return layout(ctx, { title: heading, main, narrow: true });
}

/** Posts `playlist` (ids, repeated). */
export function putInPlaylistsView(
  ctx: ViewContext,
  {
    status_id,
    back,
    rows,
  }: { status_id: number; back: { href: string; label: string }; rows: readonly { playlist: Playlist; holds: boolean }[] },
): Html {
  const { t } = ctx;
  const title = t("videos.playlist_put");
  const boxes = rows.map(
    ({ playlist, holds }) =>
      html`<label class="pick-one"><input type="checkbox" name="playlist" value="${playlist.id}"${holds ? html` checked` : ""}><span dir="auto">${playlist.title}</span></label>`,
  );
  const make = html`<a class="button" href="${routes.newPlaylist}">${t("videos.playlist_new")}</a>`;
  const body = html`<fieldset><legend>${t("videos.playlists_yours")}</legend><div class="pick-many">${boxes}</div></fieldset><p class="buttons">${submit(t("common.save"))} ${make}</p>`;
  const choose = form(ctx, routes.putInPlaylists(status_id), body, { className: "stack" });
  const none = emptyView(t("videos.playlists_none"), t("videos.playlist_put_lead"), make);
  const main = html`${pageHead(title, { lead: t("videos.playlist_put_lead"), back })}${rows.length === 0 ? none : choose}`;
  return layout(ctx, { title, main, narrow: true });
}
