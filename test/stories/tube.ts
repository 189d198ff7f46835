/** PeerTube, played: a channel, the person whose it is, films and playlists as its sources serve them. */
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { PUBLIC, type Doc, type Stranger } from "../world/stranger.ts";
import type { World } from "../world/world.ts";

const AS = "https://www.w3.org/ns/activitystreams";
/** As PeerTube's `activityPubContextify` has them. */
const CONTEXT = [
  AS,
  {
    pt: "https://joinpeertube.org/ns#",
    sc: "http://schema.org/",
    Playlist: "pt:Playlist",
    PlaylistElement: "pt:PlaylistElement",
    position: { "@type": "sc:Number", "@id": "pt:position" },
    startTimestamp: { "@type": "sc:Number", "@id": "pt:startTimestamp" },
    stopTimestamp: { "@type": "sc:Number", "@id": "pt:stopTimestamp" },
    uuid: { "@type": "sc:identifier", "@id": "pt:uuid" },
  },
];
export const TUBE = "https://tube.test";
export const LIST = `${TUBE}/video-playlists/1`;

export type Scene = { channel: Stranger; tina: Stranger };

/** A channel and the person whose it is, who lists its playlists. */
export async function tube(world: World): Promise<Scene> {
  const [channel, tina] = [await world.stranger("bread@tube.test"), await world.stranger("tina@tube.test")];
  const owner = [{ type: "Person", id: tina.uri }];
  Object.assign(channel.actor, { type: "Group", followers: `${channel.uri}/followers`, attributedTo: owner });
  const lists = [LIST, "https://evil.test/video-playlists/1"];
  Object.assign(tina.actor, { playlists: `${tina.uri}/playlists`, followers: `${tina.uri}/followers` });
  tina.serves(`${tina.uri}/playlists`, {
    "@context": AS,
    id: `${tina.uri}/playlists`,
    type: "OrderedCollection",
    orderedItems: lists,
  });
  for (const n of [1, 2, 3]) film({ channel, tina }, n);
  return { channel, tina };
}

export function film({ channel, tina }: Scene, n: number, more: Doc = {}): Doc {
  const href = `${TUBE}/${n}.mp4`;
  const attributedTo = [
    { type: "Person", id: tina.uri },
    { type: "Group", id: channel.uri },
  ];
  const url = [
    { type: "Link", mediaType: "text/html", href: `${TUBE}/w/${n}` },
    { type: "Link", mediaType: "video/mp4", href, height: 720 },
  ];
  const id = `${TUBE}/videos/watch/${n}`;
  const published = new Date(Date.UTC(2026, 0, n)).toISOString();
  const video = { type: "Video", id, name: `Film ${n}`, duration: "PT60S", published, attributedTo, to: [PUBLIC], url, ...more };
  tina.serves(id, { "@context": AS, ...video });
  return video;
}

/** Served as PeerTube does it: its pages call themselves playlists, and name entries that have to be asked for. */
export function serves({ channel, tina }: Scene, entries: readonly string[], more: Doc = {}): Doc {
  const head = { type: "Playlist", uuid: "1", name: "Breads", content: "In order", attributedTo: [channel.uri], ...more };
  const list = {
    "@context": CONTEXT,
    id: LIST,
    ...head,
    totalItems: entries.length,
    first: `${LIST}?page=1`,
    to: [PUBLIC],
    cc: [],
  };
  tina.serves(LIST, list);
  const pages = [entries.slice(0, 2), entries.slice(2)];
  for (const [at, orderedItems] of pages.entries()) {
    const id = `${LIST}?page=${at + 1}`;
    const next = at === 0 ? { next: `${LIST}?page=2` } : {};
    tina.serves(id, { "@context": CONTEXT, id, ...head, partOf: LIST, totalItems: entries.length, orderedItems, ...next });
  }
  return list;
}

export const entry = ({ tina }: Scene, n: number, more: Doc = {}): string =>
  tina.serves(`${LIST}/videos/${n}`, {
    "@context": CONTEXT,
    id: `${LIST}/videos/${n}`,
    type: "PlaylistElement",
    url: `${TUBE}/videos/watch/${n}`,
    position: n,
    ...more,
  });

/** What somebody sees of a film that they ask for by its address. */
export const seenBy = async (who: Person, n: number): Promise<StatusJson> => {
  const q = encodeURIComponent(`${TUBE}/videos/watch/${n}`);
  return (await who.api<{ statuses: StatusJson[] }>("GET", `/api/v2/search?q=${q}&resolve=true`)).statuses[0]!;
};

/** As `/api/kith/v1/playlists` has them. */
export type Playlist = {
  id: string;
  account_id: string;
  uri: string;
  title: string;
  description: string;
  visibility: string;
  films_count: number;
  picture: string | null;
  created_at: string;
};
export type Film = {
  id: string;
  position: number;
  uri: string;
  starts_at: number | null;
  stops_at: number | null;
  status: StatusJson | null;
};

export const AT = "/api/kith/v1/playlists";

export const listsOf = async (who: Person, account_id: string): Promise<Playlist[]> =>
  await who.api("GET", `/api/kith/v1/accounts/${account_id}/playlists`);
export const filmsOf = async (who: Person, { id }: { id: string }): Promise<Film[]> => await who.api("GET", `${AT}/${id}/films`);
export const titles = (films: readonly Film[]): (string | undefined)[] =>
  films.map(
    ({ status }) => (status?.media_attachments[0] as { meta?: { kith?: { title: string } } } | undefined)?.meta?.kith?.title,
  );
