/**
 * An event of ours as Mobilizon, Gancio, Mastodon and other Kiths read it: an Event whose `content` is its description, whose `summary` says when and where (Mastodon
 * shows name, summary and link), and joining it: Join, Leave, and what they are answered.
 */
import { fromJson } from "../../db/columns.ts";
import type { Row, Status } from "../../db/schema.ts";
import type { StatusPage } from "../../statuses/page.ts";
import { authorOf } from "../../statuses/page.ts";
import type { Json } from "./complete.ts";
import { ACTIVITYSTREAMS } from "./context.ts";

const TERMS = {
  mz: "https://joinmobilizon.org/ns#",
  ical: "http://www.w3.org/2002/12/cal/ical#",
  sc: "http://schema.org#",
  PostalAddress: "sc:PostalAddress",
  address: "sc:address",
  streetAddress: "sc:streetAddress",
  category: "sc:category",
  maximumAttendeeCapacity: "sc:maximumAttendeeCapacity",
  remainingAttendeeCapacity: "sc:remainingAttendeeCapacity",
  VirtualLocation: "sc:VirtualLocation",
  commentsEnabled: "https://joinpeertube.org/ns#commentsEnabled",
  joinMode: "mz:joinMode",
  timezone: "mz:timezone",
  isOnline: "mz:isOnline",
  participantCount: "mz:participantCount",
  participationMessage: "mz:participationMessage",
  anonymousParticipationEnabled: "mz:anonymousParticipationEnabled",
  externalParticipationUrl: { "@id": "mz:externalParticipationUrl", "@type": "@id" },
  repliesModerationOption: "mz:repliesModerationOption",
  uuid: "sc:identifier",
  draft: "mz:draft",
  allDay: "urn:kith:ns#allDay",
  guestsMax: "urn:kith:ns#guestsMax",
  people: "urn:kith:ns#people",
} as const;

export const withEventContext = (document: Json): Json => ({ ...document, "@context": [document["@context"], TERMS].flat() });

const MODES = { free: "free", approval: "restricted", invited: "invite", external: "external" } as const;

/** What Fedify's vocabulary has no words for, or other ones. */
export function toEventTerms(status: Status, page: StatusPage, summary: string): Json {
  const event = page.events.get(status.id);
  if (event === undefined) return {};
  const { capacity, going_count } = event;
  return {
    actor: authorOf(status, page).uri,
    summary,
    startTime: onClock(event.starts_at, event.time_zone),
    ...(event.ends_at === 0 ? {} : { endTime: onClock(event.ends_at, event.time_zone) }),
    timezone: event.time_zone,
    ...(event.all_day === 1 ? { allDay: true } : {}),
    ...toPlace(event),
    joinMode: MODES[event.join_mode],
    ...(event.external_url === "" ? {} : { externalParticipationUrl: event.external_url }),
    ...(capacity === 0
      ? {}
      : { maximumAttendeeCapacity: capacity, remainingAttendeeCapacity: Math.max(0, capacity - going_count) }),
    participantCount: going_count,
    ...(event.guests_max === 0 ? {} : { guestsMax: event.guests_max }),
    anonymousParticipationEnabled: event.mail_guests === 1,
    commentsEnabled: true,
    repliesModerationOption: "allow_all",
    draft: false,
    isOnline: event.online_url !== "" && event.place_name === "",
    "ical:status": event.state.toUpperCase(),
    category: fromJson(event.categories)[0] ?? "MEETING",
    uuid: String(event.id),
    mediaType: "text/html",
  };
}

type Where = Pick<Row<"events">, "place_name" | "place_address" | "latitude" | "longitude" | "online_url">;

/**
 * One place, which is what Mobilizon and Gancio expect; what is online is a link beside it, or the only place. One without an address has its name for it, for
 * without one Gancio fails to take a change; whoever finds the same words in both shows them once.
 */
function toPlace(event: Where): Json {
  const address = event.place_address.replaceAll(/\s*\n\s*/g, ", ");
  const name = event.place_name || address;
  const place = {
    type: "Place",
    name,
    ...(name === "" ? {} : { address: { type: "PostalAddress", streetAddress: address || name } }),
    ...(event.latitude === "" ? {} : { latitude: Number(event.latitude), longitude: Number(event.longitude) }),
  };
  if (place.name !== "") return { location: place };
  return event.online_url === "" ? {} : { location: { type: "VirtualLocation", url: event.online_url } };
}

/** How Mobilizon writes the page of an event. */
export const toWebsite = ({ online_url }: Where): Json[] =>
  online_url === "" ? [] : [{ type: "Link", href: online_url, mediaType: "text/html", name: "Website" }];

/** RFC 3339 with the offset of the place, so that whoever knows no zones still reads the right clock. */
function onClock(at: number, zone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  return local.toString({ timeZoneName: "never", smallestUnit: "second" });
}

/** `deed` by uris; `object_uri`: of the event, `to` who holds it. */
export type Asking = { uri: string; actor_uri: string; object_uri: string; to: string };

const CONTEXT = [ACTIVITYSTREAMS, TERMS];
const by = ({ actor_uri, object_uri, to }: Asking): Json => ({ actor: actor_uri, object: object_uri, to: [to] });

export const toJoin = (asking: Asking, { message, people }: { message: string; people: number }): Json => ({
  "@context": CONTEXT,
  type: "Join",
  id: asking.uri,
  ...by(asking),
  ...(message === "" ? {} : { participationMessage: message }),
  ...(people === 1 ? {} : { people }),
});

export const toLeave = (asking: Asking, uri: string): Json => ({ "@context": CONTEXT, type: "Leave", id: uri, ...by(asking) });
export const toMaybe = (asking: Asking, uri: string): Json => ({
  "@context": CONTEXT,
  type: "TentativeAccept",
  id: uri,
  ...by(asking),
});
export const toIgnore = (asking: Asking, uri: string): Json => ({ "@context": CONTEXT, type: "Ignore", id: uri, ...by(asking) });

const TOLD = { yes: "Accept", maybe: "TentativeAccept", no: "Reject" } as const;
type Told = keyof typeof TOLD;

/** What one says of coming where nobody needs to be asked, and what takes that back. */
export const toTold = (asking: Asking, answer: Told): Json => ({
  "@context": ACTIVITYSTREAMS,
  type: TOLD[answer],
  id: asking.uri,
  ...by(asking),
});
export const toUntold = (asking: Asking, answer: Told): Json => {
  const { "@context": _, ...told } = toTold(asking, answer);
  return {
    "@context": ACTIVITYSTREAMS,
    type: "Undo",
    id: `${asking.uri}#undo`,
    actor: asking.actor_uri,
    object: told,
    to: [asking.to],
  };
};

/** The answer to a Join, by who holds the event; somebody for whom there is no place yet is told so by a TentativeAccept. */
export const toJoinAnswer = (
  join: Asking,
  { uri, type }: { uri: string; type: "Accept" | "Reject" | "TentativeAccept" },
): Json => ({
  "@context": CONTEXT,
  type,
  id: uri,
  actor: join.to,
  to: [join.actor_uri],
  object: { type: "Join", id: join.uri, actor: join.actor_uri, object: join.object_uri },
});
