/** Events: an extension of ours. It stands in its status, and by itself; and what somebody has answered. */
import { fromJson, rfc3339 } from "../../db/columns.ts";
import type { EventState, JoinMode, RsvpState } from "../../db/values.ts";
import type { LoadedEvent } from "../../events/beside.ts";
import type { EventSeries, Rsvp } from "../../events/store.ts";
import { toRrule } from "../../recurrence/rrule.ts";
import type { AccountJson } from "./account.ts";
import type { Scene } from "./scene.ts";

export type RsvpJson = { state: RsvpState; number: number; invited: boolean; message: string };
export type EventJson = {
  id: string;
  status_id: string;
  title: string;
  /** HTML. */
  content: string;
  start: string;
  end: string | null;
  time_zone: string;
  all_day: boolean;
  place: { name: string; address: string; latitude: number | null; longitude: number | null } | null;
  online_url: string | null;
  capacity: number | null;
  join_mode: JoinMode;
  external_url: string | null;
  guests_max: number;
  mail_guests: boolean;
  state: EventState;
  categories: string[];
  going_count: number;
  maybe_count: number;
  waiting_count: number;
  ics_url: string;
  /** It comes again by this rule (RFC 5545), from `starts` (local) on; `next`: the local date of the one that is announced next, null when no more come; `refused`: why it rests, for who holds it. */
  recurrence: { rrule: string; starts: string; time_zone: string; date: string; next: string | null; refused?: string } | null;
  /** Of who asks. */
  rsvp: RsvpJson | null;
};

export const renderEvent = (event: LoadedEvent, { instance }: Pick<Scene, "instance">, viewer_id = 0): EventJson => ({
  id: String(event.id),
  status_id: String(event.status_id),
  title: event.title,
  content: event.note,
  start: rfc3339(event.starts_at),
  end: event.ends_at === 0 ? null : rfc3339(event.ends_at),
  time_zone: event.time_zone,
  all_day: event.all_day === 1,
  place: placeOf(event),
  online_url: event.online_url || null,
  capacity: event.capacity || null,
  join_mode: event.join_mode,
  external_url: event.external_url || null,
  guests_max: event.guests_max,
  mail_guests: event.mail_guests === 1,
  state: event.state,
  categories: fromJson(event.categories),
  going_count: event.going_count,
  maybe_count: event.maybe_count,
  waiting_count: event.waiting_count,
  ics_url: `${instance.origin}/events/${event.id}.ics`,
  recurrence: event.series === undefined ? null : renderRecurrence(event, event.series, viewer_id),
  rsvp: event.rsvp === undefined ? null : renderRsvp(event.rsvp),
});

type Place = Pick<LoadedEvent, "place_name" | "place_address" | "latitude" | "longitude">;

export const placeOf = ({ place_name, place_address, latitude, longitude }: Place): EventJson["place"] =>
  place_name === "" && place_address === "" && latitude === ""
    ? null
    : {
        name: place_name,
        address: place_address,
        latitude: latitude === "" ? null : Number(latitude),
        longitude: longitude === "" ? null : Number(longitude),
      };

function renderRecurrence(
  { all_day, series_date }: LoadedEvent,
  { starts, time_zone, rule, next_date, refused, account_id }: EventSeries,
  viewer_id: number,
) {
  const rrule = toRrule({ starts, time_zone, rule: fromJson(rule) }, all_day === 1);
  return {
    rrule,
    starts,
    time_zone,
    date: series_date,
    next: next_date || null,
    ...(refused !== "" && account_id === viewer_id ? { refused } : {}),
  };
}

export const renderRsvp = ({ state, number, invited, message }: Rsvp): RsvpJson => ({
  state,
  number,
  invited: invited === 1,
  message,
});

export type ComerJson = {
  id: string;
  account: AccountJson | null;
  name: string | null;
  state: RsvpState;
  number: number;
  message?: string;
};

/** @param whole for who holds the event: what was said to them alone. The address of a guest is nobody's to see. */
export const renderComer = (rsvp: Rsvp, account: AccountJson | undefined, whole: boolean): ComerJson => ({
  id: String(rsvp.id),
  account: account ?? null,
  name: whole && rsvp.name !== "" ? rsvp.name : null,
  state: rsvp.state,
  number: rsvp.number,
  ...(whole ? { message: rsvp.message } : {}),
});
