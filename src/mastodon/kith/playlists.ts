/** `/api/kith/v1/playlists`: films in an order, one's own and those of channels here and elsewhere. */
import { z } from "zod";
import { getAccount } from "../../accounts/find.ts";
import type { Account } from "../../db/schema.ts";
import { missing } from "../../errors.ts";
import { removePortrait } from "../../media/portraits.ts";
import { addFilm, changeFilm, changePlaylist, createPlaylist, removeFilm, removePlaylist } from "../../playlists/change.ts";
import { getOwnPlaylist, getPlaylist, loadPlaylists } from "../../playlists/load.ts";
import { loadChannelsPlaylists } from "../../playlists/of-film.ts";
import { noteStale, noteWanted } from "../../playlists/receive.ts";
import type { Playlist } from "../../playlists/rules.ts";
import { loadShownFilms, showPlaylist, showPlaylists } from "../../playlists/show.ts";
import { findVisibleStatus } from "../../statuses/load.ts";
import { accountParam } from "../accounts.ts";
import { renderPlaylist, renderPlaylistFilm } from "../entities/playlist.ts";
import { paged } from "../links.ts";
import { portraitOf } from "../profile.ts";
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

const one = async ({ kith, viewer_id }: ApiRequest, playlist: Playlist, account: Account): Promise<Answer> =>
  answer(renderPlaylist(await showPlaylist(kith, viewer_id, playlist), account, kith.instance));

async function list(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id } = request;
  const account = await accountParam(request);
  if (account.suspended_at > 0) return answer([]);
  await noteWanted(kith, account);
  const paging = pagingOf(request.query, 20, 40);
  const playlists = await loadPlaylists(kith.db, viewer_id, account.id, paging);
  const shown = await showPlaylists(kith, viewer_id, playlists);
  const body = shown.map((playlist) => renderPlaylist(playlist, account, kith.instance));
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

/** The public ones of its channel in which a video stands. */
async function holding(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id } = request;
  const status = await findVisibleStatus(kith.db, viewer_id, idParam(request));
  if (status === undefined) throw missing();
  const found = await loadChannelsPlaylists(kith, viewer_id, status);
  return answer(found.map(({ playlist, account }) => renderPlaylist(playlist, account, kith.instance)));
}

/** Does it with the picture that came, which is let go if that fails. */
async function withPicture(request: ApiRequest, act: (changes: { icon?: string }) => Promise<Playlist>): Promise<Answer> {
  const icon = await portraitOf(request, "picture");
  const playlist = await act(icon === undefined ? {} : { icon }).catch(async (error: unknown) => {
    await removePortrait(request.kith, icon ?? "");
    throw error;
  });
  return await one(request, playlist, me(request));
}

async function make(request: ApiRequest): Promise<Answer> {
  const values = said(parse(request.body, words));
  return await withPicture(request, async (icon) => await createPlaylist(request.kith, me(request), { ...values, ...icon }));
}

async function change(request: ApiRequest): Promise<Answer> {
  const values = said(parse(request.body, words));
  const playlist = await own(request);
  return await withPicture(
    request,
    async (icon) => await changePlaylist(request.kith, me(request), playlist, { ...values, ...icon }),
  );
}

async function add(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id } = request;
  const { status_id, ...parts } = parse(request.body, added);
  const status = await findVisibleStatus(kith.db, viewer_id, status_id);
  if (status === undefined) throw missing();
  const playlist = await own(request);
  await addFilm(kith, me(request), playlist, { status, ...said(parts) });
  return await one(request, await own(request), me(request));
}

async function replace(request: ApiRequest): Promise<Answer> {
  const { position, ...parts } = said(parse(request.body, changed));
  await changeFilm(request.kith, me(request), await own(request), { film_id: idParam(request, "film"), to: position, ...parts });
  return await one(request, await own(request), me(request));
}

const at = "/api/kith/v1/playlists";
const write = user("write:media", { publishes: true });
const writePicture = user("write:media", { uploads: true, publishes: true });

export const playlistRoutes: readonly Route[] = [
  get("/api/kith/v1/accounts/:id/playlists", anyone("read:statuses"), list),
  get("/api/kith/v1/statuses/:id/playlists", anyone("read:statuses"), holding),
  post(at, writePicture, make),
  get(`${at}/:id`, anyone("read:statuses"), async (request) => {
    const { playlist, account } = await seen(request);
    return await one(request, playlist, account);
  }),
  put(`${at}/:id`, writePicture, change),
  del(`${at}/:id`, write, async (request) => {
    await removePlaylist(request.kith, me(request), await own(request));
    return nothing;
  }),
  get(`${at}/:id/films`, anyone("read:statuses"), films),
  post(`${at}/:id/films`, write, add),
  put(`${at}/:id/films/:film`, write, replace),
  del(`${at}/:id/films/:film`, write, async (request) => {
    await removeFilm(request.kith, me(request), await own(request), idParam(request, "film"));
    return await one(request, await own(request), me(request));
  }),
];
