/** Linked Data signatures that others can verify, on what is for everybody and on nothing else. */
import { verifyJsonLd } from "@fedify/fedify";
import { expect, test } from "vitest";
import { deliverStatus } from "../../src/federation/deliver/status.ts";
import { isProofBy } from "../../src/federation/proof.ts";
import { loadContexts } from "../../src/federation/serialise.ts";
import type { Visibility } from "../../src/db/values.ts";
import { publicKeys } from "../../src/keys/load.ts";
import { publishStatus } from "../../src/statuses/publish.ts";
import { addPerson } from "../units/persons.ts";
import { addRemote, delivers, draft, followedBy, openDoor, openOutside, type Json } from "./outside.ts";

async function sends(visibility: Visibility, { federation = {}, text = "hello, @bob@beta.test" } = {}) {
  const outside = await openOutside({ config: { federation } });
  const { kith } = outside;
  const alice = await addPerson(kith, "alice");
  await followedBy(kith, alice, await addRemote(kith, "bob@beta.test"));
  const status = await publishStatus(kith, alice, draft(text, { visibility }));
  await delivers(kith, deliverStatus, {
    type: "status.published",
    status_id: status.id,
    account_id: alice.id,
    local: true,
    visibility,
    reblog: false,
    fresh: true,
    elsewhere: true,
    more_followers: false,
    linked: false,
  });
  const [document = {}] = outside.at("beta.test");
  const [request] = outside.posted;
  return { kith, alice, document, request };
}

test("what is public and somebody may pass on bears a signature that Fedify believes, and a proof that holds beside it", async () => {
  const { kith, alice, document } = await sends("public");
  const door = await openDoor(kith);
  const actor = (await door(`/users/${alice.id}`)).json;
  const loader = async (documentUrl: string) => ({ contextUrl: null, documentUrl, document: actor });
  const loaders = { documentLoader: loader, contextLoader: await loadContexts() };
  expect(await verifyJsonLd(document, loaders)).toBe(true);
  const forged = { ...document, object: { ...(document.object as Json), content: "Something else" } };
  expect(await verifyJsonLd(forged, loaders)).toBe(false);
  const { ed25519 } = await publicKeys(kith, alice.id);
  expect(isProofBy(document, document.proof as Json, ed25519.key, kith.now())).toBe(true);
  expect(isProofBy(forged, document.proof as Json, ed25519.key, kith.now())).toBe(false);
});

test("what begins a thread of its own has a proof only: nobody passes it on", async () => {
  const { document } = await sends("public", { text: "hello" });
  expect(document).toMatchObject({ type: "Create", proof: { type: "DataIntegrityProof" } });
  expect(document).not.toHaveProperty("signature");
});

test("what is for followers has a proof only, and tells them whom we count", async () => {
  const { document, request } = await sends("private");
  expect(document).toMatchObject({ proof: { type: "DataIntegrityProof" } });
  expect(document).not.toHaveProperty("signature");
  expect(request?.headers["collection-synchronization"]).toContain("followers_synchronization");
  expect(request?.headers.signature).toContain("digest collection-synchronization");
});

test("a server that answers signed requests only makes nothing to be passed on", async () => {
  const { document } = await sends("public", { federation: { authorized_fetch: true } });
  expect(document).toHaveProperty("proof");
  expect(document).not.toHaveProperty("signature");
});
