/**
 * The last touch to JSON that Fedify's vocabulary has written, before anything is signed: what it has no words for, and how peers want to read it.
 *
 * Four things, each taught by a peer:
 * - Public is written in full: Fedify shortens it to `as:Public`, which snac takes for nobody, so that the status becomes private.
 * - `to`, `cc`, `tag`, `attachment` and the like are lists even of one: not everybody reads JSON-LD's single values.
 * - An event without tags has no `tag`: Gancio asks PostgreSQL for the tags of an empty list, which is no SQL.
 * - `blurhash`, `focalPoint` and `conversation` are added: the vocabulary would drop them.
 */
import type { MediaTerms } from "./attachments.ts";
import { PUBLIC } from "./writer.ts";

export type Json = { [key: string]: unknown };

/** What the vocabulary has no words for. `media` by the attachment's address. */
export type Extras = { conversation?: string; media?: ReadonlyMap<string, MediaTerms>; terms?: Json };

const AUDIENCE = new Set(["to", "cc"]);
const LISTS = new Set(["tag", "attachment", "oneOf", "anyOf", "alsoKnownAs", "assertionMethod", "items", "orderedItems"]);
/** Lists that a status always has: some readers do not look whether they are there. */
const OF_STATUS = ["to", "cc", "tag", "attachment"];
const STATUSES = new Set(["Note", "Question", "Event"]);
const ADDRESSED = new Set(["Create", "Update", "Announce"]);

/** @param document as `toJsonLd` gave it; a new one is returned */
export function complete(document: Json, extras: Extras = {}): Json {
  const result: Json = {};
  for (const [key, value] of Object.entries(document)) {
    if (key === "@context") result[key] = value;
    else if (AUDIENCE.has(key)) result[key] = asList(value).map(spelledOut);
    else if (LISTS.has(key)) result[key] = asList(value).map((entry) => inner(entry, extras));
    else result[key] = inner(value, extras);
  }
  const type = typeof document.type === "string" ? document.type : "";
  if (ADDRESSED.has(type)) Object.assign(result, { to: result.to ?? [], cc: result.cc ?? [] });
  if (STATUSES.has(type) && "attributedTo" in document) addTerms(result, extras);
  return result;
}

function inner(value: unknown, extras: Extras): unknown {
  if (Array.isArray(value)) return value.map((entry) => inner(entry, extras));
  return typeof value === "object" && value !== null ? complete(value as Json, extras) : value;
}

function addTerms(status: Json, { conversation, media, terms }: Extras): void {
  for (const name of OF_STATUS) if (name !== "tag" || status.type !== "Event") status[name] ??= [];
  if (conversation !== undefined && conversation !== "") status.conversation = conversation;
  Object.assign(status, terms);
  for (const attachment of status.attachment as Json[]) Object.assign(attachment, media?.get(String(attachment.url)));
}

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);
const spelledOut = (entry: unknown): unknown => (entry === "as:Public" || entry === "Public" ? PUBLIC : entry);
