/** The inbox's door: who gets in, and everybody who tries with somebody else's name. */
import { expect, test } from "vitest";
import { signCavage } from "../../src/federation/signatures/cavage.ts";
import { CONTEXT, exchange, openDoor, post, waiting, type Key } from "./peers.ts";

const HOUR = 3_600_000;

const like = (actor: string, id = `${actor}/likes/1`) => ({
  "@context": CONTEXT,
  id,
  type: "Like",
  actor,
  object: "https://alpha.test/users/1/statuses/2",
});

test.each(["cavage", "rfc9421"] as const)(
  "an activity signed by its actor (%s) is written down once and answered 202",
  async (scheme) => {
    const door = await openDoor();
    const bob = door.net.actor("bob@beta.test", 0);
    const answer = await post(door, bob, like(bob.uri), { scheme });
    expect([answer.status, answer.text]).toEqual([202, ""]);
    expect((await post(door, bob, like(bob.uri), { scheme })).status).toBe(202);
    const rows = await waiting(door.kith);
    expect(rows).toMatchObject([{ activity_uri: `${bob.uri}/likes/1`, actor_uri: bob.uri, lane: bob.uri, done_at: 0 }]);
    expect(JSON.parse(rows[0]?.body ?? "")).toEqual(like(bob.uri));
    expect(door.net.count(bob.uri)).toBe(1);
  },
);

test("a personal inbox is the same door", async () => {
  const door = await openDoor();
  const bob = door.net.actor("bob@beta.test", 0);
  expect((await post(door, bob, like(bob.uri), { path: "/users/12/inbox?a=b" })).status).toBe(202);
  expect(await waiting(door.kith)).toHaveLength(1);
});

test("an unsigned activity is refused, one with a proof of its own is somebody else's to judge", async () => {
  const door = await openDoor();
  const bob = door.net.actor("bob@beta.test", 0);
  expect(await post(door, bob, like(bob.uri), { scheme: "none" })).toMatchObject({
    status: 401,
    text: "The request is not signed.\n",
  });
  const relayed = { ...like(bob.uri), signature: { type: "RsaSignature2017" } };
  const answer = await post(door, bob, relayed, { scheme: "none" });
  expect([answer.status, answer.text]).toEqual([299, `next ${JSON.stringify(relayed).length}`]);
  const wrong = await post(door, bob, { ...like(bob.uri), proof: {} }, { headers: { date: "yesterday" } });
  expect(wrong.status).toBe(299);
  expect(await waiting(door.kith)).toEqual([]);
});

test("a key whose document merely claims the victim as its owner proves nothing", async () => {
  const door = await openDoor();
  const victim = door.net.actor("victim@beta.test", 0);
  const evil = door.net.actor("evil@evil.test", 1);
  const claim = { id: "https://evil.test/key", owner: victim.uri, publicKeyPem: door.net.keys[1]?.publicKey };
  door.net.pages.set("https://evil.test/key", { body: { "@context": CONTEXT, type: "Key", ...claim } });
  const forged = like(victim.uri);
  const answer = await post(door, { key: evil.key, key_id: claim.id }, forged);
  expect(answer.status).toBe(401);
  // The same from an actor that names the key, and from one that claims to be the victim.
  door.net.actor("evil@evil.test", 1, { publicKey: { ...claim, owner: victim.uri } });
  expect((await post(door, { key: evil.key, key_id: claim.id }, forged)).status).toBe(401);
  door.net.pages.set("https://evil.test/users/fake", {
    body: { ...victim.doc, publicKey: { ...claim, id: "https://evil.test/users/fake#main-key" } },
  });
  expect((await post(door, { key: evil.key, key_id: "https://evil.test/users/fake#main-key" }, forged)).status).toBe(401);
  expect(await waiting(door.kith)).toEqual([]);
  expect(await door.kith.db.selectFrom("remote_keys").selectAll().execute()).toEqual([]);
});

