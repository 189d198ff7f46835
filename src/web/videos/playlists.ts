/** Playlists: those of a channel, the films of one, and making and changing one's own. */
import { findAccountById } from "../../accounts/find.ts";
import { gone, missing } from "../../errors.ts";
import { readId } from "../../ids.ts";
import { fileTooLarge } from "../../media/add.ts";
import { addPortrait, removePortrait } from "../../media/portraits.ts";
import { addFilm, changePlaylist, createPlaylist, removePlaylist } from "../../playlists/change.ts";
import { getOwnPlaylist, getPlaylist, loadPlaylists } from "../../playlists/load.ts";
import { noteStale, noteWanted } from "../../playlists/receive.ts";
import { readWords, type Playlist } from "../../playlists/rules.ts";
import { loadShownFilms, showPlaylist, showPlaylists } from "../../playlists/show.ts";
import { findVisibleStatus } from "../../statuses/load.ts";
import { acct } from "../../uris.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { askView } from "../../../views/people/lists.ts";
import { playlistFormView } from "../../../views/videos/playlist-forms.ts";
import { playlistsView, playlistView } from "../../../views/videos/playlists.ts";
import { routes } from "../../../views/frame/routes.ts";
import { getNamed } from "../people/accounts.ts";
import { again } from "../frame/aside.ts";
import { contextOf } from "../frame/context.ts";
import { cut, readPaging } from "../frame/paging.ts";
import { problemsIn, problemsOf, type Fields } from "../frame/problems.ts";
import { go, show, type Answer } from "../frame/respond.ts";
import { loadFor } from "../reading/timelines.ts";
import { idParam, me, type Visit } from "../frame/visit.ts";

const SIZE = 24;

const own = async (visit: Visit): Promise<Playlist> => await getOwnPlaylist(visit.kith.db, me(visit), idParam(visit));

export async function showChannelsPlaylists(visit: Visit): Promise<Answer> {
  const { kith, viewer_id } = visit;
  const account = await getNamed(visit);
  if (account.suspended_at > 0) throw gone();
  await noteWanted(kith, account);
  const paging = readPaging(visit, SIZE);
  const found = await loadPlaylists(kith.db, viewer_id, account.id, paging);
  const { items, pager } = cut(visit, paging, found, ({ id }) => id);
  const playlists = await showPlaylists(kith, viewer_id, items);
  return show(playlistsView(await contextOf(visit), { account, playlists, pager }));
}

export async function showOne(visit: Visit): Promise<Answer> {
  const { kith, viewer_id, params, query } = visit;
  const found = await getPlaylist(kith.db, viewer_id, idParam(visit));
  const account = await findAccountById(kith.db, found.account_id);
  if (account === undefined) throw missing();
  if (visit.wants_activity && found.visibility !== "private") return go(found.uri);
  // One address for each.
  if (params["acct"] !== acct(account)) return go(routes.playlist(account, found.id));
  await noteStale(kith, found, account);
  const playlist = await showPlaylist(kith, viewer_id, found);
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
  const state = await again(visit, problems);
  const shown = playlist === undefined ? undefined : await showPlaylist(visit.kith, visit.viewer_id, playlist);
  const status_id = firstFilm(visit);
  const view = playlistFormView(await contextOf(visit), { playlist: shown, status_id, ...state });
  return show(view, problems === undefined ? 200 : 422);
}

/** The video that a new playlist is made for. */
const firstFilm = ({ form, query }: Visit): number | undefined =>
  readId(form.text("status") || (query.get("status") ?? undefined));

export const showOwn = async (visit: Visit): Promise<Answer> => await showForm(visit, await own(visit));

const FIELDS: Fields = [
  ["Description", "description"],
  ["Visibility", "visibility"],
  [/^Validation failed: (?:Picture|picture|File) /, "picture"],
  [/./, "title"],
];

type Said = { title: string; description: string; visibility: string; icon?: string };

/** Does it with what was typed and the picture that came, which is let go if that fails. */
async function keep(visit: Visit, playlist: Playlist | undefined, act: (said: Said) => Promise<Answer>): Promise<Answer> {
  const { kith, form, locale } = visit;
  const said = { title: form.text("title"), description: form.text("description"), visibility: form.text("visibility") };
  let icon: string | undefined;
  const wrong = await problemsIn(locale, FIELDS, async () => {
    const file = form.file("picture");
    if (file?.too_large === true) throw fileTooLarge(kith.instance.limits.image_bytes, "Picture");
    icon = file === undefined ? undefined : await addPortrait(kith, "picture", file.bytes);
  });
  try {
    if (Object.keys(wrong).length > 0)
      return await showForm(visit, playlist, { ...wrong, ...(await problemsIn(locale, FIELDS, () => readWords(said))) });
    const without = form.has("no_picture") ? { icon: "" } : {};
    return await act({ ...said, ...(icon === undefined ? without : { icon }) });
  } catch (error) {
    await removePortrait(kith, icon ?? "");
    return await showForm(visit, playlist, problemsOf(error, locale, FIELDS));
  }
}

export const make = async (visit: Visit): Promise<Answer> =>
  await keep(visit, undefined, async (said) => {
    const { kith, viewer_id } = visit;
    const playlist = await createPlaylist(kith, me(visit), said);
    const status_id = firstFilm(visit);
    const status = status_id === undefined ? undefined : await findVisibleStatus(kith.db, viewer_id, status_id);
    if (status !== undefined) await addFilm(kith, me(visit), playlist, { status });
    return go(routes.playlist(me(visit), playlist.id), "videos.said_playlist");
  });

export async function save(visit: Visit): Promise<Answer> {
  const playlist = await own(visit);
  return await keep(visit, playlist, async (said) => {
    await changePlaylist(visit.kith, me(visit), playlist, said);
    return go(routes.playlist(me(visit), playlist.id), "videos.said_saved");
  });
}

export async function askDrop(visit: Visit): Promise<Answer> {
  const { id, title } = await own(visit);
  const ctx = await contextOf(visit);
  return show(
    askView(ctx, {
      from: title,
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
