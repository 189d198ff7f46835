/** Friends: asked for in one step, agreed to in one, over the wire as two Follows and their Accepts. */
import { expect, test } from "vitest";
import type { Person, Who } from "../world/person.ts";
import type { Doc } from "../world/stranger.ts";
import { createWorld } from "../world/world.ts";

type Friendship = {
  following: boolean;
  followed_by: boolean;
  friend: boolean;
  friend_requested: boolean;
  friend_requested_by: boolean;
};
const friendshipOf = async (one: Person, other: Who) => (await one.relationship(other)) as unknown as Friendship;
const does = async (one: Person, verb: "befriend" | "unfriend", other: Person) =>
  await one.api<Friendship>("POST", `/api/kith/v1/accounts/${(await one.finds(other.handle)).id}/${verb}`);
const answers = async (one: Person, verb: "accept" | "decline", other: Person) =>
  await one.api<Friendship>("POST", `/api/kith/v1/friends/requests/${(await one.finds(other.handle)).id}/${verb}`);
const namesOf = async (one: Person, path: string) =>
  (await one.api<{ acct: string }[]>("GET", `/api/kith/v1/friends${path}`)).map(({ acct }) => acct);
const friendNotices = async (one: Person) =>
  (await one.notifications()).flatMap((notice) => {
    const { type, account, friendship } = notice as typeof notice & { friendship?: string };
    return friendship === undefined ? [] : [`${type} ${account.acct} ${friendship}`];
  });

const friends = { friend: true, friend_requested: false, friend_requested_by: false };
const none = { friend: false, friend_requested: false, friend_requested_by: false };
const both = async (one: Person, other: Person) => [await friendshipOf(one, other), await friendshipOf(other, one)];

test.each([false, true])("across the border (locked: %s): asked, told, accepted, ended", async (locked) => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test", { locked }), await world.person("bob@beta.test", { locked })];
  expect(await does(alice, "befriend", bob)).toMatchObject({ ...none, friend_requested: true });
  await does(alice, "befriend", bob);
  await world.settles();
  expect(await namesOf(alice, "/requests/sent")).toEqual(["bob@beta.test"]);
  expect(await namesOf(bob, "/requests")).toEqual(["alice@alpha.test"]);
  expect(await friendshipOf(bob, alice)).toMatchObject({ ...none, friend_requested_by: true, followed_by: !locked });
  expect(await friendNotices(bob)).toEqual([`${locked ? "follow_request" : "follow"} alice@alpha.test requested`]);
  await answers(bob, "accept", alice);
  await world.settles();
  const whole = { ...friends, following: true, followed_by: true };
  expect(await both(alice, bob)).toMatchObject([whole, whole]);
  expect(await friendNotices(alice)).toEqual(["follow bob@beta.test accepted"]);
  expect([await namesOf(alice, ""), await namesOf(bob, "")]).toEqual([["bob@beta.test"], ["alice@alpha.test"]]);
  expect([...(await namesOf(alice, "/requests/sent")), ...(await namesOf(bob, "/requests"))]).toEqual([]);
  expect(await does(bob, "unfriend", alice)).toMatchObject({ ...none, following: false, followed_by: false });
  await world.settles();
  expect(await friendshipOf(alice, bob)).toMatchObject({ ...none, following: false, followed_by: false });
});

test("on one server the same, at once", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, ann] = [
    await world.person("alice@alpha.test", { locked: true }),
    await world.person("ann@alpha.test", { locked: true }),
  ];
  await does(alice, "befriend", ann);
  expect(await friendNotices(ann)).toEqual(["follow_request alice requested"]);
  expect(await does(ann, "befriend", alice)).toMatchObject(friends);
  expect(await friendshipOf(alice, ann)).toMatchObject(friends);
  expect(await friendNotices(alice)).toEqual(["follow ann accepted"]);
});

test("two who ask each other at the same moment are friends", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [
    await world.person("alice@alpha.test", { locked: true }),
    await world.person("bob@beta.test", { locked: true }),
  ];
  await alice.finds(bob.handle);
  await bob.finds(alice.handle);
  await does(alice, "befriend", bob);
  await does(bob, "befriend", alice);
  await world.settles();
  expect(await both(alice, bob)).toMatchObject([friends, friends]);
});

test("who follows already asks for more, and the other is told", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  await alice.follows(bob);
  await world.settles();
  await does(alice, "befriend", bob);
  await world.settles();
  expect(await namesOf(bob, "/requests")).toEqual(["alice@alpha.test"]);
  expect(await friendNotices(bob)).toEqual(["follow alice@alpha.test requested"]);
  // An app that knows nothing of friends follows back.
  await bob.follows(alice);
  await world.settles();
  expect(await friendshipOf(alice, bob)).toMatchObject(friends);
  expect(await namesOf(bob, "/requests")).toEqual([]);
});

