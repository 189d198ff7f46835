/** What follows when somebody answers an event, or it changes. */
import { tellGuests, writeReminder, writeToGuest } from "../events/letters.ts";
import { deliverAsking, deliverAttendance, deliverJoinAnswer } from "../federation/deliver/event.ts";
import { dropBytes } from "../federation/serve/bytes.ts";
import type { Consequences } from "./kinds.ts";
import { ofStatus } from "./lanes.ts";

/** Answers come in swarms: others hear of their number once in a while. */
const RECOUNT = 2 * 60_000;
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
  "event.changed": { later: { guests: { run: tellGuests, priority: 2 } } },
  "event.guest": { later: { letter: { run: writeToGuest, lane: ({ rsvp_id }) => `guest/${rsvp_id}` } } },
  "event.reminded": { later: { letter: { run: writeReminder, priority: 2 } } },
} satisfies Consequences);
