/** Events: an extension of ours. It stands in its status, and by itself; and what somebody has answered. */
import { fromJson, rfc3339 } from "../../db/columns.ts";
import type { EventState, JoinMode, RsvpState } from "../../db/values.ts";
import type { LoadedEvent } from "../../events/beside.ts";
import type { Rsvp } from "../../events/store.ts";
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
  /** Of who asks. */
  rsvp: RsvpJson | null;
};

export const renderEvent = (event: LoadedEvent, { instance }: Pick<Scene, "instance">): EventJson => ({
  id: String(event.id),
  status_id: String(event.status_id),
  title: event.title,
  content: event.note,
  start: rfc3339(event.starts_at),
  end: event.ends_at === 0 ? null : rfc3339(event.ends_at),
  time_zone: event.time_zone,
  all_day: event.all_day === 1,
  place:
    event.place_name === "" && event.place_address === "" && event.latitude === ""
      ? null
      : {
          name: event.place_name,
          address: event.place_address,
          latitude: event.latitude === "" ? null : Number(event.latitude),
          longitude: event.longitude === "" ? null : Number(event.longitude),
        },
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
  rsvp: event.rsvp === undefined ? null : renderRsvp(event.rsvp),
});

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