test("who is declined is not told, and not heard again for a month; what is taken back is gone", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  await does(alice, "befriend", bob);
  await world.settles();
  await answers(bob, "decline", alice);
  await world.settles();
  expect(await friendshipOf(alice, bob)).toMatchObject({ ...none, friend_requested: true, following: true });
  expect(await namesOf(bob, "/requests")).toEqual([]);
  expect((await bob.asks("POST", `/api/kith/v1/friends/requests/${(await bob.finds(alice.handle)).id}/accept`)).status).toBe(404);
  await does(alice, "unfriend", bob);
  expect(await friendshipOf(alice, bob)).toMatchObject({ ...none, following: true });
  await does(alice, "befriend", bob);
  await world.settles();
  expect(await namesOf(bob, "/requests")).toEqual([]);
  await does(alice, "unfriend", bob);
  await world.passes("31 days");
  await does(alice, "befriend", bob);
  await world.settles();
  expect(await namesOf(bob, "/requests")).toEqual(["alice@alpha.test"]);
});

test("to a server that knows nothing of friends it is a Follow; followed back, they are friends", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test", { locked: true });
  const hana = await world.stranger("hana@honest.test");
  const { id } = await alice.finds(hana.handle);
  await alice.api("POST", `/api/kith/v1/accounts/${id}/befriend`);
  await world.settles();
  const sent = hana.inbox.documents.at(-1) as Doc;
  expect(sent).toMatchObject({ type: "Follow", actor: alice.uri, object: hana.uri, friendRequest: true });
  await hana.sends("alpha.test", hana.activity("Accept", sent));
  await world.settles();
  expect(await friendshipOf(alice, hana.handle)).toMatchObject({ ...none, friend_requested: true, following: true });
  await hana.sends("alpha.test", hana.activity("Follow", alice.uri));
  await world.settles();
  expect(hana.inbox.documents.at(-1)).toMatchObject({ type: "Accept" });
  expect(await friendshipOf(alice, hana.handle)).toMatchObject(friends);
});

test("nobody becomes a friend by claiming to be one", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test", { locked: true });
  const [hana, mallory] = [await world.stranger("hana@honest.test"), await world.stranger("mallory@evil.test")];
  const { id } = await alice.finds(hana.handle);
  await alice.api("POST", `/api/kith/v1/accounts/${id}/befriend`);
  await world.settles();
  const asked = hana.inbox.documents.at(-1) as Doc;
  // An answer to what another was asked; a Follow in another's name; a Follow of her own that says that it is agreed.
  await mallory.sends("alpha.test", mallory.activity("Accept", asked));
  await mallory.sends("alpha.test", { ...hana.activity("Follow", alice.uri), friendRequest: true });
  await mallory.sends("alpha.test", mallory.activity("Follow", alice.uri, { friendRequest: true }));
  await world.settles();
  const waiting = { ...none, friend_requested: true, following: false, followed_by: false };
  expect(await friendshipOf(alice, hana.handle)).toMatchObject(waiting);
  expect(await friendshipOf(alice, mallory.handle)).toMatchObject({ ...none, friend_requested_by: true, followed_by: false });
  // What was taken back is not agreed to any more.
  await alice.api("POST", `/api/kith/v1/accounts/${id}/unfriend`);
  await world.settles();
  await hana.sends("alpha.test", hana.activity("Accept", asked));
  await hana.sends("alpha.test", hana.activity("Follow", alice.uri));
  await world.settles();
  expect(await friendshipOf(alice, hana.handle)).toMatchObject({ ...none, following: false, followed_by: false });
  // Asked again and again, she is told once.
  for (let n = 0; n < 5; n++) await mallory.sends("alpha.test", mallory.activity("Follow", alice.uri, { friendRequest: true }));
  await world.settles();
  expect(await friendNotices(alice)).toHaveLength(1);
});

test("whom one has blocked asks in vain", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  await alice.finds(bob.handle);
  await bob.finds(alice.handle);
  await bob.blocks(alice);
  await does(alice, "befriend", bob).catch(() => undefined);
  await world.settles();
  expect(await namesOf(bob, "/requests")).toEqual([]);
  expect(await friendNotices(bob)).toEqual([]);
  expect((await alice.asks("POST", `/api/kith/v1/accounts/${alice.id}/befriend`)).status).toBe(404);
});
