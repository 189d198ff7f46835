/** What follows when a film has become a video: its sizes are made; and when a playlist is shown: others hear of it. Both are read only then. */
import { deliverPlaylist, deliverPlaylistRemoval, fetchFilms, findPlaylists, refreshPlaylist } from "../federation/handlers.ts";
import type { KithEventOf } from "../kith-events.ts";
import { whenCalled } from "../lazy.ts";
import type { Consequences } from "./kinds.ts";

const ofPlaylist = ({ playlist_id }: KithEventOf<"playlist.published" | "playlist.removed">): string => `playlist/${playlist_id}`;

export const videoEffects: Consequences = Object.freeze({
  "video.wanted": {
    later: {
      ladder: {
        run: whenCalled(async () => (await import("../videos/ladder.ts")).climbLadder),
        // One at a time, after all that somebody waits for.
        lane: () => "media/ladders",
        priority: 2,
      },
    },
  },
  "playlist.published": {
    later: {
      deliver: {
        run: deliverPlaylist,
        lane: ofPlaylist,
        // Who puts a list in order does so by many small steps.
        delay: 10_000,
        unique_key: ({ playlist_id, change }) => `playlist/${playlist_id}/${change}`,
      },
    },
  },
  "playlist.removed": { later: { deliver: { run: deliverPlaylistRemoval, lane: ofPlaylist } } },
  "playlist.found": { later: { refresh: { run: refreshPlaylist, priority: 2, unique_key: ({ uri }) => `playlist/${uri}` } } },
  "playlists.wanted": {
    later: { find: { run: findPlaylists, priority: 2, unique_key: ({ account_id }) => `playlists/${account_id}` } },
  },
  "playlist.films_wanted": {
    later: { fetch: { run: fetchFilms, priority: 2, unique_key: ({ playlist_id }) => `playlist/${playlist_id}/films` } },
  },
} satisfies Consequences);
