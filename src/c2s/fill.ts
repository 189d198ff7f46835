/**
 * From what a client posts to what activitypub-express interprets: in our own terms, with its author filled in, addressed alike inside and out, and
 * without what only we may say.
 */
import type { Request } from "express";
import type { Account } from "../db/schema.ts";
import { forbidden, invalid, malformed, unsupported } from "../errors.ts";
import { stripNul } from "../text/outside.ts";
import { all, asObject, idOf, one } from "./documents.ts";
import type { Doc, Json, Port } from "./port.ts";

/** The activities of ActivityStreams. A Question is one there as well, and everywhere else a post with a poll. */
const ACTIVITIES = new Set(
  (
    "Accept Add Announce Arrive Block Create Delete Dislike EmojiReact Flag Follow Ignore Invite Join Leave Like Listen Move Offer " +
    "Read Reject Remove TentativeAccept TentativeReject Travel Undo Update View"
  ).split(" "),
);
/** Ids are ours to give. Whom `bto` and `bcc` name is kept apart, for to everybody who reads it that would be no secret. */
const NOT_THEIRS = ["id", "bto", "bcc", "_meta", "_local"] as const;
const EVERYBODY: ReadonlySet<string> = new Set(["https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"]);

/**
 * `doc`: to be interpreted; `removed`: what is null in its object, which JSON-LD does not tell from what is not there; `blind`: whom `bto` and `bcc`
 * name, by uri.
 */
export type Posted = { doc: Doc; type: string; removed: ReadonlySet<string>; blind: readonly string[] };

/** @throws Refusal `unsupported` for other media types, `malformed`, `forbidden` for what is said to be by somebody else */
export async function readPosted(port: Port, request: Request, account: Account): Promise<Posted> {
  if (!port.isActivityType(request.headers["content-type"]))
    throw unsupported("Post application/activity+json, or application/ld+json with the ActivityStreams profile");
  const doc = cleaned(await port.readDocument(await port.readBody(request))) as Doc;
  const { type } = doc;
  if (typeof type !== "string" || type === "") throw malformed("It takes one type");
  assertOwn(doc.actor, account, "The actor is somebody else");
  const blind = blindIn([doc, asObject(one(doc.object)) ?? {}], account);
  if (!ACTIVITIES.has(type)) {
    const object = ownObject(doc, account);
    return { doc: { ...object, ...addressesOf([object]) }, type: "Create", removed: new Set(), blind };
  }
  const filled: Json = { ...without(doc, NOT_THEIRS), actor: account.uri };
  if (all(doc.object).length > 1) throw malformed("It takes one object at a time");
  if (type !== "Create" && type !== "Update") return { doc: { ...filled, object: named(doc) }, type, removed: new Set(), blind };
  const inner = asObject(one(doc.object));
  if (inner === undefined) throw malformed("It takes an object, written out");
  if (typeof inner["type"] !== "string" && type === "Create") throw malformed("The object takes one type");
  const own = type === "Create" ? ownObject(inner, account) : ownChange(inner, account);
  return { doc: withAddresses(filled, own), type, removed: nullsOf(inner), blind };
}

/** Contexts have done what they are for; U+0000 and lone surrogates are no text. The reader has seen to it that it ends. */
function cleaned(value: unknown): unknown {
  if (typeof value === "string") return stripNul(value);
  if (Array.isArray(value)) return value.map(cleaned);
  const doc = asObject(value);
  if (doc === undefined) return value;
  const entries = Object.entries(doc).filter(([name]) => name !== "@context");
  return Object.fromEntries(entries.map(([name, inner]) => [name, cleaned(inner)]));
}

/**
 * What it is about, by id alone: of a thing that has one, nothing that a client writes about it counts. What is undone may be written out instead.
 *
 * @throws Refusal `malformed`
 */
function named({ type, object }: Doc): unknown {
  const inner = asObject(one(object));
  if (inner === undefined) return object;
  const own = inner["type"] === "Link" ? idOf(inner["href"]) : idOf(inner);
  if (own !== undefined) return own;
  if (type !== "Undo") throw malformed("The object is named by its id");
  // Whom one follows or blocks says which Follow or Block it was.
  return inner["type"] === "Follow" || inner["type"] === "Block" ? idOf(inner["object"]) : inner;
}

/** @param named one or many ids, or whole actors, which all have to be the account */
function assertOwn(named: unknown, account: Account, complaint: string): void {
  if (all(named).some((value) => idOf(value) !== account.uri)) throw forbidden(complaint);
}

function ownObject(doc: Doc, account: Account): Json {
  assertOwn(doc.attributedTo, account, "The author is somebody else");
  return { ...without(doc, [...NOT_THEIRS, "actor"]), attributedTo: account.uri };
}

/** What is changed keeps its id, by which it is found. */
function ownChange(doc: Doc, account: Account): Json {
  assertOwn(doc.attributedTo, account, "The author is somebody else");
  if (idOf(doc) === undefined) throw malformed("What is updated is named by its id");
  // It keeps its type, whatever is said of it.
  return { ...without(doc, [...NOT_THEIRS, "type"]), id: idOf(doc) };
}

const without = (doc: Doc, names: readonly string[]): Json =>
  Object.fromEntries(Object.entries(doc).filter(([name]) => !names.includes(name)));

/** Whoever is addressed by the activity is addressed by its object, and the other way round (ActivityPub, 6.2). */
function withAddresses(activity: Json, object: Json): Json {
  const both = addressesOf([activity, object]);
  return { ...activity, ...both, object: { ...object, ...both } };
}

/** `audience` is one more `cc`. What addresses nobody says nothing. */
function addressesOf(docs: readonly Doc[]): Json {
  const named = { to: docs.flatMap(({ to }) => all(to)), cc: docs.flatMap(({ cc, audience }) => [...all(cc), ...all(audience)]) };
  return Object.fromEntries(Object.entries(named).filter(([, values]) => values.length > 0));
}

/** @throws Refusal `invalid` for everybody and for collections: there is no way to tell them alone */
function blindIn(docs: readonly Doc[], account: Account): string[] {
  const named = docs.flatMap(({ bto, bcc }) => [...all(bto), ...all(bcc)]).flatMap((entry) => idOf(entry) ?? []);
  if (named.some((uri) => EVERYBODY.has(uri) || uri === account.followers_url || uri === account.following_url))
    throw invalid("bto and bcc name people; everybody and followers stand in to or cc");
  return [...new Set(named)];
}

const nullsOf = (doc: Doc): ReadonlySet<string> =>
  new Set(Object.entries(doc).flatMap(([name, value]) => (value === null ? [name] : [])));
