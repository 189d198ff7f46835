/** What happens to events that people hold. */
import type { Row } from "../db/schema.ts";
import type { GoneReason, RsvpState } from "../db/values.ts";

/** What of an event is told when its row is gone. */
export type Occasion = Pick<
  Row<"events">,
  "title" | "starts_at" | "ends_at" | "all_day" | "time_zone" | "place_name" | "place_address"
>;

/**
 * - `account_ids`: whose answers end, at most 500;
 * - `group_id`: only at what is held for the members of that group; - `holder_ids`: only at what those accounts hold, at most 500; neither: everywhere;
 * - `aside`: they are kept, for they may come back (`suspended.ts`)
 */
export type Ended = { account_ids: readonly number[]; group_id?: number; holder_ids?: readonly number[]; aside?: boolean };

export type GatheringEvent =
  /** By one of ours, to who holds it elsewhere; `uri`: of the Join (or of what that server has for it) that is sent or taken back; `was`: what is taken back, a yes unless said. */
  | {
      type: "event.asked";
      rsvp_id: number;
      event_id: number;
      account_id: number;
      what: "join" | "leave" | "maybe" | "ignore";
      uri: string;
      was?: "maybe" | "no";
    }
  /** By who holds it here, to somebody elsewhere who has asked by the Join `uri`. */
  | { type: "event.answered"; event_id: number; account_id: number; uri: string; state: RsvpState }
  /** Another number of people comes. */
  | { type: "event.counted"; event_id: number; status_id: number; account_id: number }
  /** Its time, place or name, or whether it takes place at all. */
  | { type: "event.changed"; event_id: number; status_id: number }
  /** A guest by letter is to be written to. */
  | { type: "event.guest"; rsvp_id: number; what: "asked" | "admitted" | "waiting" | "declined" | "changed" | "day" | "hour" }
  /** All that an account holds is shown no more, for it is suspended; or it is shown again. */
  | { type: "events.hidden"; account_id: number }
  | { type: "events.shown"; account_id: number }
  /** Their answers end (`ended.ts`), and one transaction could not see to all of them. */
  | ({ type: "answers.left" } & Ended)
  /** Whoever was suspended is so no more: what they had answered stands again. */
  | { type: "answers.returned"; account_id: number }
  /** These of ours had answered it: they are to hear that it is there no more, or (`back`) that it is there again. */
  | { type: "event.missed"; event_id: number; account_ids: readonly number[]; back?: true }
  /** A guest by letter of an event that is there no more is to hear that it does not take place; `reason`: not in jobs of older versions. */
  | ({ type: "event.gone"; rsvp_id: number; reason?: GoneReason } & Pick<Row<"event_rsvps">, "name" | "email" | "locale"> &
      Occasion)
  /** Somebody here is to be reminded by letter. */
  | { type: "event.reminded"; rsvp_id: number; what: "day" | "hour" };
