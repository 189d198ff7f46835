/**
 * The attack that Fedify 2.3.6 falls for: a key whose document merely claims that the victim owns it. Whichever way such an activity comes in,
 * by our own accept path or by what Fedify verifies, it is refused; and what comes those ways honestly is taken.
 */
import { generateKeyPairSync, createPrivateKey, type KeyObject } from "node:crypto";
import { exportMultibaseKey, preloadedContexts } from "@fedify/fedify/runtime";
import { signJsonLd } from "@fedify/fedify/sig";
import { expect, test } from "vitest";
import { withProof } from "../../src/federation/proof.ts";
import { followsStranger } from "../world/handshake.ts";
import { CONTEXT, type Doc, type Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";
import { forged, gather, nothingCame } from "./mallory.ts";

/** Posts without an HTTP signature. */
const postBare = async (world: World, document: Doc): Promise<number> => {
  const headers = { "content-type": "application/activity+json" };
  return (await world.visitor("alpha.test")("POST", "/inbox", { headers, body: JSON.stringify(document) })).status;
};

/** Adds a Linked Data signature (RsaSignature2017), valid for the stranger's key under the id `key_id`. */
async function withLdSignature(document: Doc, { keys }: Stranger, key_id: string): Promise<Doc> {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const key = createPrivateKey(keys.privateKey).toCryptoKey(algorithm, true, ["sign"]);
  const contextLoader = async (url: string) => ({ contextUrl: null, documentUrl: url, document: preloadedContexts[url] ?? {} });
  return (await signJsonLd(document, key as CryptoKey, new URL(key_id), { contextLoader })) as unknown as Doc;
}

/** Serves the stranger's RSA key as a document of its own that names `owner`, and counts who asks for it. */
function serveKey(stranger: Stranger, owner: string): { key_id: string; asked: () => number } {
  let asked = 0;
  const id = `${stranger.origin}/keys/1`;
  stranger.serves(id, () => {
    asked++;
    return { body: { "@context": CONTEXT, id, type: "CryptographicKey", owner, publicKeyPem: stranger.keys.publicKey } };
  });
  return { key_id: id, asked: () => asked };
}

type Multikey = { key: KeyObject; key_id: string; document: Doc };

/** An Ed25519 key of the stranger's that names `controller`, served at its id. */
async function serveMultikey(stranger: Stranger, controller: string, id = `${stranger.origin}/keys/2`): Promise<Multikey> {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const publicKeyMultibase = await exportMultibaseKey(publicKey.toCryptoKey("Ed25519", true, ["verify"]) as CryptoKey);
  const document = { id, type: "Multikey", controller, publicKeyMultibase };
  if (!id.includes("#")) stranger.serves(id, { "@context": ["https://w3id.org/security/multikey/v1"], ...document });
  return { key: privateKey, key_id: id, document };
}

test("a key document that says that the victim owns it opens nothing", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const cast = await gather(world);
  const { key_id, asked } = serveKey(cast.mallory, cast.bob.uri);
  expect((await cast.mallory.sends("alpha.test", forged(cast), { sign: { key_id } })).status).toBe(401);
  expect(asked()).toBeGreaterThan(0);
  await nothingCame(world, cast);
});

test("nor does an actor of mallory's that carries it", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const cast = await gather(world);
  const { bob, mallory } = cast;
  Object.assign(mallory.actor, { publicKey: { id: mallory.key_id, owner: bob.uri, publicKeyPem: mallory.keys.publicKey } });
  expect((await mallory.sends("alpha.test", forged(cast))).status).toBe(401);
  await nothingCame(world, cast);
});

test("nor a document of mallory's that claims to be the victim", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const cast = await gather(world);
  const { bob, mallory } = cast;
  const publicKey = { id: mallory.key_id, owner: bob.uri, publicKeyPem: mallory.keys.publicKey };
  Object.assign(mallory.actor, { id: bob.uri, publicKey });
  expect((await mallory.sends("alpha.test", forged(cast))).status).toBe(401);
  await nothingCame(world, cast);
});

test("nor a Linked Data signature by it, which Fedify verifies", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const cast = await gather(world);
  const { key_id, asked } = serveKey(cast.mallory, cast.bob.uri);
  expect(await postBare(world, await withLdSignature(forged(cast), cast.mallory, key_id))).toBe(401);
  expect(asked()).toBeGreaterThan(0);
  await nothingCame(world, cast);
});

test("nor an object integrity proof by it, which Fedify verifies", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const cast = await gather(world);
  const key = await serveMultikey(cast.mallory, cast.bob.uri);
  expect(await postBare(world, withProof(forged(cast), key, world.clock.now()))).toBe(401);
  await nothingCame(world, cast);
});

test("nor any of these beside mallory's own good HTTP signature", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const cast = await gather(world);
  const { key_id } = serveKey(cast.mallory, cast.bob.uri);
  const multikey = await serveMultikey(cast.mallory, cast.bob.uri);
  const signed = await withLdSignature(forged(cast), cast.mallory, key_id);
  expect((await cast.mallory.sends("alpha.test", signed)).status).toBe(401);
  expect((await cast.mallory.sends("alpha.test", withProof(forged(cast), multikey, world.clock.now()))).status).toBe(401);
  await nothingCame(world, cast);
});

test("an honest proof and an honest forwarded signature are believed", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const [hana, relay] = [await world.stranger("hana@honest.test"), await world.stranger("relay@relay.test")];
  await hana.sends("alpha.test", hana.activity("Follow", alice.uri));
  await followsStranger(world, alice, hana);

  const multikey = await serveMultikey(hana, hana.uri, `${hana.uri}#ed25519-key`);
  const context = [...CONTEXT, "https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"];
  Object.assign(hana.actor, { "@context": context, assertionMethod: [multikey.document] });
  const proven = hana.activity("Create", hana.note("<p>Proven</p>"));
  expect(await postBare(world, withProof(proven, multikey, world.clock.now()))).toBe(202);

  const forwarded = hana.activity("Create", hana.note("<p>Forwarded</p>"));
  hana.serves(String(forwarded["id"]), forwarded);
  const signed = await withLdSignature(forwarded, hana, hana.key_id);
  expect((await relay.sends("alpha.test", signed)).status).toBe(202);
  await world.settles();
  expect((await alice.home()).map(({ content }) => content).sort()).toEqual(["<p>Forwarded</p>", "<p>Proven</p>"]);
});
