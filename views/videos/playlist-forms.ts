/** The forms of one's own playlists: making and changing one, and putting videos into them. */
import { html, raw } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Playlist } from "../../src/playlists/rules.ts";
import type { ShownPlaylist } from "../../src/playlists/show.ts";
import type { ViewContext } from "../frame/context.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { check, field, fileControl, form, problemSummary, select, submit, type FormState } from "../parts/form.ts";
import { emptyView } from "../parts/timeline.ts";
import { routes } from "../frame/routes.ts";

/** `playlist`: undefined for one that is to be made; `status_id`: of the video for which that is. Posts `title`, `description`, `visibility`, `picture`, `no_picture`, `status`. */
export type PlaylistForm = FormState & { playlist: ShownPlaylist | undefined; status_id: number | undefined };

export function playlistFormView(ctx: ViewContext, { playlist, status_id, typed, problems, aside }: PlaylistForm): Html {
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
  const first = status_id === undefined ? "" : html`<input type="hidden" name="status" value="${status_id}">`;
  const picture = pictureField(ctx, playlist, { problems, aside });
  const body = html`${problemSummary(ctx, problems)}${first}${title}${about}${audience}${picture}<p class="buttons">${submit(t("common.save"))}</p>`;
  const action = playlist === undefined ? routes.ownPlaylists : routes.editPlaylist(playlist.id);
  const drop =
    playlist === undefined
      ? raw("")
      : html`<p class="after"><a class="danger" href="${routes.dropPlaylist(playlist.id)}">${t("videos.playlist_drop")}</a></p>`;
  const main = html`${pageHead(heading, { back })}${form(ctx, action, body, { className: "stack video-form", files: true })}${drop}`;
  return layout(ctx, { title: heading, main, narrow: true });
}

function pictureField(ctx: ViewContext, playlist: ShownPlaylist | undefined, state: FormState): Html {
  const { t } = ctx;
  const now =
    playlist === undefined || playlist.picture === ""
      ? ""
      : html`<img class="poster" src="${playlist.picture}" alt="" width="320" height="180">`;
  const gone =
    playlist === undefined || playlist.icon === ""
      ? ""
      : check("no_picture", { label: t("videos.playlist_picture_gone"), checked: false });
  const hint = t("videos.playlist_picture_hint");
  return html`<div class="field"><label for="f-picture">${t("videos.poster_part")}</label><p class="hint" id="f-picture-hint">${hint}</p>${now}${fileControl(ctx, "picture", { hint, accept: "image/*", ...state })}${gone}</div>`;
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
  const make = html`<a class="button" href="${routes.newPlaylist}?status=${status_id}">${t("videos.playlist_new")}</a>`;
  const body = html`<fieldset><legend>${t("videos.playlists_yours")}</legend><div class="pick-many">${boxes}</div></fieldset><p class="buttons">${submit(t("common.save"))} ${make}</p>`;
  const choose = form(ctx, routes.putInPlaylists(status_id), body, { className: "stack" });
  const none = emptyView(t("videos.playlists_none"), t("videos.playlist_put_lead"), make);
  const main = html`${pageHead(title, { lead: t("videos.playlist_put_lead"), back })}${rows.length === 0 ? none : choose}`;
  return layout(ctx, { title, main, narrow: true });
}

/** `videos`: one's own that are not in it yet. Posts `status` (ids, repeated) and `address`. */
export type AddFilms = FormState & { playlist: Playlist; videos: readonly { status_id: number; title: string }[] };

export function addFilmsView(ctx: ViewContext, { playlist, videos, typed, problems }: AddFilms): Html {
  const { t } = ctx;
  const title = t("videos.playlist_add");
  const boxes = videos.map(
    ({ status_id, title: name }) =>
      html`<label class="pick-one"><input type="checkbox" name="status" value="${status_id}"><span dir="auto">${name}</span></label>`,
  );
  const own =
    videos.length === 0
      ? html`<p class="hint">${t("videos.playlist_add_none")}</p>`
      : html`<fieldset><legend>${t("videos.yours")}</legend><div class="pick-many">${boxes}</div></fieldset>`;
  const address = field("address", {
    label: t("videos.playlist_address"),
    hint: t("videos.playlist_address_hint"),
    maxlength: 2048,
    plain: true,
    typed,
    problems,
  });
  const body = html`${problemSummary(ctx, problems)}${own}${address}<p class="buttons">${submit(t("common.add"))}</p>`;
  const back = { href: routes.playlist(ctx.viewer?.account ?? { username: "", host: "" }, playlist.id), label: playlist.title };
  const main = html`${pageHead(title, { back })}${form(ctx, routes.addFilms(playlist.id), body, { className: "stack" })}`;
  return layout(ctx, { title, main, narrow: true });
}
