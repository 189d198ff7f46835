/** What follows when a film has become a video: its sizes are made, which is read from its file only then. */
import type { Consequences } from "./kinds.ts";

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
} satisfies Consequences);
