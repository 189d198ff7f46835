/** `/api/kith/v1/playlists`: films in an order, one's own and those of channels here and elsewhere. */
import { z } from "zod";
import { getAccount } from "../../accounts/find.ts";
import type { Account } from "../../db/schema.ts";
import { missing } from "../../errors.ts";
import { addFilm, changeFilm, changePlaylist, createPlaylist, removeFilm, removePlaylist } from "../../playlists/change.ts";
import { getOwnPlaylist, getPlaylist, loadPlaylists } from "../../playlists/load.ts";
import { noteStale, noteWanted } from "../../playlists/receive.ts";
import type { Playlist } from "../../playlists/rules.ts";
import { loadShownFilms } from "../../playlists/show.ts";
import { findVisibleStatus } from "../../statuses/load.ts";
import { accountParam } from "../accounts.ts";
import { renderPlaylist, renderPlaylistFilm } from "../entities/playlist.ts";
import { paged } from "../links.ts";
import { showStatuses } from "../present.ts";
import {
  answer,
  anyone,
  del,
  get,
  idParam,
  me,
  nothing,
  post,
  put,
  user,
  type Answer,
  type ApiRequest,
  type Route,
} from "../respond.ts";
import { id, limitOf, pagingOf, parse, said, text, whole } from "../shapes.ts";

const words = z.object({ title: text(2000).nullish(), description: text(20_000).nullish(), visibility: text(20).nullish() });
const excerpt = { starts_at: whole(0, 1_000_000).nullish(), stops_at: whole(0, 1_000_000).nullish() };
const added = z.object({ status_id: id, ...excerpt });
const changed = z.object({ position: whole(1, 1000).nullish(), ...excerpt });
const behind = z.object({ after: whole(0, 1_000_000).nullish() });

const own = async (request: ApiRequest): Promise<Playlist> =>
  await getOwnPlaylist(request.kith.db, me(request), idParam(request));

const one = ({ kith }: ApiRequest, playlist: Playlist, account: Account): Answer =>
  answer(renderPlaylist(playlist, account, kith.instance));

async function list(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id } = request;
  const account = await accountParam(request);
  if (account.suspended_at > 0) return answer([]);
  await noteWanted(kith, account);
  const paging = pagingOf(request.query, 20, 40);
  const playlists = await loadPlaylists(kith.db, viewer_id, account.id, paging);
  const body = playlists.map((playlist) => renderPlaylist(playlist, account, kith.instance));
  return paged(request, body, { cursors: playlists.map((playlist) => playlist.id), paging });
}

/** @throws Refusal `missing` */
async function seen(request: ApiRequest): Promise<{ playlist: Playlist; account: Account }> {
  const { kith, viewer_id } = request;
  const playlist = await getPlaylist(kith.db, viewer_id, idParam(request));
  const account = await getAccount(kith.db, playlist.account_id);
  await noteStale(kith, playlist, account);
  return { playlist, account };
}

async function films(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id, path } = request;
  const { playlist, account } = await seen(request);
  const limit = limitOf(request.query, 20, 40);
  const { films: found, next } = await loadShownFilms(
    kith,
    viewer_id,
    { playlist, account },
    {
      after: parse(request.query, behind).after ?? 0,
      limit,
    },
  );
  const ids = found.flatMap(({ status_id }) => status_id ?? []);
  const statuses = new Map((await showStatuses(request, ids, "account")).map((status) => [status.id, status]));
  const body = found.map((film) => renderPlaylistFilm(film, statuses.get(String(film.status_id))));
  if (next === undefined) return answer(body);
  const link = `<${kith.instance.origin}${path}?after=${next}&limit=${limit}>; rel="next"`;
  return { body, headers: { link } };
}

async function make(request: ApiRequest): Promise<Answer> {
  const playlist = await createPlaylist(request.kith, me(request), said(parse(request.body, words)));
  return one(request, playlist, me(request));
}

async function change(request: ApiRequest): Promise<Answer> {
  const changes = said(parse(request.body, words));
  return one(request, await changePlaylist(request.kith, me(request), await own(request), changes), me(request));
}

async function add(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id } = request;
  const { status_id, ...parts } = parse(request.body, added);
  const status = await findVisibleStatus(kith.db, viewer_id, status_id);
  if (status === undefined) throw missing();
  const playlist = await own(request);
  await addFilm(kith, me(request), playlist, { status, ...said(parts) });
  return one(request, await own(request), me(request));
}

async function replace(request: ApiRequest): Promise<Answer> {
  const { position, ...parts } = said(parse(request.body, changed));
  await changeFilm(request.kith, me(request), await own(request), { film_id: idParam(request, "film"), to: position, ...parts });
  return one(request, await own(request), me(request));
}

const at = "/api/kith/v1/playlists";
const write = user("write:media");

export const playlistRoutes: readonly Route[] = [
  get("/api/kith/v1/accounts/:id/playlists", anyone("read:statuses"), list),
  post(at, write, make),
  get(`${at}/:id`, anyone("read:statuses"), async (request) => {
    const { playlist, account } = await seen(request);
    return one(request, playlist, account);
  }),
  put(`${at}/:id`, write, change),
  del(`${at}/:id`, write, async (request) => {
    await removePlaylist(request.kith, me(request), await own(request));
    return nothing;
  }),
  get(`${at}/:id/films`, anyone("read:statuses"), films),
  post(`${at}/:id/films`, write, add),
  put(`${at}/:id/films/:film`, write, replace),
  del(`${at}/:id/films/:film`, write, async (request) => {
    await removeFilm(request.kith, me(request), await own(request), idParam(request, "film"));
    return one(request, await own(request), me(request));
  }),
];
