/**
 * An Event as Mobilizon (https://docs.mobilizon.org/5.%20Interoperability/1.activity_pub/), Gancio, the WordPress plug-ins and we ourselves write it: name, times with a
 * zone, a place as ActivityStreams or schema.org has it, and how one joins.
 */
import { count, decimal, flag, id, instant, isA, list, object, objects, sameOrigin, text, type Doc } from "./shape.ts";

export type EventRecord = {
  title: string;
  /** Raw HTML. */
  note: string;
  /** ms. */
  starts_at: number;
  ends_at: number;
  /** IANA, unchecked; "" = not said. */
  time_zone: string;
  all_day: boolean;
  place_name: string;
  place_address: string;
  latitude: string;
  longitude: string;
  online_url: string;
  capacity: number;
  join_mode: "free" | "approval" | "invited" | "external";
  external_url: string;
  guests_max: number;
  state: "confirmed" | "tentative" | "cancelled";
  categories: string[];
  organiser_uri: string;
  going_count: number;
};

/** Undefined for what has no beginning, or is no event. @param note its content as HTML */
export function eventOf(doc: Doc, note: string): EventRecord | undefined {
  const starts_at = isA(doc, "Event") ? instant(doc.startTime) : undefined;
  if (starts_at === undefined || starts_at === 0) return undefined;
  const ends_at = instant(doc.endTime) ?? 0;
  const [uri, organiser] = [id(doc.id) ?? "", id(doc.actor)];
  return {
    title: text(doc.name ?? doc.nameMap, 800).trim(),
    note,
    starts_at,
    ends_at: ends_at >= starts_at ? ends_at : 0,
    time_zone: text(doc.timezone, 64),
    all_day: flag(doc.allDay),
    ...placeOf(doc),
    capacity: count(doc.maximumAttendeeCapacity, 1_000_000) ?? 0,
    ...joiningOf(doc),
    guests_max: count(doc.guestsMax, 20) ?? 0,
    state: stateOf(doc),
    categories: list(doc.category, 10).flatMap((entry) => text(entry, 60) || []),
    organiser_uri: organiser !== undefined && sameOrigin(organiser, uri) ? organiser : "",
    going_count: count(doc.participantCount, 10_000_000) ?? 0,
  };
}

/** Under ActivityStreams' name, or schema.org's, as Mobilizon's context has it. */
const locationsOf = (doc: Doc): Doc[] =>
  objects(doc.location ?? doc["schema:location"] ?? doc["sc:location"] ?? doc["http://schema.org#location"], 5);

type Place = Pick<EventRecord, "place_name" | "place_address" | "latitude" | "longitude" | "online_url">;

function placeOf(doc: Doc): Place {
  const all = locationsOf(doc);
  const place = all.find((entry) => !isA(entry, "VirtualLocation"));
  const online = all.find((entry) => isA(entry, "VirtualLocation"));
  const [latitude, longitude] = [degrees(place?.latitude, 90), degrees(place?.longitude, 180)];
  const known = latitude !== "" && longitude !== "";
  const [place_name, address] = [text(place?.name, 800).trim().slice(0, 200), addressOf(place?.address)];
  return {
    place_name,
    // WordPress writes the one line that it has as both.
    place_address: address === place_name ? "" : address,
    latitude: known ? latitude : "",
    longitude: known ? longitude : "",
    online_url: id(online?.url) ?? websiteOf(doc) ?? "",
  };
}

/** A line of text, or a PostalAddress of schema.org. */
function addressOf(value: unknown): string {
  const parts = object(list(value, 1)[0]);
  if (parts === undefined) return text(value, 400).trim();
  const town = [text(parts.postalCode, 40), text(parts.addressLocality, 200)].filter(Boolean).join(" ");
  const lines = [text(parts.streetAddress, 200), town, text(parts.addressRegion, 200), text(parts.addressCountry, 200)];
  return lines
    .map((line) => line.trim())
    .filter(Boolean)
    .join(", ")
    .slice(0, 400);
}

function degrees(value: unknown, most: number): string {
  const number = decimal(list(value, 1)[0]);
  return !Number.isFinite(number) || Math.abs(number) > most ? "" : String(Number(number.toFixed(6)));
}

/** Mobilizon's online address is a Link among the attachments. */
function websiteOf(doc: Doc): string | undefined {
  const link = objects(doc.attachment, 16).find((entry) => isA(entry, "Link") && text(entry.name, 50) === "Website");
  return link === undefined ? undefined : id(link.href);
}

const MODES: Readonly<Record<string, EventRecord["join_mode"]>> = {
  free: "free",
  restricted: "approval",
  invite: "invited",
  external: "external",
};

/** Gancio says nothing of it: nobody joins there. */
function joiningOf(doc: Doc): Pick<EventRecord, "join_mode" | "external_url"> {
  const said = text(doc.joinMode, 200).split(/[:#]/).at(-1) ?? "";
  const page = id(doc.externalParticipationUrl);
  const mode = Object.hasOwn(MODES, said) ? MODES[said] : undefined;
  if (mode === "external" && page === undefined) return { join_mode: "free", external_url: "" };
  return { join_mode: mode ?? "free", external_url: mode === "external" ? (page ?? "") : "" };
}

/** As Mobilizon spells it (with and without prefix), and schema.org. */
function stateOf(doc: Doc): EventRecord["state"] {
  const said = `${text(doc["ical:status"] ?? doc.status, 100)} ${text(doc.eventStatus, 100)}`.toUpperCase();
  if (/CANCELL?ED/.test(said)) return "cancelled";
  return said.includes("TENTATIVE") ? "tentative" : "confirmed";
}
