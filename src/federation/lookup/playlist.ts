/**
 * Playlists of other servers, from their origin: which a channel has, what stands in each and in which order, and the films that are not known here yet.
 * Their makers choose what they hold, so all of it is bounded, and each film is fetched from where it lives.
 */
import { findAccountById } from "../../accounts/find.ts";
import type { Account, Row } from "../../db/schema.ts";
import { unavailable } from "../../errors.ts";
import type { Leased } from "../../jobs/worker.ts";
import type { Kith } from "../../kith.ts";
import type { KithEventOf } from "../../kith-events.ts";
import { findPlaylist } from "../../playlists/load.ts";
import { forgetPlaylist, keepFilms, receivePlaylist, type RemoteFilm } from "../../playlists/receive.ts";
import { PLAYLIST_LIMITS, type Playlist } from "../../playlists/rules.ts";
import { isPlaylist, isPlaylistFilm, readPlaylist, readPlaylistFilm } from "../read/playlist.ts";
import { id, list, sameOrigin } from "../read/shape.ts";
import { fetchDocument } from "../signed.ts";
import { getRemoteAccount } from "./account.ts";
import { beginErrand, type Errand } from "./errand.ts";
import { isGone, isTheirs, mayPass } from "./failure.ts";
import { readListing, type Listed } from "./listing.ts";
import { getRemoteStatus } from "./status.ts";

type Job = Leased<Row<"jobs">>;

const TRIES = 5;
/** Of one playlist, and entries of it that are asked for in one go. */
const PAGES = 40;
const ENTRIES = 100;
/** Of one channel. */
const PLAYLISTS = 60;
/** Films that are fetched in one go, and how long nobody asks again for one that was not to be had (ms). */
const FILMS = 50;
const AGAIN = 86_400_000;

/** The handler of a job: a playlist, and what stands in it. */
export async function refreshPlaylist(kith: Kith, { uri }: KithEventOf<"playlist.found">, job: Job): Promise<void> {
  const errand = beginErrand(kith);
  try {
    const doc = await fetchDocument(kith, uri);
    const record = readPlaylist(doc);
    const channel = await getRemoteAccount(kith, record.channel_uri, { until: errand.until });
    if (channel.deleted_at > 0 || channel.suspended_at > 0 || channel.host === "") return;
    const playlist = await receivePlaylist(kith, channel, record);
    const most = { pages: PAGES, items: PLAYLIST_LIMITS.films, kind: isPlaylistFilm };
    const { items, whole } = await readListing(errand, doc.first ?? doc, record.uri, most);
    const left = await readFilms(errand, playlist, items);
    const listed = whole && errand.isSmooth() ? new Set(items.map((item) => item.uri)) : undefined;
    await keepFilms(kith, playlist, left.films, listed);
    await kith.write(async (_, happened) => {
      happened({ type: "playlist.films_wanted", playlist_id: playlist.id });
      if (left.more && left.found > 0) happened({ type: "playlist.found", uri: record.uri });
    });
    if (!errand.isSmooth() && job.row.attempts < TRIES) throw unavailable("its server has not said all of it");
  } catch (error) {
    if (isGone(error)) return await forgetPlaylist(kith, uri);
    if (!isTheirs(error) || (mayPass(error) && job.row.attempts < TRIES)) throw error;
  }
}

