/** Object integrity proofs: Fedify is the judge of ours, and the letter of the document is what counts. */
import { verifyProof } from "@fedify/fedify";
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
  const proof = await vocab.DataIntegrityProof.fromJsonLd(
    { "@context": signed["@context"], ...(signed.proof as Json) },
    { contextLoader, documentLoader },
  );
  expect(await verifyProof(signed, proof, { contextLoader, documentLoader })).not.toBeNull();
  expect(isProofBy(signed, signed.proof as Json, ed25519.key)).toBe(true);
  expect(isProofBy({ ...signed, actor: "https://evil.test/" }, signed.proof as Json, ed25519.key)).toBe(false);
  expect(isProofBy(signed, { ...(signed.proof as Json), proofValue: "z1" }, ed25519.key)).toBe(false);
});

test("canonical JSON is that of RFC 8785", () => {
  expect(canonical({ b: [1, 1e21, -0, { z: null, a: undefined }], a: "é\u0007", "€": 1, "\r": 2 })).toBe(
    '{"\\r":2,"a":"é\\u0007","b":[1,1e+21,0,{"z":null}],"€":1}',
  );
});
