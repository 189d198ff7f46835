/** Messages from somebody whom one has muted: they come neither while that lasts nor as news afterwards, but they are there. */
import { expect, test } from "vitest";
import { endMutes } from "../../src/conversations/kept.ts";
import { createWorld } from "../world/world.ts";
import { begins, chats, groupOf, idFor, says, village, words, type ChatJson } from "./chatters.ts";

const direct = { visibility: "direct" } as const;
const HOUR = 3600;

test("what was written while one had muted its author stands in the chat when the mute ends, by hand and by time, in its place and as read; nobody is called", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [ann, bob] = [await world.person("ann@alpha.test"), await world.person("bob@beta.test")];
  await ann.follows(bob);
  await world.settles();
  await bob.posts("@ann@alpha.test One", direct);
  await world.settles();
  const bobHere = await idFor(ann, bob);
  const chat = async (): Promise<ChatJson> => (await chats(ann))[0]!;
  await ann.api("POST", `/api/kith/v1/chats/${(await chat()).id}/read`);
  const notices = async () => (await ann.notifications()).length;
  const before = await notices();
  await ann.api("POST", `/api/v1/accounts/${bobHere}/mute`);
  for (const text of ["Two", "Three"]) {
    await bob.posts(`@ann@alpha.test ${text}`, direct);
    await world.settles();
  }
  // What she was told of him before is not shown meanwhile either.
  expect([await words(ann, await chat()), (await chat()).unread_count, await notices()]).toEqual([["@ann One"], 0, 0]);

  await ann.api("POST", `/api/v1/accounts/${bobHere}/unmute`);
  await world.settles();
  const texts = async () => (await words(ann, await chat())).map((text) => text.replace(/^@\S+ /, ""));
  expect([await texts(), (await chat()).unread_count, await notices()]).toEqual([["Three", "Two", "One"], 0, before]);
  const [conversation] = await ann.api<{ unread: boolean; last_status: { content: string } }[]>("GET", "/api/v1/conversations");
  expect(conversation).toMatchObject({ unread: false, last_status: { content: expect.stringContaining("Three") } });

  await ann.api("POST", `/api/v1/accounts/${bobHere}/mute`, { duration: HOUR });
  await bob.posts("@ann@alpha.test Four", direct);
  const wrong = await bob.posts("@ann@alpha.test Wrong", direct);
  await world.settles();
  await bob.deletes(wrong);
  await world.settles();
  expect(await texts()).toEqual(["Three", "Two", "One"]);
  await world.passes("61 minutes");
  await endMutes(world.instance("alpha.test"));
  await world.settles();
  expect([await texts(), await notices()]).toEqual([["Four", "Three", "Two", "One"], before]);
  await bob.posts("@ann@alpha.test Five", direct);
  await world.settles();
  expect([(await texts())[0], await notices()]).toEqual(["Five", before + 1]);
});

test("in a group of people one misses what somebody muted says, and has all of it afterwards; not after having put the chat away", async () => {
  const { world, alice, bob, carol } = await village();
  await using _ = world;
  const hers = await begins(alice, "Bread", [bob, carol]);
  await world.settles();
  const bobHere = await idFor(alice, bob);
  await alice.api("POST", `/api/v1/accounts/${bobHere}/mute`);
  await says(bob, await groupOf(bob), "I bring flour");
  await says(carol, await groupOf(carol), "And I salt");
  await world.settles();
  expect(await words(alice, hers)).toEqual(["And I salt"]);
  await alice.api("POST", `/api/v1/accounts/${bobHere}/unmute`);
  await world.settles();
  expect((await words(alice, hers)).sort()).toEqual(["And I salt", "I bring flour"]);

  await alice.api("POST", `/api/v1/accounts/${bobHere}/mute`);
  await bob.posts("@alice@alpha.test Psst", direct);
  await world.settles();
  await alice.api("POST", `/api/v1/accounts/${bobHere}/block`);
  await alice.api("POST", `/api/v1/accounts/${bobHere}/unblock`);
  await alice.api("POST", `/api/v1/accounts/${bobHere}/unmute`);
  await world.settles();
  expect((await chats(alice)).map(({ group }) => group)).toEqual([true]);
});

