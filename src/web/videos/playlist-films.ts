/** What stands in playlists: putting videos into one's own, from the list and from a video's page, and putting them in order. */
import { findAccountById } from "../../accounts/find.ts";
import { invalid, missing, Refusal } from "../../errors.ts";
import { readId } from "../../ids.ts";
import { addFilm, changeFilm, removeFilm } from "../../playlists/change.ts";
import { getOwnPlaylist, loadFilms, loadPlaylistsWith } from "../../playlists/load.ts";
import { PLAYLIST_LIMITS, type Playlist } from "../../playlists/rules.ts";
import { search } from "../../search/search.ts";
import { findVisibleStatus } from "../../statuses/load.ts";
import { httpUrl } from "../../text/outside.ts";
import { channelEntries, videoOf } from "../../videos/load.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { addFilmsView, putInPlaylistsView } from "../../../views/videos/playlist-forms.ts";
import { routes } from "../../../views/frame/routes.ts";
import { contextOf } from "../frame/context.ts";
import { problemsOf } from "../frame/problems.ts";
import { go, show, type Answer } from "../frame/respond.ts";
import { getOriginal } from "../reading/thread.ts";
import { loadFor } from "../reading/timelines.ts";
import { idParam, me, type Visit } from "../frame/visit.ts";

/** Of one's own videos, on the form by which they are added. */
const OWN = 60;

const own = async (visit: Visit): Promise<Playlist> => await getOwnPlaylist(visit.kith.db, me(visit), idParam(visit));

/** Up, down or out. */
export async function arrange(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  const playlist = await own(visit);
  const [film_id, deed] = [readId(form.text("film")) ?? 0, form.text("do")];
  const after = readId(form.text("after")) ?? 0;
  const here = `${routes.playlist(me(visit), playlist.id)}${after > 0 ? `?after=${after}` : ""}`;
  if (deed === "remove") {
    await removeFilm(kith, me(visit), playlist, film_id);
    return go(here, "videos.said_film_out");
  }
  await changeFilm(kith, me(visit), playlist, { film_id, by: deed === "up" ? -1 : 1 });
  return go(`${here}#film-${film_id}`);
}

/** One's own newest that are not in it. */
export async function showAdd(visit: Visit, problems?: Problems): Promise<Answer> {
  const { kith, viewer_id } = visit;
  const playlist = await own(visit);
  const listed = await loadFilms(kith.db, viewer_id, playlist, { after: 0, limit: PLAYLIST_LIMITS.films });
  const held = new Set(listed.map(({ status_id }) => status_id));
  const entries = await channelEntries(kith, viewer_id, { account: me(visit), paging: { limit: OWN } });
  const ids = entries.map(({ status_id }) => status_id).filter((id) => !held.has(id));
  const page = await loadFor(visit, ids, "account");
  const videos = ids.flatMap((id) => {
    const found = videoOf(page.media.get(id), page.videos);
    return found === undefined ? [] : [{ status_id: id, title: found.video.title }];
  });
  const state = problems === undefined ? {} : { problems, typed: visit.form.typed };
  return show(addFilmsView(await contextOf(visit), { playlist, videos, ...state }), problems === undefined ? 200 : 422);
}

export async function add(visit: Visit): Promise<Answer> {
  const { kith, form, viewer_id } = visit;
  const playlist = await own(visit);
  try {
    const found = await findByAddress(visit, form.text("address").trim());
    // The oldest first, as they would be watched.
    const chosen = form
      .all("status")
      .slice(0, OWN)
      .flatMap((text) => readId(text) ?? []);
    for (const id of [...chosen.toSorted((a, b) => a - b), ...found]) {
      const status = await findVisibleStatus(kith.db, viewer_id, id);
      if (status !== undefined) await addFilm(kith, me(visit), playlist, { status });
    }
    return go(routes.playlist(me(visit), playlist.id), "videos.said_saved");
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return await showAdd(visit, problemsOf(error, visit.locale, "address"));
  }
}

/** @throws Refusal `invalid` for an address behind which there is no status */
async function findByAddress({ kith, viewer_id }: Visit, q: string): Promise<number[]> {
  if (q === "") return [];
  const url = httpUrl(q);
  const found =
    url === undefined ? [] : (await search(kith, viewer_id, { q: url, type: "statuses", resolve: true, limit: 1 })).status_ids;
  if (found.length === 0) throw invalid("Validation failed: Status is no video");
  return found;
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
