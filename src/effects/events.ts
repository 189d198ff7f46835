/** What follows when somebody answers an event, or it changes. */
import { deliverAsking, deliverAttendance, deliverJoinAnswer } from "../federation/handlers.ts";
import { dropBytes } from "../federation/serve/bytes.ts";
import { whenCalled } from "../lazy.ts";
import type { Consequences } from "./kinds.ts";
import { ofStatus } from "./lanes.ts";

/** Answers come in swarms: others hear of their number once in a while. */
const RECOUNT = 2 * 60_000;
/** Whoever suspends the wrong one takes it back at once: nobody hears of that. And who is deleted is no longer said to be suspended. */
const SECOND_THOUGHTS = 60_000;
const ofHolder = ({ account_id }: { account_id: number }): string => `holder/${account_id}`;
const ofAnswer = ({ event_id, account_id }: { event_id: number; account_id: number }): string => `rsvp/${event_id}/${account_id}`;

export const eventEffects: Consequences = Object.freeze({
  "event.asked": { later: { deliver: { run: deliverAsking, lane: ofAnswer, priority: 0 } } },
  "event.answered": { later: { deliver: { run: deliverJoinAnswer, lane: ofAnswer, priority: 0 } } },
  "event.counted": {
    now: [dropBytes],
    later: {
      recount: { run: deliverAttendance, lane: ofStatus, delay: RECOUNT, unique_key: ({ event_id }) => `attendance/${event_id}` },
    },
  },
  "event.changed": {
    later: { guests: { run: whenCalled(async () => (await import("../events/letters.ts")).tellGuests), priority: 2 } },
  },
  "event.guest": {
    later: {
      letter: {
        run: whenCalled(async () => (await import("../events/letters.ts")).writeToGuest),
        lane: ({ rsvp_id }) => `guest/${rsvp_id}`,
      },
    },
  },
  "event.gone": {
    later: {
      letter: {
        run: whenCalled(async () => (await import("../events/letters.ts")).tellItIsGone),
        lane: ({ rsvp_id }) => `guest/${rsvp_id}`,
      },
    },
  },
  "event.missed": {
    later: {
      tell: {
        run: whenCalled(async () => (await import("../events/missed.ts")).tellComers),
        lane: ({ event_id }) => `missed/${event_id}`,
      },
    },
  },
  "events.hidden": {
    later: {
      tell: {
        run: whenCalled(async () => (await import("../events/missed.ts")).hideEvents),
        delay: SECOND_THOUGHTS,
        lane: ofHolder,
      },
    },
  },
  "events.shown": {
    later: { tell: { run: whenCalled(async () => (await import("../events/missed.ts")).showEvents), lane: ofHolder } },
  },
  "answers.left": {
    later: { end: { run: whenCalled(async () => (await import("../events/left.ts")).endRest) } },
  },
  "answers.returned": {
    later: {
      stand: {
        run: whenCalled(async () => (await import("../events/suspended.ts")).returnAnswers),
        lane: ({ account_id }) => `answers/${account_id}`,
      },
    },
  },
  "event.reminded": {
    later: { letter: { run: whenCalled(async () => (await import("../events/letters.ts")).writeReminder), priority: 2 } },
  },
} satisfies Consequences);
