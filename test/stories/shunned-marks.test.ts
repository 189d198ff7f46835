/** After a block or a mute nobody is told of the other by small signs either: what they read and type in a chat, and who has seen a story. */
import { expect, test } from "vitest";
import { openSocket, type Socket } from "../world/sockets.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";
import { begins, groupOf, says, village, type ChatJson } from "./chatters.ts";
import { AT as STORIES } from "./story-tellers.ts";

const KITH = "/api/kith/v1";

type Members = { members: { username: string; read_up_to: string | null }[] };
/** Of whom somebody is told what they have read. */
const readers = async (who: Person, { id }: ChatJson): Promise<string[]> =>
  (await who.api<Members>("GET", `${KITH}/chats/${id}`)).members
    .filter(({ username, read_up_to }) => username !== who.username && read_up_to !== null)
    .map(({ username }) => username)
    .sort();

/** What a socket says until its person hears a message with these words. */
async function until(socket: Socket, words: string): Promise<string[]> {
  const heard: string[] = [];
  for (;;) {
    const { event, payload = "" } = await socket.hears();
    heard.push(event === "kith.chat.typing" ? `typing ${payload}` : event);
    if (event === "kith.chat.message" && payload.includes(words)) return heard;
  }
}

/** Alice's group with Bob and Carol of beta and Dan of alpha, all of whom tell what they read. */
async function together() {
  const { world, alice, bob, carol, dan } = await village();
  for (const one of [alice, bob, carol, dan]) await one.api("PATCH", `${KITH}/chats/settings`, { read_marks: true });
  const hers = await begins(alice, "Bread", [bob, carol, dan]);
  await world.passes("1 minute");
  const groups = new Map<Person, ChatJson>();
  for (const one of [bob, carol, dan]) groups.set(one, (await groupOf(one)) as ChatJson);
  await says(alice, hers, "The oven is hot");
  await world.settles();
  const reads = async (who: Person) => {
    await who.api("POST", `${KITH}/chats/${(groups.get(who) ?? hers).id}/read`);
    await world.passes("2 seconds");
  };
  return { world, alice, bob, carol, dan, hers, groups, reads };
}

test("in a group of people nobody is told what those read and type with whom there is a block, here and on another server", async () => {
  const { world, alice, bob, carol, dan, hers, groups, reads } = await together();
  await using _ = world;
  const [bobs, dans] = [groups.get(bob) as ChatJson, groups.get(dan) as ChatJson];
  for (const one of [bob, dan]) await reads(one);
  expect(await readers(alice, hers)).toEqual(["bob", "dan"]);
  expect(await readers(dan, dans)).toEqual(["alice", "bob"]);
  // Of what they read before, too.
  await alice.blocks(bob);
  await dan.blocks(alice);
  await world.settles();
  expect(await readers(alice, hers)).toEqual([]);
  expect(await readers(dan, dans)).toEqual(["bob"]);
  expect(await readers(bob, bobs)).toEqual(["dan"]);
  await says(carol, groups.get(carol) as ChatJson, "Flour is here");
  await world.settles();
  using socket = await openSocket(world.port("alpha.test") ?? 0, dan, { stream: "user" });
  using theirs = await openSocket(world.port("beta.test") ?? 0, bob, { stream: "user" });
  await alice.api("POST", `${KITH}/chats/${hers.id}/typing`);
  await reads(alice);
  await says(carol, groups.get(carol) as ChatJson, "So is salt");
  await world.settles();
  for (const one of [socket, theirs]) {
    const heard = await until(one, "So is salt");
    expect(heard.filter((line) => line.startsWith("typing"))).toEqual([]);
    // What Carol says is all that the chat has to show.
    expect(heard).toEqual(["kith.chat.message"]);
  }
  expect(await readers(carol, groups.get(carol) as ChatJson)).toContain("alice");
  expect(await readers(bob, bobs)).not.toContain("alice");
});

test("whoever is muted is not seen typing, and reads on without knowing", async () => {
  const { world, alice, bob, dan, hers, groups, reads } = await together();
  await using _ = world;
  await alice.mutes(dan);
  await alice.mutes(bob);
  using socket = await openSocket(world.port("alpha.test") ?? 0, alice, { stream: "user" });
  for (const one of [bob, dan]) await one.api("POST", `${KITH}/chats/${groups.get(one)?.id}/typing`);
  await reads(dan);
  await world.settles();
  expect(await readers(alice, hers)).toEqual([]);
  await reads(alice);
  expect(await readers(dan, groups.get(dan) as ChatJson)).toEqual(["alice"]);
  await says(alice, hers, "Bread is done");
  const heard = await until(socket, "Bread is done");
  expect(heard.filter((line) => line.startsWith("typing"))).toEqual([]);
  await alice.unmutes(dan);
  expect(await readers(alice, hers)).toEqual(["dan"]);
});

async function seen(world: World, who: Person): Promise<string[]> {
  const [own] = await who.api<{ stories: { id: string }[] }[]>("GET", STORIES);
  const viewers = await who.api<{ account: { username: string } }[]>("GET", `${STORIES}/${own?.stories[0]?.id}/viewers`);
  await world.settles();
  return viewers.map(({ account }) => account.username).sort();
}

test("among those who have seen a story its author finds nobody whom they do not want to see", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, dan] = [await world.person("alice@alpha.test"), await world.person("dan@alpha.test")];
  const bob = await world.person("bob@beta.test");
  for (const one of [bob, dan]) await one.follows(alice);
  await world.settles();
  await alice.api("POST", STORIES, { text: "Look" });
  await world.settles();
  for (const one of [bob, dan]) {
    const [entry] = await one.api<{ stories: { id: string }[] }[]>("GET", STORIES);
    await one.api("POST", `${STORIES}/${entry?.stories[0]?.id}/reaction`, { emoji: "🌿" });
  }
  await world.settles();
  expect(await seen(world, alice)).toEqual(["bob", "dan"]);
  await alice.mutes(dan);
  expect(await seen(world, alice)).toEqual(["bob"]);
  await alice.api("POST", "/api/v1/domain_blocks", { domain: "beta.test" });
  await world.settles();
  expect(await seen(world, alice)).toEqual([]);
  await alice.unmutes(dan);
  expect(await seen(world, alice)).toEqual(["dan"]);
});
