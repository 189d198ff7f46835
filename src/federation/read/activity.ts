// An activity as a plain record: who does what to which object. What the object is, its own reader says.
import { id, ids, instant, list, object, one, sameOrigin, text, types, type Doc } from "./shape.ts";
import { Unreadable } from "./unreadable.ts";

/** Something that an activity names: by id, embedded, or both. */
export type Part = { uri?: string; doc?: Doc };

export type ActivityRecord = {
  uri: string;
  /** The first of its types, if it has several. */
  type: string;
  actor_uri: string;
  /** The first object's id, and the first object itself where it is embedded. */
  object_uri: string | undefined;
  object: Doc | undefined;
  /** All of them: a Flag names an account and its statuses. */
  objects: Part[];
  target_uri: string | undefined;
  /** A QuoteRequest's quoting status. */
  instrument: Part | undefined;
  to: string[];
  cc: string[];
  /** A Flag's comment. */
  content: string;
  /** A reaction's emoji (Misskey's `_misskey_reaction`, or the content of an EmojiReact or Like); "" for a plain like. */
  reaction: string;
  published: number | undefined;
  /** The whole of it, for what is particular to one kind of activity. */
  raw: Doc;
  /** As it came, for those who look at proofs. */
  body?: string;
};

/**
 * Reads an activity.
 *
 * An embedded object is what the activity's sender says it is, and no more than that: its own reader checks its origin (FEP-fe34).
 *
 * @param name what it was called where it was taken in, if it has no id
 * @throws Unreadable without an id, a type or an actor, or if actor and activity differ in origin
 */
export function readActivity(doc: Doc, name?: string): ActivityRecord {
  const [own, actor_uri, type] = [id(doc.id), id(doc.actor), types(doc)[0]];
  const uri = (doc.id ?? null) === null ? name : own;
  if (uri === undefined) throw new Unreadable("an activity without an id");
  if (type === undefined || type === "" || type.length > 100) throw new Unreadable("an activity without a type");
  if (actor_uri === undefined) throw new Unreadable("an activity without an actor");
  // Otherwise anyone could use up the ids of somebody else's activities before these arrive.
  if (!sameOrigin(uri, actor_uri)) throw new Unreadable("activity and actor differ in origin");
  const objects = list(doc.object, 500).flatMap((entry) => part(entry) ?? []);
  return {
    uri,
    type,
    actor_uri,
    object_uri: objects[0]?.uri,
    object: objects[0]?.doc,
    objects,
    target_uri: id(doc.target),
    instrument: part(one(doc.instrument)),
    to: ids(doc.to, 1000),
    cc: ids(doc.cc, 1000),
    content: text(doc.content ?? doc.contentMap, 5000),
    reaction: reactionOf(doc),
    published: instant(doc.published),
    raw: doc,
  };
}

/** The emoji of a Like or EmojiReact, as its sender spells it; "" for none. One that is too long for an emoji is none. */
export function reactionOf(doc: Doc): string {
  const said = text(doc._misskey_reaction ?? doc.content, 500).trim();
  return said.length > 200 ? "" : said;
}

function part(v: unknown): Part | undefined {
  const [uri, doc] = [id(v), object(v)];
  if (uri === undefined && doc === undefined) return undefined;
  return { ...(uri === undefined ? {} : { uri }), ...(doc === undefined ? {} : { doc }) };
}
