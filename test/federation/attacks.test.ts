/** What accepted activities cannot do: every attacker here signs properly, in their own name. */
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { Account } from "../../src/db/schema.ts";
import { follow } from "../../src/follows/follow.ts";
import { CONTEXT, post } from "./peers.ts";
import { follows, note, openScene, PUBLIC, statuses, statusOf, write } from "./scene.ts";

test("an answer counts from the one who was asked only, and only if somebody asked", async () => {
  const { kith, net, alice, bob, says } = await openScene();
  const [carol, evil] = [net.actor("carol@gamma.test", 1), net.actor("evil@evil.test", 2)];
  const asked = await follow(kith, alice, (await kith.remote.findAccount(carol.uri)) as Account);
  const ours = { id: asked.uri, type: "Follow", actor: alice.uri, object: carol.uri };
  await says(evil, { type: "Accept", object: ours });
  await says(evil, { type: "Accept", object: asked.uri });
  await says(bob, { type: "Reject", object: ours });
  expect((await follows(kith)).map(({ state }) => state)).toEqual(["accepted", "pending"]);
  await kith.remote.findAccount(evil.uri);
  await says(evil, { type: "Accept", object: { ...ours, object: evil.uri } });
  await says(evil, { type: "Accept", object: { type: "Follow", actor: alice.uri, object: evil.uri } });
  expect(await follows(kith)).toHaveLength(2);
});

test("an activity that is played again, under its own id or a new one, does nothing", async () => {
  const { kith, bob, says } = await openScene();
  const create = { type: "Create", id: `${bob.uri}/notes/1/activity`, object: note(bob, 1) };
  await says(bob, create);
  await says(bob, { type: "Delete", object: { id: create.object.id, type: "Tombstone" } });
  await says(bob, create);
  await says(bob, { ...create, id: `${bob.uri}/notes/1/later` });
  expect(await statusOf(kith, create.object.id)).toMatchObject({ content: "", deleted_at: expect.any(Number) });
  expect((await statusOf(kith, create.object.id))?.deleted_at).toBeGreaterThan(0);
});

test("a Delete that overtakes its Create stops it", async () => {
  const { kith, bob, says } = await openScene();
  await says(bob, { type: "Delete", object: `${bob.uri}/notes/7` });
  await says(bob, { type: "Create", object: note(bob, 7) });
  expect((await statusOf(kith, `${bob.uri}/notes/7`))?.deleted_at).toBeGreaterThan(0);
});

test("nobody puts words into somebody else's mouth", async () => {
  const { kith, net, bob, says } = await openScene();
  const [evil, neighbour] = [net.actor("evil@evil.test", 2), net.actor("evil@beta.test", 3)];
  // An embedded note of Bob's origin is not believed, and at its address there is nothing.
  await says(evil, { type: "Create", object: note(bob, 1) });
  // A note of one's own that is attributed to Bob, and Bob's id under one's own name.
  await says(evil, { type: "Create", object: note(evil, 2, { attributedTo: bob.uri }) });
  await says(evil, { type: "Create", object: { ...note(evil, 3), id: `${bob.uri}/notes/3` } });
  // The same from a neighbour of Bob's, where origins are no help.
  await says(neighbour, { type: "Create", object: note(bob, 4) });
  await says(neighbour, { type: "Create", object: { ...note(neighbour, 5), id: `${bob.uri}/notes/5`, attributedTo: bob.uri } });
  // A note that Bob's server does have, but that Bob did not send.
  net.serve(note(bob, 6));
  await says(evil, { type: "Create", object: `${bob.uri}/notes/6` });
  expect(await statuses(kith)).toEqual([]);
});

