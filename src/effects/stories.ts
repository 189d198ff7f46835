/** What follows what happens to stories. */
import { streamStory, streamStoryEnd } from "../stories/stream.ts";
import type { Consequences } from "./kinds.ts";

type OfStory = { story_id: number };
const ofStory = ({ story_id }: OfStory): string => `story/${story_id}`;
const byOne = ({ story_id, account_id }: OfStory & { account_id: number }): string => `story/${story_id}/${account_id}`;

export const storyEffects: Consequences = Object.freeze({
  "story.published": {
    now: [streamStory],
    later: {
      deliver: {
        run: async (kith, event, job) => await (await import("../federation/deliver/story.ts")).deliverStory(kith, event, job),
        when: ({ local }) => local,
        lane: ofStory,
      },
    },
  },
  "story.ended": {
    now: [streamStoryEnd],
    later: {
      deliver: {
        run: async (kith, event, job) => await (await import("../federation/deliver/story.ts")).deliverStoryEnd(kith, event, job),
        when: ({ local }) => local,
        lane: ofStory,
      },
    },
  },
  "story.seen": {
    later: {
      deliver: {
        run: async (kith, event, job) =>
          await (await import("../federation/deliver/story.ts")).deliverStoryView(kith, event, job),
        lane: byOne,
        priority: 2,
      },
    },
  },
  "story.reacted": {
    later: {
      deliver: {
        run: async (kith, event, job) =>
          await (await import("../federation/deliver/story.ts")).deliverStoryReaction(kith, event, job),
        lane: byOne,
      },
    },
  },
} satisfies Consequences);
