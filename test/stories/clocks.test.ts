/** Servers whose clocks are wrong: who is in a chat, what is said in it, and when something ends is what it would be if they were right. */
import { expect, test } from "vitest";
import { followsStranger } from "../world/handshake.ts";
import type { StatusJson } from "../world/entities.ts";
import { createWorld } from "../world/world.ts";
import { begins, chats, groupOf, people, says, village, words } from "./chatters.ts";
import { milliseconds } from "../world/time.ts";

const WRONG = { fast: milliseconds("20 minutes"), slow: -milliseconds("20 minutes"), "a little fast": milliseconds("1 minute") };

test.each(Object.entries(WRONG))(
  "a group talks, and loses nobody's last words, when a server's clock is %s",
  async (_, ahead) => {
    const { world, alice, bob, carol, dan } = await village(ahead);
    await using _world = world;
    const hers = await begins(alice, "Bread", [bob, dan]);
    await world.settles();
    const his = await groupOf(bob);
    // Several changes at once: each is heard of.
    await alice.api("PATCH", `/api/kith/v1/chats/${hers.id}`, { name: "Rye" });
    await bob.api("POST", `/api/kith/v1/chats/${his?.id}/members`, { account_ids: [carol.id] });
    await world.settles();
    for (const one of [alice, bob, carol, dan]) {
      expect((await groupOf(one))?.name).toBe("Rye");
      expect(people(await groupOf(one))).toEqual(["alice", "bob", "carol", "dan"]);
    }
    await says(alice, hers, "The oven is hot");
    await world.settles();
    await world.passes("2 minutes");
    await says(bob, his, "I bring flour");
    await world.settles();
    await world.passes("2 minutes");
    await says(dan, await groupOf(dan), "I bring salt");
    await world.settles();
    for (const one of [alice, bob, carol, dan])
      expect(await words(one, await groupOf(one))).toEqual(["I bring salt", "I bring flour", "The oven is hot"]);
    const [, flour] = await alice.api<StatusJson[]>("GET", `/api/kith/v1/chats/${hers.id}/messages`);
    expect(Math.abs(Date.parse(flour?.created_at ?? "") - (world.clock.now() - milliseconds("2 minutes")))).toBeLessThan(40_000);
    await says(carol, await groupOf(carol), "Farewell");
    await carol.api("POST", `/api/kith/v1/chats/${(await groupOf(carol))?.id}/leave`);
    await says(bob, his, "There she goes");
    await world.settles();
    for (const one of [alice, bob, dan]) {
      expect((await words(one, await groupOf(one))).slice(0, 2).sort()).toEqual(["Farewell", "There she goes"]);
      expect(await chats(one)).toHaveLength(1);
    }
    // Once her server must have heard, nothing of hers is said in it any more.
    await world.passes("11 minutes");
    expect(people(await groupOf(alice))).toEqual(["alice", "bob", "dan"]);
  },
);

test.each(Object.entries(WRONG))(
  "of a group that lives where the clock is %s each change is heard of, and once it is set right too",
  async (_, ahead) => {
    const { world, alice, bob, carol } = await village(ahead);
    await using _world = world;
    const his = await begins(bob, "Bread", [alice]);
    for (const name of ["Rye", "Barley", "Oats"]) await bob.api("PATCH", `/api/kith/v1/chats/${his.id}`, { name });
    await bob.api("POST", `/api/kith/v1/chats/${his.id}/members`, { account_ids: [carol.id] });
    await world.settles();
    expect((await groupOf(alice))?.name).toBe("Oats");
    expect(people(await groupOf(alice))).toEqual(["alice", "bob", "carol"]);
    const lines = await alice.api<{ kind: string }[]>("GET", `/api/kith/v1/chats/${(await groupOf(alice))?.id}/lines`);
    expect(lines.map(({ kind }) => kind)).toEqual(["added", "named", "named", "named", "created"]);
  },
);

test("from a server that knows no groups what answers a message is for the group when it is for all whom that was for, whoever has come since", async () => {
  const { world, alice, dan, bob } = await village();
  await using _world = world;
  const hana = await world.stranger("hana@honest.test", WRONG.slow);
  const account_ids = [(await alice.finds(hana.handle)).id, (await alice.finds(dan.handle)).id];
  const bread = await alice.api<{ id: string }>("POST", "/api/kith/v1/chats", { account_ids, name: "Bread" });
  const chat = await groupOf(alice);
  await says(alice, chat, "Who brings flour?");
  await world.settles();
  await world.passes("1 hour");
  await alice.api("POST", `/api/kith/v1/chats/${bread.id}/members`, { account_ids: [(await alice.finds(bob.handle)).id] });
  await world.settles();
  await world.passes("1 hour");
  const [asked] = await alice.api<StatusJson[]>("GET", `/api/kith/v1/chats/${bread.id}/messages`);
  const answers = async (text: string, to: readonly { uri: string; handle: string }[]) => {
    const tag = to.map(({ uri, handle }) => ({ type: "Mention", href: uri, name: `@${handle}` }));
    const uris = to.map(({ uri }) => uri);
    const note = hana.note(`<p>${text}</p>`, { to: uris, cc: [], tag, inReplyTo: asked?.uri });
    await hana.sends("alpha.test", hana.activity("Create", note, { to: uris }));
    await world.settles();
  };
  await answers("I do", [alice, dan]);
  await answers("Only you need to know: it is old", [alice]);
  expect(await words(alice, chat)).toEqual(["I do", "Who brings flour?"]);
  expect(await words(dan, await groupOf(dan))).toEqual(["I do", "Who brings flour?"]);
});

