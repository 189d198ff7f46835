/** What follows when a film has become a video: its sizes are made; and when a playlist is shown: others hear of it. Both are read only then. */
import type { KithEventOf } from "../kith-events.ts";
import type { Consequences } from "./kinds.ts";

const deliver = async () => await import("../federation/deliver/playlist.ts");
const lookup = async () => await import("../federation/lookup/playlist.ts");
const ofPlaylist = ({ playlist_id }: KithEventOf<"playlist.published" | "playlist.removed">): string => `playlist/${playlist_id}`;

export const videoEffects: Consequences = Object.freeze({
  "video.wanted": {
    later: {
      ladder: {
        run: async (kith, event, job) => await (await import("../videos/ladder.ts")).climbLadder(kith, event, job),
        // One at a time, after all that somebody waits for.
        lane: () => "media/ladders",
        priority: 2,
      },
    },
  },
  "playlist.published": {
    later: {
      deliver: {
        run: async (...what) => await (await deliver()).deliverPlaylist(...what),
        lane: ofPlaylist,
        // Who puts a list in order does so by many small steps.
        delay: 10_000,
        unique_key: ({ playlist_id, change }) => `playlist/${playlist_id}/${change}`,
      },
    },
  },
  "playlist.removed": {
    later: { deliver: { run: async (...what) => await (await deliver()).deliverPlaylistRemoval(...what), lane: ofPlaylist } },
  },
  "playlist.found": {
    later: {
      refresh: {
        run: async (...what) => await (await lookup()).refreshPlaylist(...what),
        priority: 2,
        unique_key: ({ uri }) => `playlist/${uri}`,
      },
    },
  },
  "playlists.wanted": {
    later: {
      find: {
        run: async (...what) => await (await lookup()).findPlaylists(...what),
        priority: 2,
        unique_key: ({ account_id }) => `playlists/${account_id}`,
      },
    },
  },
  "playlist.films_wanted": {
    later: {
      fetch: {
        run: async (kith, event) => await (await lookup()).fetchFilms(kith, event),
        priority: 2,
        unique_key: ({ playlist_id }) => `playlist/${playlist_id}/films`,
      },
    },
  },
} satisfies Consequences);
