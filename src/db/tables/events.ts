/** Events and who comes to them. Columns as in `migrations/`; a test compares them. */
import type { Generated } from "kysely";
import type { Flag, Json } from "../columns.ts";
import type { Recurrence } from "../../recurrence/rule.ts";
import type { EventState, GoneReason, JoinMode, RsvpState } from "../values.ts";
import type { SeriesEvent, SeriesWords } from "../planning-values.ts";

/** A status with such a row is an event. */
export interface EventsTable {
  id: number;
  status_id: number;
  /** Of who holds it: the author of its status. */
  account_id: number;
  title: string;
  /** What is said of it besides: safe HTML. The status itself says title, time and place as well, for those who know no events. */
  note: string;
  /** ms. Of whole days: midnight in its time zone. */
  starts_at: number;
  /** ms, the instant at which it is over; 0 = not said. */
  ends_at: number;
  /** IANA. */
  time_zone: string;
  all_day: Flag;
  place_name: string;
  place_address: string;
  /** Degrees; "" = not known. */
  latitude: string;
  longitude: string;
  online_url: string;
  /** People; 0 = as many as want to. */
  capacity: number;
  join_mode: JoinMode;
  /** Where one joins, if not here. */
  external_url: string;
  /** How many each may bring. */
  guests_max: number;
  /** People without an account may come, by a link in a letter. */
  mail_guests: Flag;
  state: EventState;
  categories: Json<string[]>;
  /** What it is found by: title, place and categories, in small letters. */
  words: string;
  /** Who answers those who want to join, if that is not who holds it; "" otherwise. */
  organiser_uri: string;
  /** Of its calendar entry: one more with each change (RFC 5545, 3.8.7.4). */
  sequence: number;
  /** People, with those whom they bring; of one elsewhere, as its server says. */
  going_count: number;
  maybe_count: number;
  waiting_count: number;
  created_at: number;
  /** One of those that come again (`event_series`), or null; and which of them: its local date by the rule, wherever it has been moved to. */
  series_id: number | null;
  series_date: string;
}

/** What comes again: the next is announced when the one before it begins, so that there is always one to answer. */
export interface EventSeriesTable {
  id: number;
  account_id: number;
  /** Local, "2026-03-03T18:30" (`src/recurrence`). */
  starts: string;
  time_zone: string;
  rule: Json<Recurrence>;
  /** ms; 0 = no end is said. */
  duration: number;
  /** What is to stand beside each, and what each is to be, but for its times. */
  words: Json<SeriesWords>;
  event: Json<SeriesEvent>;
  /** The first that has not been announced; "" and 0 when there is none any more. */
  next_date: string;
  next_at: number;
  /** ms: when it is to be announced; 0 = never. */
  announce_at: number;
  /** Why it could not be announced when it was to be, since when it rests. */
  refused: Generated<string>;
  /** Of its calendar entry. */
  sequence: number;
  created_at: number;
}

export interface EventRsvpsTable {
  id: number;
  event_id: number;
  /** Null: a guest by letter. */
  account_id: number | null;
  state: RsvpState;
  /** People, with oneself. */
  number: number;
  invited: Flag;
  message: string;
  /** Of the Join. */
  uri: string;
  /** Of a guest by letter; "" for all others. */
  name: string;
  email: string;
  /** Bits: 1 = a day before, 2 = an hour before. */
  reminded: number;
  created_at: number;
  answered_at: number;
  /** The language in which a guest by letter asked; "" = that of this server. */
  locale: string;
}

/** The address of one's own calendar: it can be read by whoever knows it, and renewed. */
export interface EventFeedsTable {
  account_id: number;
  secret: string;
  created_at: number;
}

/** Of who is suspended: what they had answered, as it was. */
export interface EventRsvpsAsideTable {
  id: number;
  event_id: number;
  account_id: number;
  state: RsvpState;
  number: number;
  invited: Flag;
  message: string;
  uri: string;
  reminded: number;
  created_at: number;
  answered_at: number;
}

/** What is told of an event that is there no more, to those who had answered it. */
export interface GoneEventsTable {
  /** The event's id; while its holder is suspended there still is such an event. */
  event_id: number;
  /** Who held it. */
  account_id: number;
  reason: GoneReason;
  title: string;
  starts_at: number;
  ends_at: number;
  all_day: Flag;
  time_zone: string;
  place_name: string;
  place_address: string;
  created_at: number;
}

export interface EventsTables {
  gone_events: GoneEventsTable;
  event_rsvps_aside: EventRsvpsAsideTable;
  events: EventsTable;
  event_rsvps: EventRsvpsTable;
  event_feeds: EventFeedsTable;
  event_series: EventSeriesTable;
}