test("a key file that somebody left at the victim's server is not the victim's, for the victim does not name it", async () => {
  const door = await openDoor();
  const victim = door.net.actor("victim@beta.test", 0);
  const evil = door.net.actor("evil@evil.test", 1);
  const upload = "https://beta.test/files/1";
  door.net.pages.set(upload, {
    body: { "@context": CONTEXT, id: upload, type: "Key", owner: victim.uri, publicKeyPem: door.net.keys[1]?.publicKey },
  });
  expect((await post(door, { key: evil.key, key_id: upload }, like(victim.uri))).status).toBe(401);
  // Nor is a picture that happens to be JSON, whatever it says.
  const doc = {
    ...victim.doc,
    id: "https://beta.test/files/2",
    publicKey: { id: "https://beta.test/files/2", owner: "https://beta.test/files/2", publicKeyPem: door.net.keys[1]?.publicKey },
  };
  door.net.pages.set("https://beta.test/files/2", { body: doc, type: "application/json" });
  expect(
    (
      await post(
        door,
        { key: evil.key, key_id: "https://beta.test/files/2" },
        like("https://beta.test/files/2", "https://beta.test/l/2"),
      )
    ).status,
  ).toBe(401);
  expect(await waiting(door.kith)).toEqual([]);
});

test("somebody's valid signature under somebody else's activity is refused", async () => {
  const door = await openDoor();
  const victim = door.net.actor("victim@beta.test", 0);
  const evil = door.net.actor("evil@evil.test", 1);
  const neighbour = door.net.actor("evil@beta.test", 2);
  expect((await post(door, evil, like(victim.uri))).status).toBe(401);
  expect((await post(door, neighbour, like(victim.uri))).status).toBe(401);
  // Signed by the evil key, under the victim's key id.
  expect((await post(door, { key: evil.key, key_id: victim.key_id }, like(victim.uri))).status).toBe(401);
  // An id of the victim's origin would keep the victim's own activity out.
  expect((await post(door, evil, like(evil.uri, `${victim.uri}/likes/1`))).status).toBe(401);
  expect(await waiting(door.kith)).toEqual([]);
  expect((await post(door, victim, like(victim.uri))).status).toBe(202);
});

test("digest, date, host and what the signature covers", async () => {
  const door = await openDoor();
  const bob = door.net.actor("bob@beta.test", 0);
  const other = Buffer.from(JSON.stringify(like(bob.uri, `${bob.uri}/likes/2`)));
  const now = door.kith.now();
  expect((await post(door, bob, like(bob.uri), { body: other })).text).toContain("Digest header does not match");
  expect((await post(door, bob, like(bob.uri), { body: other, scheme: "rfc9421" })).status).toBe(401);
  expect((await post(door, bob, like(bob.uri), { headers: { digest: undefined } })).status).toBe(401);
  expect((await post(door, bob, like(bob.uri), { headers: { host: "gamma.test" } })).status).toBe(401);
  expect((await post(door, bob, like(bob.uri), { now: now - 13 * HOUR })).status).toBe(401);
  expect((await post(door, bob, like(bob.uri), { now: now + 2 * HOUR })).status).toBe(401);
  const { signature = "" } = signCavage({
    method: "POST",
    url: new URL("https://alpha.test/inbox"),
    headers: {},
    keyId: bob.key_id,
    key: bob.key,
    now,
  });
  const uncovered = await post(door, bob, like(bob.uri), { headers: { signature, date: new Date(now).toUTCString() } });
  expect(uncovered).toMatchObject({ status: 401, text: expect.stringContaining("must cover digest") });
  expect((await post(door, bob, like(bob.uri), { headers: { signature: "nonsense", "set-cookie": "a=b" } })).status).toBe(401);
  expect(await waiting(door.kith)).toEqual([]);
});

test("a body that is no JSON object is 400, one without id or actor is dropped, one too large is 413", async () => {
  const door = await openDoor("alpha.test", { config: { limits: { inbox_bytes: 5000 } } });
  const bob = door.net.actor("bob@beta.test", 0);
  expect((await post(door, bob, "[1, 2]")).status).toBe(400);
  expect((await post(door, bob, '{"half')).status).toBe(400);
  expect((await post(door, bob, { type: "Like", actor: bob.uri })).status).toBe(202);
  const large = await post(door, bob, { ...like(bob.uri), content: "x".repeat(5000) });
  expect(large).toMatchObject({ status: 413, headers: { connection: "close" } });
  const chunked = { "transfer-encoding": "chunked", host: "alpha.test" };
  expect((await exchange({ port: door.port, path: "/inbox", headers: chunked, body: Buffer.alloc(6000, "x") })).status).toBe(413);
  const packed = { "content-encoding": "gzip", host: "alpha.test" };
  expect((await exchange({ port: door.port, path: "/inbox", headers: packed, body: Buffer.from("x") })).status).toBe(415);
  expect(await waiting(door.kith)).toEqual([]);
});

