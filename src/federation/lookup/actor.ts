/** Actors from their origin. What was fetched a moment ago is not fetched again: verifying a stranger's key and greeting the stranger need the same document. */
import type { Kith } from "../../kith.ts";
import { NotServed } from "./failure.ts";
import { readActor, type ActorRecord } from "../read/actor.ts";
import { id, isA } from "../read/shape.ts";
import { fetchDocument } from "../signed.ts";

type Fresh = { record: ActorRecord; until: number };

/** ms for which an actor's document is as good as new. */
const FRESH = 60_000;
const MOST = 300;

/**
 * @param uri the actor's id, or an address that leads to it: the record's `uri` is what counts
 * @throws as `fetchDocument`, and Unreadable when it is no actor
 */
export async function fetchActor(kith: Kith, uri: string, timeout?: number): Promise<ActorRecord> {
  const kept = kith.cache<Fresh>("fresh-actors", MOST).get(uri);
  if (kept !== undefined && kept.until > kith.now()) return kept.record;
  const doc = await fetchDocument(kith, uri, timeout);
  if (isA(doc, "Tombstone")) throw new NotServed(410, id(doc.id) === uri);
  const record = readActor(doc);
  keepActor(kith, record);
  return record;
}

/** Keeps a record that has just been read from the actor's own document. */
export function keepActor(kith: Kith, record: ActorRecord): void {
  kith.cache<Fresh>("fresh-actors", MOST).set(record.uri, { record, until: kith.now() + FRESH });
}

/** Makes sure that the next look is at the origin. */
export const dropActor = (kith: Kith, uri: string): void => void kith.cache<Fresh>("fresh-actors", MOST).delete(uri);
