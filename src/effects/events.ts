/** What follows when somebody answers an event, or it changes. */
import { dropBytes } from "../federation/serve/bytes.ts";
import type { Consequences } from "./kinds.ts";
import { ofStatus } from "./lanes.ts";

/** Answers come in swarms: others hear of their number once in a while. */
const RECOUNT = 2 * 60_000;
/** Whoever suspends the wrong one takes it back at once: nobody hears of that. And who is deleted is no longer said to be suspended. */
const SECOND_THOUGHTS = 60_000;
const ofHolder = ({ account_id }: { account_id: number }): string => `holder/${account_id}`;
const ofAnswer = ({ event_id, account_id }: { event_id: number; account_id: number }): string => `rsvp/${event_id}/${account_id}`;

export const eventEffects: Consequences = Object.freeze({
  "event.asked": {
    later: {
      deliver: {
        run: async (kith, event, job) => await (await import("../federation/deliver/event.ts")).deliverAsking(kith, event, job),
        lane: ofAnswer,
        priority: 0,
      },
    },
  },
  "event.answered": {
    later: {
      deliver: {
        run: async (kith, event, job) =>
          await (await import("../federation/deliver/event.ts")).deliverJoinAnswer(kith, event, job),
        lane: ofAnswer,
        priority: 0,
      },
    },
  },
  "event.counted": {
    now: [dropBytes],
    later: {
      recount: {
        run: async (kith, event, job) =>
          await (await import("../federation/deliver/event.ts")).deliverAttendance(kith, event, job),
        lane: ofStatus,
        delay: RECOUNT,
        unique_key: ({ event_id }) => `attendance/${event_id}`,
      },
    },
  },
  "event.changed": {
    later: {
      guests: {
        run: async (kith, event, job) => await (await import("../events/letters.ts")).tellGuests(kith, event, job),
        priority: 2,
      },
    },
  },
  "event.guest": {
    later: {
      letter: {
        run: async (kith, event, job) => await (await import("../events/letters.ts")).writeToGuest(kith, event, job),
        lane: ({ rsvp_id }) => `guest/${rsvp_id}`,
      },
    },
  },
  "event.gone": {
    later: {
      letter: {
        run: async (kith, event, job) => await (await import("../events/letters.ts")).tellItIsGone(kith, event, job),
        lane: ({ rsvp_id }) => `guest/${rsvp_id}`,
      },
    },
  },
  "event.missed": {
    later: {
      tell: {
        run: async (kith, event, job) => await (await import("../events/missed.ts")).tellComers(kith, event, job),
        lane: ({ event_id }) => `missed/${event_id}`,
      },
    },
  },
  "events.hidden": {
    later: {
      tell: {
        run: async (kith, event) => await (await import("../events/missed.ts")).hideEvents(kith, event),
        delay: SECOND_THOUGHTS,
        lane: ofHolder,
      },
    },
  },
  "events.shown": {
    later: {
      tell: {
        run: async (kith, event) => await (await import("../events/missed.ts")).showEvents(kith, event),
        lane: ofHolder,
      },
    },
  },
  "answers.left": {
    later: {
      end: { run: async (kith, event) => await (await import("../events/left.ts")).endRest(kith, event) },
    },
  },
  "answers.returned": {
    later: {
      stand: {
        run: async (kith, event) => await (await import("../events/suspended.ts")).returnAnswers(kith, event),
        lane: ({ account_id }) => `answers/${account_id}`,
      },
    },
  },
  "event.reminded": {
    later: {
      letter: {
        run: async (kith, event, job) => await (await import("../events/letters.ts")).writeReminder(kith, event, job),
        priority: 2,
      },
    },
  },
} satisfies Consequences);
