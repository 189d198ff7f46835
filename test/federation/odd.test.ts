/** Inbox requests without an HTTP signature of their actor: what vouches for itself, what has to be asked after, and the forgery that Fedify 2.3.6 believed. */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { signJsonLd } from "@fedify/fedify";
import { exportMultibaseKey } from "@fedify/fedify/runtime";
import { expect, inject, test } from "vitest";
import { receiveOdd } from "../../src/federation/odd.ts";
import { withProof } from "../../src/federation/proof.ts";
import { loadContexts } from "../../src/federation/serialise.ts";
import { receiveStatus } from "../../src/statuses/receive.ts";
import { addPerson, addStranger } from "../units/persons.ts";
import { follows, note as noteOf } from "../units/status-samples.ts";
import { openDoor, openOutside, type Json, type Outside } from "./outside.ts";

const CONTEXT = [
  "https://www.w3.org/ns/activitystreams",
  "https://w3id.org/security/v1",
  "https://w3id.org/security/data-integrity/v1",
  "https://www.w3.org/ns/did/v1",
  "https://w3id.org/security/multikey/v1",
];
const TYPE = "application/activity+json";

type Signer = { uri: string; key_id: string; key: KeyObject };

/** An actor elsewhere with an Ed25519 key; `controller` is whom the key says it belongs to. */
async function addSigner(
  { pages }: Outside,
  uri: string,
  options: { controller?: string; key_id?: string } = {},
): Promise<Signer> {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const key_id = options.key_id ?? `${uri}#ed25519-key`;
  const controller = options.controller ?? uri;
  const publicKeyMultibase = await exportMultibaseKey(publicKey.toCryptoKey("Ed25519", true, ["verify"]));
  const multikey = { id: key_id, type: "Multikey", controller, publicKeyMultibase };
  const name = uri.split("/").at(-1);
  const actor = {
    "@context": CONTEXT,
    id: uri,
    type: "Person",
    preferredUsername: name,
    inbox: `${uri}/inbox`,
    assertionMethod: [multikey],
  };
  pages.set(uri, { type: TYPE, body: actor });
  if (!key_id.startsWith(uri)) pages.set(key_id, { type: TYPE, body: { "@context": CONTEXT, ...multikey } });
  return { uri, key_id, key: privateKey };
}

const announce = (actor: string, id = `${actor}/activities/1`): Json => ({
  "@context": CONTEXT,
  id,
  type: "Create",
  actor,
  object: { id: `${id}/note`, type: "Note", attributedTo: actor, content: "words" },
});

async function open() {
  const outside = await openOutside();
  const alice = await addPerson(outside.kith, "alice");
  const door = await openDoor(outside.kith);
  const post = async (activity: Json, path = "/inbox") =>
    (await door(path, { "content-type": TYPE }, JSON.stringify(activity))).status;
  /** At the door, and by our own look alone, as if Fedify had believed it. */
  const refuses = async (activity: Json) => {
    expect(await post(activity)).toBe(401);
    expect(await receiveOdd(outside.kith, JSON.stringify(activity))).toEqual({ status: 401 });
    expect(await stored()).toEqual([]);
  };
  const stored = async () =>
    await outside.kith.db.selectFrom("inbox").select(["activity_uri", "actor_uri", "body"]).orderBy("id").execute();
  return { ...outside, outside, alice, post, refuses, stored };
}

test("an activity with a proof by its actor's own key is taken, at one person's inbox, too; what comes back of our own is dropped", async () => {
  const { outside, kith, alice, post, stored } = await open();
  const bob = await addSigner(outside, "https://beta.test/users/bob");
  expect(await post(withProof(announce(bob.uri), bob, kith.now()))).toBe(202);
  const another = withProof(announce(bob.uri, `${bob.uri}/activities/2`), bob, kith.now());
  expect(await post(another, `${new URL(alice.uri).pathname}/inbox`)).toBe(202);
  // As Hollo passes on to her what it has had from her; a refusal would be answered with more of it.
  expect(await post(withProof(announce(alice.uri), bob, kith.now()))).toBe(202);
  expect(await stored()).toMatchObject([1, 2].map((n) => ({ activity_uri: `${bob.uri}/activities/${n}`, actor_uri: bob.uri })));
});

test("a key that merely claims the victim as its controller proves nothing", async () => {
  const { outside, kith, refuses } = await open();
  await addSigner(outside, "https://beta.test/users/bob");
  const victim = "https://beta.test/users/bob";
  const mallory = await addSigner(outside, "https://evil.test/users/mallory", { controller: victim });
  const other = await addSigner(outside, "https://evil.test/users/m2", {
    controller: victim,
    key_id: "https://evil.test/keys/1",
  });
  for (const forger of [mallory, other]) await refuses(withProof(announce(victim), forger, kith.now()));
  // The key's id is the victim's, the signature mallory's.
  await refuses(withProof(announce(victim), { key: mallory.key, key_id: `${victim}#ed25519-key` }, kith.now()));
});

