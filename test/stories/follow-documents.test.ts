/** A Follow of ours has an address, as everything that is sent: the server of whom it is about may look there, nobody else. */
import { expect, test } from "vitest";
import { followsStranger } from "../world/handshake.ts";
import { createWorld } from "../world/world.ts";

const plain = { headers: { accept: "application/activity+json" } };

test("a follow is served to whom it is about and to their server, and is missing for everybody else and when it has ended", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const hana = await world.stranger("hana@honest.test");
  const relay = await world.stranger("instance@honest.test");
  const rude = await world.stranger("rude@other.test");
  await followsStranger(world, alice, hana);
  const sent = hana.inbox.documents.find(({ type }) => type === "Follow");
  const path = new URL(String(sent?.["id"])).pathname;
  for (const who of [hana, relay]) {
    const answer = await who.fetches("alpha.test", path);
    expect([answer.status, answer.headers["cache-control"]]).toEqual([200, "private, no-store"]);
    expect(answer.json()).toMatchObject({ id: sent?.["id"], type: "Follow", actor: alice.uri, object: hana.uri });
  }
  expect((await rude.fetches("alpha.test", path)).status).toBe(404);
  expect((await world.visitor("alpha.test")("GET", path, plain)).status).toBe(404);
  expect((await hana.fetches("alpha.test", `${new URL(alice.uri).pathname}/follows/1`)).status).toBe(404);
  await alice.unfollows(hana.handle);
  await world.settles();
  expect((await hana.fetches("alpha.test", path)).status).toBe(404);
});

test("whom one of ours follows here, and whom they have blocked, is told to no server", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const hana = await world.stranger("hana@honest.test");
  await alice.finds(hana.handle);
  await alice.follows(bob);
  await alice.blocks(hana.handle);
  await world.settles();
  const follow = await world.instance("alpha.test").db.selectFrom("follows").select("uri").executeTakeFirstOrThrow();
  expect((await hana.fetches("alpha.test", new URL(follow.uri).pathname)).status).toBe(404);
  const block = hana.inbox.documents.find(({ type }) => type === "Block");
  const path = new URL(String(block?.["id"])).pathname;
  expect((await hana.fetches("alpha.test", path)).status).toBe(404);
});
