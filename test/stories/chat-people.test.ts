/** Who has what of a chat: what stands in homes, what was before one came, what the blocked say, and what is left when somebody deletes their account. */
import { expect, test } from "vitest";
import { PASSWORD } from "../world/people.ts";
import type { Person } from "../world/person.ts";
import { begins, chats, groupOf, idFor, people, says, village, words } from "./chatters.ts";

test("what is said in a chat fills nobody's home, nor the author's own", async () => {
  const { world, alice, bob } = await village();
  await using _ = world;
  await alice.posts("Good morning, everybody");
  await alice.posts("@bob@beta.test between us", { visibility: "direct" });
  await world.settles();
  await says(bob, (await chats(bob))[0], "indeed");
  await world.settles();
  for (const one of [alice, bob])
    expect((await one.home()).map(({ content }) => content)).toEqual(["<p>Good morning, everybody</p>"]);
});

test("what somebody who has blocked one says in a group does not come, nor count as unread", async () => {
  const { world, alice, bob, dan } = await village();
  await using _ = world;
  const hers = await begins(alice, "Bread", [bob, dan]);
  await world.settles();
  await bob.api("POST", `/api/v1/accounts/${await idFor(bob, alice)}/block`);
  await world.settles();
  await says(bob, await groupOf(bob), "Not for Alice");
  await world.settles();
  expect([(await groupOf(alice))?.unread_count, await words(alice, hers)]).toEqual([0, []]);
  expect([(await groupOf(dan))?.unread_count, await words(dan, await groupOf(dan))]).toEqual([1, ["Not for Alice"]]);
});

test("who deletes their account is in no group any more, on either server; the chat with them stays theirs, and takes nothing more", async () => {
  const { world, alice, bob, carol, dan } = await village();
  await using _ = world;
  const hers = await begins(alice, "Bread", [bob, carol, dan]);
  await world.settles();
  for (const one of [bob, dan])
    await alice.api("POST", "/api/kith/v1/chats", { account_ids: [await idFor(alice, one)], status: `To ${one.username}` });
  await world.settles();
  await says(dan, await groupOf(dan), "Farewell");
  await world.settles();
  for (const one of [bob, dan]) await one.api("POST", "/api/pleroma/delete_account", { password: PASSWORD });
  await world.passes("1 minute");
  await world.passes("2 hours");
  expect(people(await groupOf(alice))).toEqual(["alice", "carol"]);
  expect(people(await groupOf(carol))).toEqual(["alice", "carol"]);
  expect((await groupOf(carol))?.unread_count).toBe(0);
  await says(alice, hers, "Only us two");
  await world.settles();
  expect(await words(carol, await groupOf(carol))).toEqual(["Only us two"]);
  const others = (await chats(alice)).filter(({ group }) => !group);
  expect(others.map((chat) => people(chat)?.join(" ") ?? "").sort()).toEqual(["alice", "alice bob"]);
  for (const { id } of others)
    expect((await alice.asks("POST", `/api/kith/v1/chats/${id}/messages`, { status: "Hello?" })).status).toBe(404);
});

test("who is added is not told who had come and gone before, nor how the group was called, though their server knows it", async () => {
  const { world, alice, bob, carol } = await village();
  await using _ = world;
  const hers = await begins(alice, "A secret name", [bob]);
  await world.settles();
  await alice.api("PATCH", `/api/kith/v1/chats/${hers.id}`, { name: "Bread" });
  await world.settles();
  await alice.api("POST", `/api/kith/v1/chats/${hers.id}/members`, { account_ids: [await idFor(alice, carol)] });
  await world.settles();
  const lines = async (who: Person) =>
    await who.api<{ kind: string; name: string }[]>("GET", `/api/kith/v1/chats/${(await groupOf(who))?.id}/lines`);
  expect((await lines(bob)).map(({ kind }) => kind)).toEqual(["added", "named", "created"]);
  expect((await lines(carol)).map(({ kind, name }) => [kind, name])).toEqual([["added", "Bread"]]);
});

test("changes in one moment are all believed, and all told", async () => {
  const { world, alice, bob, carol, dan } = await village();
  await using _ = world;
  const hers = await begins(alice, "Bread", [bob]);
  await world.settles();
  const account_ids = await Promise.all([carol, dan].map(async (one) => await idFor(alice, one)));
  const kith = world.instance("alpha.test");
  const { now } = kith;
  const moment = now();
  Object.assign(kith, { now: () => moment });
  await alice.api("POST", `/api/kith/v1/chats/${hers.id}/members`, { account_ids });
  await world.settles();
  await alice.api("PATCH", `/api/kith/v1/chats/${hers.id}`, { name: "Rye" });
  await world.settles();
  Object.assign(kith, { now });
  const his = await groupOf(bob);
  expect([his?.name, people(his)]).toEqual(["Rye", ["alice", "bob", "carol", "dan"]]);
  const lines = await bob.api<{ kind: string }[]>("GET", `/api/kith/v1/chats/${his?.id}/lines`);
  expect(lines.map(({ kind }) => kind)).toEqual(["named", "added", "added", "created"]);
});

test("a group whose first message cannot be sent is not begun", async () => {
  const { world, alice, bob, dan } = await village();
  await using _ = world;
  const account_ids = [dan.id];
  for (const status of [`@${bob.handle} should see this`, "x".repeat(5001)])
    expect((await alice.asks("POST", "/api/kith/v1/chats", { account_ids, name: "Bread", status })).status).toBe(422);
  expect([await chats(alice), await chats(dan)]).toEqual([[], []]);
});

test("the first message of a group stands below its beginning on every server, and is what the list of chats says last, however long both were on their way", async () => {
  const { world, alice, bob } = await village();
  await using _ = world;
  await alice.api("POST", "/api/kith/v1/chats", { account_ids: [await idFor(alice, bob)], name: "Bread", status: "Welcome" });
  world.clock.advance(5000);
  await world.settles();
  for (const one of [alice, bob]) {
    const chat = await groupOf(one);
    expect(chat?.last_message?.content).toContain("Welcome");
    const lines = await one.api<{ id: string; kind: string }[]>("GET", `/api/kith/v1/chats/${chat?.id}/lines`);
    expect(lines.map(({ kind }) => kind)).toEqual(["created"]);
    expect(lines[0]!.id < chat!.last_message!.id).toBe(true);
  }
  // What happens afterwards stands below what had been said, and above what is said then.
  const hers = await groupOf(alice);
  await alice.api("PATCH", `/api/kith/v1/chats/${hers?.id}`, { name: "Rye" });
  await says(alice, hers, "Better");
  world.clock.advance(5000);
  await world.settles();
  const his = await groupOf(bob);
  const [named, created] = await bob.api<{ id: string }[]>("GET", `/api/kith/v1/chats/${his?.id}/lines`);
  const [better, welcome] = await bob.api<{ id: string }[]>("GET", `/api/kith/v1/chats/${his?.id}/messages`);
  const order = [created, welcome, named, better].map((one) => one?.id ?? "");
  expect(order).toEqual(order.toSorted());
});
