/**
 * The public keys of other servers' actors: parsed ones in memory, over the table `remote_keys`, over the network.
 *
 * A key counts only if its actor's own document, fetched from the actor's own address, names it. What a key's document says about its owner is a
 * claim and no more: servers that believed it let anybody sign for anybody (CVE-2025-54888, CVE-2026-28432).
 */
import { createPublicKey, type KeyObject } from "node:crypto";
import type { Kith } from "../../kith.ts";
import { unavailable } from "../../errors.ts";
import { isActor, readActor, type ActorKey, type ActorRecord } from "../read/actor.ts";
import { id, sameOrigin } from "../read/shape.ts";
import { Unreadable } from "../read/unreadable.ts";
import { fetchDocument } from "../signed.ts";
import { readMultikey, readPublicKey } from "../signatures/keys.ts";
import { noteBuried } from "./account.ts";
import { dropActor, fetchActor, keepActor } from "./actor.ts";
import { once } from "./once.ts";

/** `checked_at`: when it was last seen whether the owner is suspended (ms; 0 = never). */
export type RemoteKey = {
  uri: string;
  owner_uri: string;
  key: KeyObject;
  fetched_at: number;
  stored: boolean;
  suspended: boolean;
  checked_at: number;
};

/** A key that has verified once holds 8 KB outside of the heap; to read one anew from the database costs a twentieth of what an activity does. */
const MOST = 500;
/** The sender waits for the answer while we fetch. */
const TIMEOUT = 8000;
/** Fetches of keys under way: in all, and from one server. */
const MOST_AT_ONCE = 128;
const MOST_OF_HOST = 6;

const cacheOf = (kith: Kith) => kith.cache<RemoteKey>("remote-keys", MOST);

/** A key that we have; no network. */
export async function findKey(kith: Kith, uri: string): Promise<RemoteKey | undefined> {
  const known = cacheOf(kith).get(uri);
  if (known !== undefined) return known;
  const row = await kith.db.selectFrom("remote_keys").selectAll().where("uri", "=", uri).executeTakeFirst();
  if (row === undefined) return undefined;
  const { owner_uri, fetched_at } = row;
  return keep(kith, { uri, owner_uri, key: createPublicKey(row.pem), fetched_at, stored: true, suspended: false, checked_at: 0 });
}

/**
 * Fetches a key with its actor; one request at a time for a key, and failures stand for a while.
 *
 * @throws as `fetchDocument`; Unreadable when key and actor do not name each other; Refusal `unavailable` when too many fetches are under way
 */
export async function fetchKey(kith: Kith, uri: string): Promise<RemoteKey> {
  return await once(kith, "key-fetches", uri, async () => {
    const leave = enter(kith, uri);
    try {
      const actor = await fetchOwner(kith, uri).catch(
        async (error: unknown) => await noteBuried(kith, uri.split("#", 1)[0] ?? uri, error),
      );
      // A key id that is just the actor's means the actor's (first) key: activitypub-express signs so.
      const named = actor.keys.find((key) => key.id === uri) ?? (actor.uri === uri ? actor.keys[0] : undefined);
      if (named === undefined) throw new Unreadable("the key's actor does not name it");
      const key = parse(named);
      if (key === undefined) throw new Unreadable("a key of an unknown kind");
      return keep(kith, {
        uri,
        owner_uri: actor.uri,
        key,
        fetched_at: kith.now(),
        stored: false,
        suspended: false,
        checked_at: 0,
      });
    } finally {
      leave();
    }
  });
}

/** Writes a key to the table, once something has been verified with it. */
export async function storeKey(kith: Kith, found: RemoteKey): Promise<void> {
  if (found.stored) return;
  found.stored = true;
  const row = {
    uri: found.uri,
    owner_uri: found.owner_uri,
    pem: found.key.export({ type: "spki", format: "pem" }).toString(),
    fetched_at: found.fetched_at,
  };
  await kith.write(async (tx) => {
    const { uri: _, ...change } = row;
    await tx
      .insertInto("remote_keys")
      .values(row)
      .onConflict((oc) => oc.column("uri").doUpdateSet(change))
      .execute();
  });
}

function keep(kith: Kith, found: RemoteKey): RemoteKey {
  cacheOf(kith).set(found.uri, found);
  return found;
}

const parse = ({ pem, multibase }: ActorKey): KeyObject | undefined =>
  pem === undefined ? readMultikey(multibase ?? "") : readPublicKey(pem);

/** The actor of a key, from its own address: the key's address is the actor's without the fragment, or that of a document that names the actor. */
async function fetchOwner(kith: Kith, key_uri: string): Promise<ActorRecord> {
  const address = key_uri.split("#", 1)[0] ?? key_uri;
  dropActor(kith, address);
  const doc = await fetchDocument(kith, address, TIMEOUT);
  if (isActor(doc)) {
    const actor = readActor(doc);
    keepActor(kith, actor);
    return actor;
  }
  const owner = id(doc.owner) ?? id(doc.controller);
  if (owner === undefined || !sameOrigin(owner, key_uri)) throw new Unreadable("a key without an owner of its own origin");
  return await fetchActor(kith, owner, TIMEOUT);
}

/** Counts the fetches under way, so that strangers with slow servers cannot hold all of ours. */
function enter(kith: Kith, uri: string): () => void {
  const counts = kith.cache<{ running: number }>("key-fetches/counts", 1000);
  const tallies = ["*", URL.parse(uri)?.host ?? ""].map((name) => {
    const tally = counts.get(name) ?? { running: 0 };
    counts.set(name, tally);
    return tally;
  });
  const [all, host] = tallies;
  if ((all?.running ?? 0) >= MOST_AT_ONCE || (host?.running ?? 0) >= MOST_OF_HOST)
    throw unavailable("too many keys are being fetched");
  for (const tally of tallies) tally.running++;
  return () => {
    for (const tally of tallies) tally.running--;
  };
}