/** What the entries name: those that are known are not asked for again. `found`: how many are new; `more`: some were left for another time. */
async function readFilms(
  errand: Errand,
  { id: playlist_id, uri: owner }: Playlist,
  items: readonly Listed[],
): Promise<{ films: RemoteFilm[]; found: number; more: boolean }> {
  const rows = await errand.kith.db.selectFrom("playlist_films").selectAll().where("playlist_id", "=", playlist_id).execute();
  const known = new Map(rows.map((row) => [row.uri, row]));
  const films: RemoteFilm[] = [];
  let [asked, found] = [0, 0];
  for (const [at, item] of items.entries()) {
    const position = at + 1;
    const row = known.get(item.uri);
    if (item.doc === undefined && row !== undefined) {
      films.push({ ...row, position });
      continue;
    }
    if (!sameOrigin(item.uri, owner) || (item.doc === undefined && asked++ >= ENTRIES)) continue;
    const doc = item.doc ?? (await errand.fetchObject(item.uri));
    const film = typeof doc === "string" ? undefined : readPlaylistFilm(doc);
    if (film === undefined) continue;
    if (row === undefined) found++;
    films.push({ ...film, uri: item.uri, position });
  }
  return { films, found, more: asked > ENTRIES };
}

/** The handler of a job: the playlists that a channel elsewhere shows. Each is then looked at by a job of its own. */
export async function findPlaylists(kith: Kith, { account_id }: KithEventOf<"playlists.wanted">, job: Job): Promise<void> {
  const account = await findAccountById(kith.db, account_id);
  if (account === undefined || account.host === "" || account.deleted_at > 0 || account.suspended_at > 0) return;
  const errand = beginErrand(kith);
  try {
    const uris = new Set<string>();
    for (const owner of await listersOf(errand, account)) {
      const most = { pages: 3, items: PLAYLISTS, kind: isPlaylist };
      const { items } = await readListing(errand, owner.playlists_url, owner.uri, most);
      for (const { uri } of items) if (sameOrigin(uri, account.uri) && uris.size < PLAYLISTS) uris.add(uri);
    }
    await kith.write(async (tx, happened) => {
      await tx.updateTable("accounts").set({ playlists_asked_at: kith.now() }).where("id", "=", account_id).execute();
      for (const uri of uris) happened({ type: "playlist.found", uri });
    });
  } catch (error) {
    if (!isTheirs(error) || (mayPass(error) && job.row.attempts < TRIES)) throw error;
  }
}

/** Who lists the playlists of a channel: itself, or on PeerTube the person whose it is. */
async function listersOf(errand: Errand, account: Account): Promise<Account[]> {
  if (account.playlists_url !== "" || account.actor_type !== "Group") return account.playlists_url === "" ? [] : [account];
  const doc = await fetchDocument(errand.kith, account.uri);
  const uris = list(doc.attributedTo, 5).flatMap((entry) => id(entry) ?? []);
  const found: Account[] = [];
  for (const uri of uris.filter((each) => sameOrigin(each, account.uri) && each !== account.uri).slice(0, 2)) {
    const owner = await errand.ask(uri, async (until) => await getRemoteAccount(errand.kith, uri, { until }));
    if (typeof owner !== "string" && owner.playlists_url !== "") found.push(owner);
  }
  return found;
}

/** The handler of a job: films that stand in a playlist and are not known here, the first ones first. */
export async function fetchFilms(kith: Kith, { playlist_id }: KithEventOf<"playlist.films_wanted">): Promise<void> {
  const playlist = await findPlaylist(kith.db, playlist_id);
  if (playlist === undefined) return;
  const rows = await kith.db
    .selectFrom("playlist_films")
    .leftJoin("statuses", "statuses.uri", "playlist_films.film_uri")
    .select(["playlist_films.id", "playlist_films.film_uri"])
    .where("playlist_films.playlist_id", "=", playlist_id)
    .where("playlist_films.asked_at", "<", kith.now() - AGAIN)
    .where("statuses.id", "is", null)
    .orderBy("playlist_films.position")
    .limit(FILMS)
    .execute();
  const errand = beginErrand(kith);
  for (const { id: film_id, film_uri } of rows) {
    if (!errand.isOn()) break;
    await kith.write(
      async (tx) => await tx.updateTable("playlist_films").set({ asked_at: kith.now() }).where("id", "=", film_id).execute(),
    );
    await errand.ask(film_uri, async (until) => await getRemoteStatus(kith, film_uri, until, () => false));
  }
}