test("a key that was changed at its origin is fetched once more, but not at every try", async () => {
  const door = await openDoor();
  const bob = door.net.actor("bob@beta.test", 0);
  expect((await post(door, bob, like(bob.uri))).status).toBe(202);
  const renewed = door.net.actor("bob@beta.test", 1);
  expect((await post(door, renewed, like(bob.uri, `${bob.uri}/likes/2`))).status).toBe(401);
  expect(door.net.count(bob.uri)).toBe(1);
  door.kith.clock.advance(6 * 60_000);
  expect((await post(door, renewed, like(bob.uri, `${bob.uri}/likes/2`))).status).toBe(202);
  expect(door.net.count(bob.uri)).toBe(2);
  expect((await post(door, bob, like(bob.uri, `${bob.uri}/likes/3`))).status).toBe(401);
  expect(door.net.count(bob.uri)).toBe(2);
  const [row] = await door.kith.db.selectFrom("remote_keys").selectAll().execute();
  expect(row).toMatchObject({ uri: bob.key_id, owner_uri: bob.uri, pem: door.net.keys[1]?.publicKey });
});

test("a key is fetched once for all who wait for it, and a failure stands for a while", async () => {
  const door = await openDoor();
  const bob = door.net.actor("bob@beta.test", 0);
  const ids = [1, 2, 3, 4, 5].map((n) => `${bob.uri}/likes/${n}`);
  const answers = await Promise.all(ids.map(async (id) => await post(door, bob, like(bob.uri, id))));
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
  expect(door.net.count(bob.uri)).toBe(1);
  const eve: Key = { key: bob.key, key_id: "https://beta.test/users/eve#main-key" };
  for (let i = 0; i < 3; i++)
    expect((await post(door, eve, like("https://beta.test/users/eve", "https://beta.test/e/1"))).status).toBe(401);
  expect(door.net.count("https://beta.test/users/eve")).toBe(1);
  door.kith.clock.advance(6 * 60_000);
  await post(door, eve, like("https://beta.test/users/eve", "https://beta.test/e/1"));
  expect(door.net.count("https://beta.test/users/eve")).toBe(2);
});

test("keys outlive the process's memory", async () => {
  const door = await openDoor();
  const bob = door.net.actor("bob@beta.test", 0);
  await post(door, bob, like(bob.uri));
  door.kith.cache("remote-keys", 500).clear();
  door.net.pages.clear();
  expect((await post(door, bob, like(bob.uri, `${bob.uri}/likes/2`))).status).toBe(202);
});

test("the goodbye of an account that nobody knew is answered 202 without a question", async () => {
  const door = await openDoor();
  const bob = door.net.actor("bob@beta.test", 0);
  door.net.pages.set(bob.uri, { status: 410 });
  const goodbye = { "@context": CONTEXT, id: `${bob.uri}#delete`, type: "Delete", actor: bob.uri, object: bob.uri };
  expect((await post(door, bob, goodbye)).status).toBe(202);
  expect(door.net.asked).toEqual([]);
  expect(await waiting(door.kith)).toEqual([]);
});

test("a key id that is the actor's id means the actor's key", async () => {
  const door = await openDoor();
  const bob = door.net.actor("bob@beta.test", 0);
  expect((await post(door, { key: bob.key, key_id: bob.uri }, like(bob.uri))).status).toBe(202);
});

test("a key document at an address of its own, named by its actor", async () => {
  const door = await openDoor();
  const key_id = "https://beta.test/users/bob/main-key";
  const bob = door.net.actor("bob@beta.test", 0, {
    publicKey: { id: key_id, owner: "https://beta.test/users/bob", publicKeyPem: "" },
  });
  const pem = door.net.keys[0]?.publicKey;
  door.net.pages.set(bob.uri, { body: { ...bob.doc, publicKey: { id: key_id, owner: bob.uri, publicKeyPem: pem } } });
  // As GoToSocial serves it: the actor, without much of it.
  door.net.pages.set(key_id, {
    body: {
      "@context": CONTEXT,
      id: bob.uri,
      type: "Person",
      preferredUsername: "bob",
      publicKey: { id: key_id, owner: bob.uri, publicKeyPem: pem },
    },
  });
  expect((await post(door, { key: bob.key, key_id }, like(bob.uri))).status).toBe(202);
});

test("fetches of keys are signed by the instance's own account", async () => {
  const door = await openDoor();
  const bob = door.net.actor("bob@beta.test", 0);
  await post(door, bob, like(bob.uri));
  const [asked] = door.net.asked;
  const { uri } = await door.kith.instanceAccount();
  expect(asked?.headers.signature).toContain(`keyId="${uri}#main-key"`);
  expect(asked?.headers.accept).toContain("application/activity+json");
});
