/** What follows what happens to stories. */
import { deliverStory, deliverStoryEnd, deliverStoryReaction, deliverStoryView } from "../federation/handlers.ts";
import { streamStory, streamStoryEnd } from "../stories/stream.ts";
import type { Consequences } from "./kinds.ts";

type OfStory = { story_id: number };
const ofStory = ({ story_id }: OfStory): string => `story/${story_id}`;
const byOne = ({ story_id, account_id }: OfStory & { account_id: number }): string => `story/${story_id}/${account_id}`;

export const storyEffects: Consequences = Object.freeze({
  "story.published": { now: [streamStory], later: { deliver: { run: deliverStory, when: ({ local }) => local, lane: ofStory } } },
  "story.ended": {
    now: [streamStoryEnd],
    later: { deliver: { run: deliverStoryEnd, when: ({ local }) => local, lane: ofStory } },
  },
  "story.seen": { later: { deliver: { run: deliverStoryView, lane: byOne, priority: 2 } } },
  "story.reacted": { later: { deliver: { run: deliverStoryReaction, lane: byOne } } },
} satisfies Consequences);