test("a context that renames the proof's terms deceives nobody", async () => {
  const { outside, kith, refuses } = await open();
  const bob = await addSigner(outside, "https://beta.test/users/bob");
  const mallory = await addSigner(outside, "https://evil.test/users/mallory", { controller: bob.uri });
  const signed = withProof(announce(bob.uri), mallory, kith.now());
  const proof = { ...(signed.proof as Json), method: mallory.key_id, verificationMethod: bob.key_id };
  const renamed = { method: { "@id": "https://w3id.org/security#verificationMethod", "@type": "@id" } };
  await refuses({ ...signed, "@context": [...(signed["@context"] as unknown[]), renamed], proof });
});

test("an activity changed after it was proven, or of another origin than its actor, is refused", async () => {
  const { outside, kith, refuses } = await open();
  const bob = await addSigner(outside, "https://beta.test/users/bob");
  const signed = withProof(announce(bob.uri), bob, kith.now());
  await refuses({ ...signed, summary: "changed" });
  await refuses(withProof(announce(bob.uri, "https://gamma.test/1"), bob, kith.now()));
});

/** Signs as Mastodon does what is going to be passed on, with the key of an actor elsewhere. */
async function ldSigned({ pages }: Outside, actor_uri: string, activity: Json): Promise<Json> {
  const [pair] = JSON.parse(readFileSync(inject("keys"), "utf8")) as { publicKey: string; privateKey: string }[];
  const key_id = `${actor_uri}#main-key`;
  const publicKey = { id: key_id, owner: actor_uri, publicKeyPem: pair?.publicKey };
  const actor = {
    "@context": CONTEXT,
    id: actor_uri,
    type: "Person",
    preferredUsername: "bob",
    inbox: `${actor_uri}/inbox`,
    publicKey,
  };
  pages.set(actor_uri, { type: TYPE, body: actor });
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const key = createPrivateKey(pair?.privateKey ?? "").toCryptoKey(algorithm, true, ["sign"]);
  return (await signJsonLd(activity, key, new URL(key_id), { contextLoader: await loadContexts() })) as Json;
}

test("what somebody passes on is fetched from its origin, and only that is believed", async () => {
  const { outside, pages, post, stored } = await open();
  const bob = "https://beta.test/users/bob";
  const forwarded = await ldSigned(outside, bob, { ...announce(bob), summary: "as passed on" });
  expect(await post(forwarded)).toBe(401);
  pages.set(`${bob}/activities/2`, { type: TYPE, body: { ...announce(bob, `${bob}/activities/2`), summary: "as it is" } });
  const again = await ldSigned(outside, bob, { ...announce(bob, `${bob}/activities/2`), summary: "as passed on" });
  expect(await post(again)).toBe(202);
  const [row, ...others] = await stored();
  expect(others).toEqual([]);
  expect(row?.body).toContain("as it is");
});

test("a deletion that is passed on counts when its object is gone at the origin", async () => {
  const { outside, pages, post, stored } = await open();
  const bob = "https://beta.test/users/bob";
  const note = `${bob}/notes/1`;
  const deletion = (n: number) => ({ "@context": CONTEXT, id: `${note}#delete${n}`, type: "Delete", actor: bob, object: note });
  pages.set(note, { type: TYPE, body: { "@context": CONTEXT, id: note, type: "Note", attributedTo: bob } });
  expect(await post(await ldSigned(outside, bob, deletion(1)))).toBe(202);
  expect(await stored()).toEqual([]);
  pages.set(note, { status: 410 });
  expect(await post(await ldSigned(outside, bob, deletion(2)))).toBe(202);
  expect(await stored()).toMatchObject([{ activity_uri: `${note}#delete2`, actor_uri: bob }]);
});

test("but a status for few is not gone because its server does not show it to us", async () => {
  const { outside, pages, kith, post, stored } = await open();
  const bob = await addStranger(kith, "bob@beta.test");
  await follows(kith, await addPerson(kith, "ann"), bob);
  const note = `${bob.uri}/notes/1`;
  expect(await receiveStatus(kith, bob, { ...noteOf(bob, "secret"), uri: note, visibility: "private" })).toBeDefined();
  const deletion = (n: number) => ({
    "@context": CONTEXT,
    id: `${note}#delete${n}`,
    type: "Delete",
    actor: bob.uri,
    object: note,
  });
  pages.set(note, { status: 404 });
  await post(await ldSigned(outside, bob.uri, deletion(1)));
  expect(await stored()).toEqual([]);
  pages.set(note, { status: 410 });
  expect(await post(await ldSigned(outside, bob.uri, deletion(2)))).toBe(202);
  expect(await stored()).toMatchObject([{ activity_uri: `${note}#delete2` }]);
});
