/** Object integrity proofs: Fedify is the judge of ours, and the letter of the document is what counts. */
import { createHash, generateKeyPairSync, sign, verify, type KeyObject } from "node:crypto";
import { verifyProof } from "@fedify/fedify";
import { decodeMultibase, encodeMultibase } from "@fedify/fedify/runtime";
import * as vocab from "@fedify/fedify/vocab";
import { expect, test } from "vitest";
import type { Account, Status } from "../../src/db/schema.ts";
import { renderActivity, renderActor, renderNote } from "../../src/federation/documents.ts";
import { canonical, isProofBy, withProof } from "../../src/federation/proof.ts";
import { loadContexts } from "../../src/federation/serialise.ts";
import { publicKeys, signingKey } from "../../src/keys/load.ts";
import type { Kith } from "../../src/kith.ts";
import { loadStatusPage } from "../../src/statuses/load.ts";
import { publishStatus } from "../../src/statuses/publish.ts";
import { addPerson } from "../units/persons.ts";
import { addRemote, draft, openOutside, type Json } from "./outside.ts";

async function written(kith: Kith, status: Status, render: typeof renderNote = renderNote): Promise<Json> {
  const page = await loadStatusPage(kith.db, status.account_id, [status.id]);
  return await render(kith, page.statuses.get(status.id) as Status, page);
}

/** Alice here, bob elsewhere. */
async function cast(): Promise<{ kith: Kith; alice: Account; bob: Account }> {
  const { kith } = await openOutside();
  return { kith, alice: await addPerson(kith, "alice"), bob: await addRemote(kith, "bob@beta.test") };
}

test("Fedify believes our proofs, and so do we, as long as nobody changes a letter", async () => {
  const { kith, alice } = await cast();
  const activity = await written(kith, await publishStatus(kith, alice, draft("Prove it: „ä“ 🐘")), renderActivity);
  const signed = withProof(activity, await signingKey(kith, alice.id, "ed25519"), kith.now());
  const { ed25519 } = await publicKeys(kith, alice.id);
  const actor = await renderActor(kith, alice);
  const documentLoader = async (url: string) => ({ contextUrl: null, documentUrl: url, document: actor });
  const contextLoader = await loadContexts();
  const proof = await vocab.DataIntegrityProof.fromJsonLd(signed.proof, { contextLoader, documentLoader });
  expect(await verifyProof(signed, proof, { contextLoader, documentLoader })).not.toBeNull();
  expect(isProofBy(signed, signed.proof as Json, ed25519.key, kith.now())).toBe(true);
  expect(isProofBy({ ...signed, actor: "https://evil.test/" }, signed.proof as Json, ed25519.key, kith.now())).toBe(false);
  expect(isProofBy(signed, { ...(signed.proof as Json), proofValue: "z1" }, ed25519.key, kith.now())).toBe(false);
});

/** By the letter of the suite (https://www.w3.org/TR/vc-di-eddsa/#verify-proof-eddsa-jcs-2022), which knows of no context but what the proof says. */
function holds(document: Json, key: KeyObject): boolean {
  const { proof, ...unsecured } = document;
  const { proofValue, ...options } = proof as Json;
  const begins = [options["@context"] ?? []]
    .flat()
    .every((entry, n) => canonical(entry) === canonical([unsecured["@context"]].flat()[n]));
  const data = Buffer.concat([options, unsecured].map((part) => createHash("sha256").update(canonical(part)).digest()));
  return begins && verify(null, data, key, decodeMultibase(String(proofValue)));
}

test("our proofs hold by the letter of their suite, as Mastodon takes it", async () => {
  const { kith, alice } = await cast();
  const activity = await written(kith, await publishStatus(kith, alice, draft("By the letter")), renderActivity);
  const signed = withProof(activity, await signingKey(kith, alice.id, "ed25519"), kith.now());
  const { ed25519 } = await publicKeys(kith, alice.id);
  expect(holds(signed, ed25519.key)).toBe(true);
  expect(holds({ ...signed, actor: "https://evil.test/" }, ed25519.key)).toBe(false);
});

test("a proof is made in the context that it names, or in none, or in that of its document; and holds until it expires", async () => {
  const { kith } = await cast();
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const context = ["https://www.w3.org/ns/activitystreams"];
  const document: Json = { "@context": context, id: "https://beta.test/1", type: "Note", content: "hello" };
  const plain: Json = { type: "DataIntegrityProof", cryptosuite: "eddsa-jcs-2022", proofPurpose: "assertionMethod" };
  const makes = (options: Json) => {
    const data = Buffer.concat([options, document].map((part) => createHash("sha256").update(canonical(part)).digest()));
    return Buffer.from(encodeMultibase("base58btc", sign(null, data, privateKey))).toString();
  };
  const proves = (options: Json, made = options, said = document): boolean =>
    isProofBy(said, { ...options, proofValue: makes(made) }, publicKey, kith.now());
  const named = { ...plain, "@context": context };
  expect(proves(named)).toBe(true);
  expect(proves(plain)).toBe(true);
  expect(proves(plain, named)).toBe(true);
  expect(proves(named, plain)).toBe(false);
  expect(proves(named, named, { ...document, "@context": [...context, { content: "urn:another" }] })).toBe(false);
  const ends = (ms: number) => ({ ...named, expires: new Date(kith.now() + ms).toISOString() });
  expect(proves(ends(60_000))).toBe(true);
  expect(proves(ends(-60_000))).toBe(false);
  expect(proves({ ...named, expires: "some day" })).toBe(false);
});

test("canonical JSON is that of RFC 8785", () => {
  expect(canonical({ b: [1, 1e21, -0, { z: null, a: undefined }], a: "é\u0007", "€": 1, "\r": 2 })).toBe(
    '{"\\r":2,"a":"é\\u0007","b":[1,1e+21,0,{"z":null}],"€":1}',
  );
});
