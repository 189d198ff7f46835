/** Serves playlists of ours, their list, their pages and their entries: those that are for others, and in them what everybody may see. */
import type { Request, Response } from "express";
import type { Account } from "../../db/schema.ts";
import { missing } from "../../errors.ts";
import { readId } from "../../ids.ts";
import type { Kith } from "../../kith.ts";
import { findOpenFilm, getPlaylist, loadOpenFilms, loadPlaylists } from "../../playlists/load.ts";
import { pictureForOthers } from "../../playlists/picture.ts";
import { PLAYLIST_LIMITS, type Playlist } from "../../playlists/rules.ts";
import { playlistFilmUri, playlistsUri } from "../../uris.ts";
import { loadWriter, serialise } from "../serialise.ts";
import { toOrderedCollection } from "../write/collection.ts";
import { PAGE, toPlaylistDocument, toPlaylistElement, toPlaylistPage } from "../write/playlist.ts";
import { getStandingAccount } from "./actor.ts";
import { reply, toPage, wantsActivity } from "./answer.ts";
import { assertMayAsk } from "./reader.ts";

export async function servePlaylists(kith: Kith, request: Request, response: Response): Promise<void> {
  const owner = await getStandingAccount(kith, request.params.id);
  if (!wantsActivity(request.headers.accept)) return toPage(response, `${owner.url}/playlists`);
  await assertMayAsk(kith, request);
  const rows = await loadPlaylists(kith.db, 0, owner.id, { limit: PLAYLIST_LIMITS.playlists });
  const head = { uri: playlistsUri(kith.instance, owner.id), total: rows.length };
  const json = await serialise(toOrderedCollection(head, await loadWriter(kith)), "status");
  reply(response, { body: JSON.stringify({ ...json, orderedItems: rows.map(({ uri }) => uri) }), open: false });
}

/** @throws Refusal `missing`, also for a private one */
async function getOpen(kith: Kith, request: Request): Promise<{ owner: Account; playlist: Playlist }> {
  const owner = await getStandingAccount(kith, request.params.id);
  const playlist = await getPlaylist(kith.db, 0, readId(request.params.playlist));
  if (playlist.account_id !== owner.id) throw missing();
  return { owner, playlist };
}

export async function servePlaylist(kith: Kith, request: Request, response: Response): Promise<void> {
  const { owner, playlist } = await getOpen(kith, request);
  if (!wantsActivity(request.headers.accept)) return toPage(response, `${owner.url}/playlists/${playlist.id}`);
  await assertMayAsk(kith, request);
  const asked = request.query.page;
  const page = asked === undefined ? 0 : Math.min(Math.max(Math.trunc(Number(asked)) || 1, 1), PLAYLIST_LIMITS.films);
  const { films, count } = await loadOpenFilms(kith.db, playlist, { offset: Math.max(page - 1, 0) * PAGE, limit: PAGE });
  const json =
    page === 0
      ? toPlaylistDocument(playlist, owner, { films: count, picture: await pictureForOthers(kith, playlist) })
      : toPlaylistPage(playlist, { page, films, count });
  reply(response, { body: JSON.stringify(json), open: false });
}

export async function servePlaylistFilm(kith: Kith, request: Request, response: Response): Promise<void> {
  const { playlist } = await getOpen(kith, request);
  await assertMayAsk(kith, request);
  const film = await findOpenFilm(kith.db, playlistFilmUri(playlist.uri, readId(request.params.film) ?? 0));
  if (film === undefined || film.playlist_id !== playlist.id) throw missing();
  reply(response, { body: JSON.stringify(toPlaylistElement(film)), open: false });
}