test("a stranger who was muted from the beginning asks first, when they are muted no more", async () => {
  await using world = await createWorld("alpha.test");
  const [ann, eve] = [await world.person("ann@alpha.test"), await world.person("eve@alpha.test")];
  await ann.api("POST", `/api/v1/accounts/${eve.id}/mute`);
  await eve.posts("@ann Hello", direct);
  expect(await chats(ann)).toEqual([]);
  await ann.api("POST", `/api/v1/accounts/${eve.id}/mute`, { notifications: false });
  await world.settles();
  expect(await chats(ann)).toEqual([]);
  expect((await chats(ann, "?requests=true")).map(({ state }) => state)).toEqual(["request"]);
});

test("what was kept comes back from nobody whom its reader has blocked by then, or whose server; once that is lifted, it does", async () => {
  const { world, alice, bob, carol } = await village();
  await using _ = world;
  const hers = await begins(alice, "Bread", [bob, carol]);
  await world.settles();
  const bobHere = await idFor(alice, bob);
  const conversations = async () =>
    (await alice.api<{ last_status: { content: string } }[]>("GET", "/api/v1/conversations")).map(
      ({ last_status }) => last_status.content,
    );
  const none = await conversations();
  await alice.api("POST", `/api/v1/accounts/${bobHere}/mute`);
  await says(bob, await groupOf(bob), "I bring flour");
  await world.settles();
  await alice.api("POST", `/api/v1/accounts/${bobHere}/block`);
  await alice.api("POST", `/api/v1/accounts/${bobHere}/unmute`);
  await world.settles();
  expect([await words(alice, hers), await conversations()]).toEqual([[], none]);
  await alice.api("POST", `/api/v1/accounts/${bobHere}/unblock`);
  await world.settles();
  expect(await words(alice, hers)).toEqual(["I bring flour"]);
});

test("nor does a stranger ask by it whose server its reader has blocked meanwhile, before that is lifted", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [ann, eve] = [await world.person("ann@alpha.test"), await world.person("eve@beta.test")];
  const eveHere = await idFor(ann, eve);
  await ann.api("POST", `/api/v1/accounts/${eveHere}/mute`);
  await eve.posts("@ann@alpha.test Hello", direct);
  await world.settles();
  await ann.api("POST", "/api/v1/domain_blocks", { domain: "beta.test" });
  await ann.api("POST", `/api/v1/accounts/${eveHere}/unmute`);
  await world.settles();
  expect(await chats(ann, "?requests=true")).toEqual([]);
  expect(await ann.api("GET", "/api/v1/conversations")).toEqual([]);
  await ann.api("DELETE", "/api/v1/domain_blocks", { domain: "beta.test" });
  await world.settles();
  expect((await chats(ann, "?requests=true")).map(({ state }) => state)).toEqual(["request"]);
});

test("what comes back as read leaves unread what had not been read, in apps as well", async () => {
  const { world, alice, bob, carol } = await village();
  await using _ = world;
  const hers = await begins(alice, "Bread", [bob, carol]);
  await world.settles();
  const bobHere = await idFor(alice, bob);
  await alice.api("POST", `/api/v1/accounts/${bobHere}/mute`);
  await says(carol, await groupOf(carol), "I bring salt");
  await world.settles();
  await says(bob, await groupOf(bob), "And I flour");
  await world.settles();
  const unread = async () => [
    (await chats(alice)).find(({ id }) => id === hers.id)?.unread_count,
    (await alice.api<{ unread: boolean }[]>("GET", "/api/v1/conversations")).map((one) => one.unread),
  ];
  expect(await unread()).toEqual([1, [true]]);
  await alice.api("POST", `/api/v1/accounts/${bobHere}/unmute`);
  await world.settles();
  expect(await words(alice, hers)).toHaveLength(2);
  expect(await unread()).toEqual([1, [true]]);
});