test("what is somebody else's is not edited, deleted or taken back", async () => {
  const { kith, net, alice, bob, says } = await openScene();
  const [evil, neighbour] = [net.actor("evil@evil.test", 2), net.actor("evil@beta.test", 3)];
  for (const each of [evil, neighbour]) await kith.remote.findAccount(each.uri);
  await says(bob, { type: "Create", object: note(bob, 1) });
  const ours = await write(kith, alice, "hello");
  await says(bob, { type: "Like", id: `${bob.uri}/likes/1`, object: ours.uri });
  await says(bob, { type: "Announce", id: `${bob.uri}/announces/1`, object: ours.uri, to: PUBLIC });
  const before = [
    await statuses(kith),
    await kith.db.selectFrom("favourites").selectAll().execute(),
    await kith.db.selectFrom("accounts").select(["id", "display_name", "deleted_at"]).execute(),
  ];
  const edited = note(bob, 1, { content: "<p>forged</p>", updated: "2026-06-01T12:00:00Z" });
  for (const thief of [evil, neighbour]) {
    await says(thief, { type: "Update", object: edited });
    await says(thief, { type: "Update", object: { ...edited, attributedTo: thief.uri } });
    await says(thief, { type: "Update", object: { ...bob.doc, name: "Forged" } });
    await says(thief, { type: "Delete", object: edited.id });
    await says(thief, { type: "Delete", object: { id: edited.id, type: "Tombstone" } });
    await says(thief, { type: "Delete", object: bob.uri });
    await says(thief, { type: "Delete", object: ours.uri });
    await says(thief, { type: "Update", object: { ...note(thief, 1), id: ours.uri, updated: "2026-06-01T12:00:00Z" } });
    for (const [type, uri] of [
      ["Like", `${bob.uri}/likes/1`],
      ["Announce", `${bob.uri}/announces/1`],
    ] as const) {
      await says(thief, { type: "Undo", object: uri });
      await says(thief, { type: "Undo", object: { id: uri, type, actor: bob.uri, object: ours.uri } });
      await says(thief, { type: "Undo", object: { id: uri, type, actor: thief.uri, object: ours.uri } });
    }
  }
  const after = [
    await statuses(kith),
    await kith.db.selectFrom("favourites").selectAll().execute(),
    await kith.db.selectFrom("accounts").select(["id", "display_name", "deleted_at"]).execute(),
  ];
  expect(after).toEqual(before);
});

test("a document of another origin or another type at the announced address is not believed", async () => {
  const { kith, net, bob, says } = await openScene();
  const carol = net.actor("carol@gamma.test", 1);
  // Evil serves a note that calls itself Carol's; at Carol's there is none.
  net.pages.set("https://evil.test/1", { body: { "@context": CONTEXT, ...note(carol, 1) } });
  await says(bob, { type: "Announce", object: "https://evil.test/1", to: PUBLIC });
  // A file that somebody has uploaded to Carol's server.
  net.pages.set("https://gamma.test/files/1.json", {
    type: "application/json",
    body: { "@context": CONTEXT, ...note(carol, 2), id: "https://gamma.test/files/1.json" },
  });
  await says(bob, { type: "Announce", object: "https://gamma.test/files/1.json", to: PUBLIC });
  // A redirect from Carol's server to evil's.
  net.pages.set(`${carol.uri}/notes/3`, { status: 302, headers: { location: "https://evil.test/3" } });
  net.pages.set("https://evil.test/3", { body: { "@context": CONTEXT, ...note(carol, 3) } });
  await says(bob, { type: "Announce", object: `${carol.uri}/notes/3`, to: PUBLIC });
  expect(await statuses(kith)).toEqual([]);
});

test("an activity that reads otherwise in JSON-LD than it was checked is dropped", async () => {
  const { kith, alice, bob, says } = await openScene();
  const context = [...CONTEXT, { x: "https://www.w3.org/ns/activitystreams#actor", actor: "https://evil.test/ns#nothing" }];
  await says(bob, { "@context": context, type: "Follow", x: { "@id": "https://gamma.test/users/carol" }, object: alice.uri });
  expect((await follows(kith)).filter(({ target_id }) => target_id === alice.id)).toEqual([]);
});

test("nothing that anybody names leads us to a private address, however it is spelled", async () => {
  const trap = createServer();
  let sockets = 0;
  trap.on("connection", (socket) => {
    sockets++;
    socket.destroy();
  });
  trap.listen(0);
  await once(trap, "listening");
  onTestFinished(() => void trap.close());
  const { port } = trap.address() as AddressInfo;
  const scene = await openScene();
  const { kith, net, says, bob } = scene;
  const hosts = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "127.0.0.1.",
    "localhost",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "0.0.0.0",
  ];
  for (const [n, host] of hosts.entries()) {
    const url = `https://${host}:${port}/users/1`;
    expect([url, await kith.remote.findAccount(url)]).toEqual([url, undefined]);
    expect([url, await kith.remote.fetchStatus(url)]).toEqual([url, undefined]);
    expect([url, await kith.remote.fetchCollection(url)]).toEqual([url, undefined]);
    expect([url, await kith.remote.findAccount(`someone@${host}:${port}`)]).toEqual([url, undefined]);
    const key = { key: bob.key, key_id: `${url}#main-key` };
    const like = { "@context": CONTEXT, id: `${url}/likes/1`, type: "Like", actor: url, object: bob.uri };
    expect([url, (await post(scene, key, like)).status]).toEqual([url, 401]);
    net.pages.set(`${bob.uri}/to/${n}`, { status: 302, headers: { location: url } });
    await says(bob, { type: "Announce", object: `${bob.uri}/to/${n}`, to: PUBLIC });
    await says(bob, { type: "Announce", object: url, to: PUBLIC });
  }
  expect([sockets, await statuses(kith)]).toEqual([0, []]);
});
