/** An event as somebody here wants to hold it, and what may be one. Its description is the text of its status. */
import type { Row } from "../db/schema.ts";
import { fromJson } from "../db/columns.ts";
import type { SeriesEvent } from "../db/planning-values.ts";
import { assertNone, wrongIf, type Refusal } from "../errors.ts";
import { isLonger } from "../text/count.ts";
import { httpUrl, stripNul } from "../text/outside.ts";
import { isTimeZone } from "../words/locale.ts";

/** Instants in ms; "" and 0 where nothing is said. */
export type EventDraft = SeriesEvent & {
  starts_at: number;
  ends_at: number;
  time_zone: string;
  /** Which of those that come again it is. */
  series?: { id: number; date: string } | undefined;
};

/** What is kept of an event besides what is counted; `note` is safe HTML. */
export type EventValues = EventDraft & { note: string; organiser_uri: string };
/** Of one elsewhere its server counts. */
export type EntryEvent = EventValues & { going_count?: number | undefined };

export const EVENT_LIMITS = Object.freeze({
  title: 200,
  place: 200,
  address: 400,
  url: 2048,
  capacity: 1_000_000,
  guests: 20,
  categories: 10,
  category: 60,
  message: 500,
});
const DAY = 86_400_000;
/** No event begins later than this, or lasts longer. */
export const LATEST = Date.UTC(2200, 0, 1);
const LONGEST = 366 * DAY;

const degrees = (most: number) => (text: string) =>
  text === "" || (/^-?\d{1,3}(?:\.\d{1,12})?$/.test(text) && Math.abs(Number(text)) <= most);

/** @throws Refusal `invalid`, one sentence for each rule that is broken */
export function assertEvent(draft: EventDraft): void {
  const { starts_at, ends_at, title, place_name, place_address, latitude, longitude, online_url, external_url } = draft;
  const begins = Number.isSafeInteger(starts_at) && starts_at > 0 && starts_at <= LATEST;
  const ends = ends_at === 0 || Number.isSafeInteger(ends_at);
  const nowhere = !degrees(90)(latitude) || !degrees(180)(longitude) || (latitude === "") !== (longitude === "");
  const link = "The link must begin with https:// or http://";
  assertNone([
    wrongIf(title.trim() === "", "Title can't be blank"),
    wrongIf(isLonger(title, EVENT_LIMITS.title), `Title is too long (maximum is ${EVENT_LIMITS.title} characters)`),
    wrongIf(!begins, "The beginning is no time"),
    wrongIf(!ends || (begins && ends_at !== 0 && ends_at < starts_at), "The end must not be before the beginning"),
    wrongIf(begins && ends && ends_at - starts_at > LONGEST, "An event lasts a year at most"),
    wrongIf(!isTimeZone(draft.time_zone), "The time zone is unknown"),
    wrongIf(isLonger(place_name, EVENT_LIMITS.place), "The place is too long"),
    wrongIf(isLonger(place_address, EVENT_LIMITS.address), "The place is too long", "place_address"),
    wrongIf(nowhere, "The coordinates are no place on earth"),
    wrongIf(online_url !== "" && httpUrl(online_url) === undefined, link),
    wrongIf(external_url !== "" && httpUrl(external_url) === undefined, link, "external_url"),
    wrongIf(draft.join_mode === "external" && external_url === "", "The page where one joins is missing"),
    ...numbersOf(draft),
  ]);
}

function numbersOf({ capacity, guests_max, categories }: EventDraft): (Refusal | undefined)[] {
  const whole = (value: number, most: number) => Number.isInteger(value) && value >= 0 && value <= most;
  const long = categories.some((name) => isLonger(name, EVENT_LIMITS.category));
  return [
    wrongIf(!whole(capacity, EVENT_LIMITS.capacity), "The number of places is no such number"),
    wrongIf(!whole(guests_max, EVENT_LIMITS.guests), `At most ${EVENT_LIMITS.guests} guests each`),
    wrongIf(long || categories.length > EVENT_LIMITS.categories, "There are too many categories"),
  ];
}

/** Without spaces around it, and harmless. */
export function tidiedEvent(draft: EventDraft): EventDraft {
  const tidy = (text: string) => stripNul(text).trim();
  // Other servers and calendars know whole seconds.
  const second = (at: number) => Math.floor(at / 1000) * 1000;
  return {
    ...draft,
    starts_at: second(draft.starts_at),
    ends_at: second(draft.ends_at),
    title: tidy(draft.title).replaceAll(/\s+/g, " "),
    place_name: tidy(draft.place_name).replaceAll(/\s+/g, " "),
    place_address: tidy(draft.place_address),
    online_url: tidy(draft.online_url),
    external_url: draft.join_mode === "external" ? tidy(draft.external_url) : "",
    categories: [...new Set(draft.categories.map(tidy).filter((name) => name !== ""))],
  };
}

/** What a row says, to be changed in part. */
export const draftOfEvent = (event: Row<"events">): EventDraft => ({
  title: event.title,
  starts_at: event.starts_at,
  ends_at: event.ends_at,
  time_zone: event.time_zone,
  all_day: event.all_day === 1,
  place_name: event.place_name,
  place_address: event.place_address,
  latitude: event.latitude,
  longitude: event.longitude,
  online_url: event.online_url,
  capacity: event.capacity,
  join_mode: event.join_mode,
  external_url: event.external_url,
  guests_max: event.guests_max,
  mail_guests: event.mail_guests === 1,
  state: event.state,
  categories: fromJson(event.categories),
});

export const blankEvent: EventDraft = Object.freeze({
  title: "",
  starts_at: 0,
  ends_at: 0,
  time_zone: "UTC",
  all_day: false,
  place_name: "",
  place_address: "",
  latitude: "",
  longitude: "",
  online_url: "",
  capacity: 0,
  join_mode: "free",
  external_url: "",
  guests_max: 0,
  mail_guests: false,
  state: "confirmed",
  categories: [],
});