test.each([
  ["fast", WRONG.fast],
  ["slow", WRONG.slow],
])("a story and a poll of a server whose clock is %s end here when they end there", async (_, ahead) => {
  await using world = await createWorld("alpha.test", { domain: "beta.test", ahead });
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  await alice.follows(bob);
  await world.settles();
  await bob.api("POST", "/api/kith/v1/stories", { text: "For an hour", expires_in: 3600 });
  await bob.posts("Tea?", { poll: { options: ["Yes", "No"], expires_in: 3600 } });
  await world.settles();
  const tray = async () => await alice.api<unknown[]>("GET", "/api/kith/v1/stories");
  const poll = async () => (await alice.home()).find(({ content }) => content.includes("Tea"))?.poll;
  expect(await tray()).toHaveLength(1);
  await world.passes("55 minutes");
  expect(await tray()).toHaveLength(1);
  expect(await poll()).toMatchObject({ expired: false });
  await world.down("beta.test");
  await world.passes("10 minutes");
  expect(await tray()).toEqual([]);
  expect(await poll()).toMatchObject({ expired: true });
});

test("what is done again under its old id counts, and what is played again does not, whatever the clock there says", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const lena = await world.stranger("lena@forum.test", WRONG.slow);
  await followsStranger(world, alice, lena);
  const post = await alice.posts("Like me");
  const like = lena.activity("Like", post.uri, { id: `${lena.uri}#like` });
  const { "@context": _, ...bare } = like;
  const unlike = lena.activity("Undo", bare, { id: `${lena.uri}#unlike` });
  const counts: (number | undefined)[] = [];
  for (const deed of [like, unlike, like, unlike]) {
    await lena.sends("alpha.test", deed);
    await world.settles();
    counts.push((await alice.looksAt(post))?.favourites_count);
    await world.passes("1 minute");
  }
  expect(counts).toEqual([1, 0, 1, 0]);
  // Signed before the last end of it: somebody has kept that, and sends it now.
  const then = world.clock.now() + WRONG.slow - milliseconds("3 minutes");
  await lena.sends("alpha.test", like, { sign: { now: then } });
  await world.settles();
  expect((await alice.looksAt(post))?.favourites_count).toBe(0);
});

test("every edit is read, however long the requests take that bring them from a server whose clock is half a minute wrong", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const wrong = milliseconds("31 seconds");
  const lena = await world.stranger("lena@forum.test", wrong);
  await followsStranger(world, alice, lena);
  const there = () => world.clock.now() + wrong;
  const note = lena.note("<p>First</p>");
  await lena.sends("alpha.test", lena.activity("Create", note));
  await world.settles();
  const edits = async (words: string, took: string) => {
    await world.passes("20 seconds");
    const changed = { ...note, content: `<p>${words}</p>`, updated: new Date(there()).toISOString() };
    const sign = { now: there() - milliseconds(took) };
    await lena.sends("alpha.test", lena.activity("Update", changed), { sign });
    await world.settles();
    return (await alice.home())[0]?.content;
  };
  expect(await edits("Second", "3 seconds")).toContain("Second");
  expect(await edits("Third", "0 seconds")).toContain("Third");
  expect(await edits("Fourth", "3 seconds")).toContain("Fourth");
});

test("of a clock that is wrong by minutes it stays known by how much, although a request comes that has waited for hours", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const lena = await world.stranger("lena@forum.test", WRONG.slow);
  await followsStranger(world, alice, lena);
  const ago = milliseconds("3 hours");
  const signed = world.clock.now() + WRONG.slow - ago;
  const note = lena.note("<p>Late</p>", { published: new Date(signed).toISOString() });
  await lena.sends("alpha.test", lena.activity("Create", note), { sign: { now: signed } });
  await world.settles();
  const [seen] = await alice.home();
  expect(Math.abs(Date.parse(seen?.created_at ?? "") - (world.clock.now() - ago))).toBeLessThan(milliseconds("1 minute"));
});
