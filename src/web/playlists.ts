/** Playlists: those of a channel, the films of one, and making and arranging one's own. */
import { findAccountById } from "../accounts/find.ts";
import { gone, missing } from "../errors.ts";
import { readId } from "../ids.ts";
import { addFilm, changeFilm, changePlaylist, createPlaylist, removeFilm, removePlaylist } from "../playlists/change.ts";
import { getOwnPlaylist, getPlaylist, loadPlaylists, loadPlaylistsWith } from "../playlists/load.ts";
import { noteStale, noteWanted } from "../playlists/receive.ts";
import type { Playlist } from "../playlists/rules.ts";
import { loadShownFilms } from "../playlists/show.ts";
import { acct } from "../uris.ts";
import type { Problems } from "../../views/context.ts";
import { askView } from "../../views/lists.ts";
import { playlistFormView, playlistsView, playlistView, putInPlaylistsView } from "../../views/playlists.ts";
import { routes } from "../../views/routes.ts";
import { getNamed } from "./accounts.ts";
import { contextOf } from "./context.ts";
import { cut, readPaging } from "./paging.ts";
import { problemsOf } from "./problems.ts";
import { go, show, type Answer } from "./respond.ts";
import { getOriginal } from "./thread.ts";
import { loadFor } from "./timelines.ts";
import { idParam, me, type Visit } from "./visit.ts";

const SIZE = 24;

const own = async (visit: Visit): Promise<Playlist> => await getOwnPlaylist(visit.kith.db, me(visit), idParam(visit));

export async function showPlaylists(visit: Visit): Promise<Answer> {
  const { kith, viewer_id } = visit;
  const account = await getNamed(visit);
  if (account.suspended_at > 0) throw gone();
  await noteWanted(kith, account);
  const paging = readPaging(visit, SIZE);
  const found = await loadPlaylists(kith.db, viewer_id, account.id, paging);
  const { items: playlists, pager } = cut(visit, paging, found, ({ id }) => id);
  return show(playlistsView(await contextOf(visit), { account, playlists, pager }));
}

export async function showPlaylist(visit: Visit): Promise<Answer> {
  const { kith, viewer_id, params, query } = visit;
  const playlist = await getPlaylist(kith.db, viewer_id, idParam(visit));
  const account = await findAccountById(kith.db, playlist.account_id);
  if (account === undefined) throw missing();
  if (visit.wants_activity && playlist.visibility !== "private") return go(playlist.uri);
  // One address for each.
  if (params["acct"] !== acct(account)) return go(routes.playlist(account, playlist.id));
  await noteStale(kith, playlist, account);
  const after = readId(query.get("after") ?? undefined) ?? 0;
  const { films, next } = await loadShownFilms(kith, viewer_id, { playlist, account }, { after, limit: SIZE });
  const page = await loadFor(
    visit,
    films.flatMap(({ status_id }) => status_id ?? []),
    "account",
  );
  return show(playlistView(await contextOf(visit), { account, playlist, films, page, after, next }));
}

export async function showForm(visit: Visit, playlist?: Playlist, problems?: Problems): Promise<Answer> {
  const state = problems === undefined ? {} : { problems, typed: visit.form.typed };
  return show(playlistFormView(await contextOf(visit), { playlist, ...state }), problems === undefined ? 200 : 422);
}

export const showOwn = async (visit: Visit): Promise<Answer> => await showForm(visit, await own(visit));

const typed = ({ form }: Visit) => ({
  title: form.text("title"),
  description: form.text("description"),
  visibility: form.text("visibility"),
});

export async function make(visit: Visit): Promise<Answer> {
  try {
    const { id } = await createPlaylist(visit.kith, me(visit), typed(visit));
    return go(routes.playlist(me(visit), id), "videos.said_playlist");
  } catch (error) {
    return await showForm(visit, undefined, problemsOf(error, visit.locale, "title"));
  }
}

export async function save(visit: Visit): Promise<Answer> {
  const playlist = await own(visit);
  try {
    await changePlaylist(visit.kith, me(visit), playlist, typed(visit));
    return go(routes.playlist(me(visit), playlist.id), "videos.said_saved");
  } catch (error) {
    return await showForm(visit, playlist, problemsOf(error, visit.locale, "title"));
  }
}

export async function askDrop(visit: Visit): Promise<Answer> {
  const { id } = await own(visit);
  const ctx = await contextOf(visit);
  return show(
    askView(ctx, {
      page: "circles",
      title: ctx.t("videos.playlist_drop_title"),
      lead: ctx.t("videos.playlist_drop_lead"),
      action: routes.dropPlaylist(id),
      word: ctx.t("common.delete"),
      back: routes.editPlaylist(id),
    }),
  );
}

export async function drop(visit: Visit): Promise<Answer> {
  await removePlaylist(visit.kith, me(visit), await own(visit));
  return go(routes.playlists(me(visit)), "videos.said_playlist_gone");
}

/** Up, down or out. */
export async function arrange(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  const playlist = await own(visit);
  const [film_id, deed] = [readId(form.text("film")) ?? 0, form.text("do")];
  if (deed === "remove") await removeFilm(kith, me(visit), playlist, film_id);
  else await changeFilm(kith, me(visit), playlist, { film_id, by: deed === "up" ? -1 : 1 });
  return go(routes.playlist(me(visit), playlist.id));
}

export async function showPut(visit: Visit): Promise<Answer> {
  const { kith, viewer_id } = visit;
  const status = await getOriginal(visit, idParam(visit));
  const author = await findAccountById(kith.db, status.account_id);
  if (author === undefined) throw missing();
  const found = await loadPlaylistsWith(kith.db, viewer_id, status.uri);
  const ctx = await contextOf(visit);
  return show(
    putInPlaylistsView(ctx, {
      status_id: status.id,
      back: { href: routes.watch(author, status.id), label: ctx.t("videos.watch") },
      rows: found.map(({ playlist, film_id }) => ({ playlist, holds: film_id !== undefined })),
    }),
  );
}

export async function put(visit: Visit): Promise<Answer> {
  const { kith, form, viewer_id } = visit;
  const status = await getOriginal(visit, idParam(visit));
  const author = await findAccountById(kith.db, status.account_id);
  if (author === undefined) throw missing();
  const wanted = new Set(form.all("playlist").flatMap((text) => readId(text) ?? []));
  for (const { playlist, film_id } of await loadPlaylistsWith(kith.db, viewer_id, status.uri)) {
    if (wanted.has(playlist.id) && film_id === undefined) await addFilm(kith, me(visit), playlist, { status });
    if (!wanted.has(playlist.id) && film_id !== undefined) await removeFilm(kith, me(visit), playlist, film_id);
  }
  return go(routes.watch(author, status.id), "videos.said_saved");
}
