/**
 * What follows what: the one table of consequences.
 *
 * A *later* effect is a job, queued in the transaction of the event and sure to run; a *now* effect runs after the commit and may be lost
 * in a crash (streams, caches). Nothing else in Kith enqueues jobs or publishes to streams.
 */
import { eventEffects } from "./effects/events.ts";
import { chatEffects } from "./effects/chats.ts";
import type { Consequences } from "./effects/kinds.ts";
import { mailEffects } from "./effects/mail.ts";
import { peopleEffects } from "./effects/people.ts";
import { serverEffects } from "./effects/server.ts";
import { statusEffects } from "./effects/statuses.ts";
import { storyEffects } from "./effects/stories.ts";
import { videoEffects } from "./effects/videos.ts";

export const consequences: Consequences = Object.freeze({
  ...statusEffects,
  ...eventEffects,
  ...peopleEffects,
  ...serverEffects,
  ...mailEffects,
  ...chatEffects,
  ...storyEffects,
  ...videoEffects,
});
