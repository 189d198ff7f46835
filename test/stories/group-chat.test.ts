/** The chat of a group: its members on two servers of Kith come and go with the group; nobody else reads it, and nobody is put into it. */
import { expect, test } from "vitest";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";
import { does, group, makes, plain, told, type GroupJson } from "./gardeners.ts";

type ChatJson = { id: string; group_id: string | null; name: string; muted: boolean; left: boolean; members: { acct: string }[] };
const at = "/api/kith/v1/chats";
const chats = async (who: Person) => await who.api<ChatJson[]>("GET", at);
const people = (chat: ChatJson | undefined) => chat?.members.map(({ acct }) => acct.split("@")[0]).sort();
const words = async (who: Person, id: string | undefined) =>
  (await who.api<StatusJson[]>("GET", `${at}/${id}/messages`)).map(({ content }) => plain(content));
const says = async (who: Person, id: string | undefined, status: string) =>
  await who.api<StatusJson>("POST", `${at}/${id}/messages`, { status });
const ownChat = async (who: Person, one: GroupJson) =>
  ((await group(who, one)) as GroupJson & { standing: { chat_id: string | null } }).standing.chat_id ?? undefined;

/** Servers learn from each other that both are Kith. */
async function acquaint(world: World): Promise<void> {
  for (const [domain, host] of [
    ["alpha.test", "beta.test"],
    ["beta.test", "alpha.test"],
  ] as const)
    await world.instance(domain).write(async (tx) => {
      await tx.updateTable("hosts").set({ software: "kith 0.1.0" }).where("host", "=", host).execute();
    });
}

async function gather(world: World) {
  const [ann, ben, eve] = [
    await world.person("ann@alpha.test"),
    await world.person("ben@alpha.test"),
    await world.person("eve@alpha.test"),
  ];
  const [bob, bea] = [await world.person("bob@beta.test"), await world.person("bea@beta.test")];
  await bob.follows(ann);
  await ann.follows(bob);
  await world.settles();
  await acquaint(world);
  const garden = await makes(ann);
  await does(ben, garden, "join");
  await bob.follows("@gardens@alpha.test");
  await world.settles();
  return { ann, ben, eve, bob, bea, garden };
}

test("members here and on the other server talk in it, who joins and leaves the group comes and goes, and it calls nobody unasked", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, ben, eve, bob, bea, garden } = await gather(world);
  const id = await ownChat(ann, garden);
  expect(id).toBeDefined();
  // Nothing stands among the messages before something is said.
  for (const who of [ann, ben, bob]) expect(await chats(who)).toEqual([]);
  await says(ann, id, "The gate is open");
  await world.settles();
  const [his] = await chats(bob);
  expect([his?.name, his?.muted, people(his)]).toEqual(["Gardens", true, ["ann", "ben", "bob"]]);
  await says(bob, his?.id, "I come at ten");
  await world.settles();
  for (const who of [ann, ben, bob])
    expect(await words(who, (await chats(who))[0]?.id)).toEqual(["I come at ten", "The gate is open"]);
  for (const who of [ben, bob]) expect(await told(who)).not.toContain("mention");
  expect((await eve.asks("GET", `${at}/${id}/messages`)).status).toBe(404);
  expect(await ownChat(eve, garden)).toBeUndefined();
  // Bea comes, and sees what is said from then on; Ben leaves, and has nothing of it any more.
  await bea.follows("@gardens@alpha.test");
  await does(ben, garden, "leave");
  await world.settles();
  await says(ann, id, "Welcome, Bea");
  await world.settles();
  const [hers] = await chats(bea);
  expect([people(hers), await words(bea, hers?.id)]).toEqual([["ann", "bea", "bob"], ["Welcome, Bea"]]);
  expect(people((await chats(bob))[0])).toEqual(["ann", "bea", "bob"]);
  expect(await chats(ben)).toEqual([]);
  // Whoever unfollows on the other server is out at once, also for the group's own server.
  await bea.unfollows("@gardens@alpha.test");
  await world.settles();
  await says(ann, id, "Without Bea");
  await world.settles();
  expect([await chats(bea), people((await chats(ann))[0])]).toEqual([[], ["ann", "bob"]]);
  // Switched off, it can be read and not written in; switched on again, it goes on.
  await ann.api("PATCH", `/api/kith/v1/groups/${garden.id}`, { chat: false });
  await world.settles();
  for (const who of [ann, bob])
    expect((await who.asks("POST", `${at}/${(await chats(who))[0]?.id}/messages`, { status: "x" })).status).toBe(404);
  expect((await words(bob, his?.id))[0]).toBe("Without Bea");
  await ann.api("PATCH", `/api/kith/v1/groups/${garden.id}`, { chat: true, title: "Gardens and goats" });
  await world.settles();
  await says(bob, his?.id, "There again");
  await world.settles();
  expect([(await words(ann, id))[0], (await chats(bob))[0]?.name]).toEqual(["There again", "Gardens and goats"]);
});

test("nobody changes who is in it but by the group; no stranger's group draws anybody in, and the group's end ends it", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { ann, ben, bob, bea, garden } = await gather(world);
  const id = await ownChat(ann, garden);
  await says(ann, id, "Hello");
  await world.settles();
  const [his] = await chats(bob);
  for (const [method, path, body] of [
    ["POST", "members", { account_ids: [bea.id] }],
    ["DELETE", "members", { account_ids: [bob.id] }],
    ["POST", "leave", undefined],
  ] as const)
    expect((await bob.asks(method, `${at}/${his?.id}/${path}`, body)).status).toBe(403);
  expect((await ann.asks("PATCH", `${at}/${id}`, { name: "Mine" })).status).toBe(403);
  // A group of a stranger's puts Bea into its chat, who has not joined it; and the stranger speaks for the chat of the gardens.
  const lure = await world.stranger("lure@gamma.test");
  Object.assign(lure.actor, { type: "Group", followers: `${lure.uri}/followers` });
  const state = (uri: string) => ({
    id: uri,
    type: "ChatGroup",
    attributedTo: lure.uri,
    name: "Evil",
    updated: "2040-01-01T00:00:00Z",
    chatMembers: [lure.uri, `https://beta.test/users/${bea.id}`, `https://beta.test/users/${bob.id}`],
  });
  for (const uri of ["https://gamma.test/chats/7", `https://alpha.test/chats/${id}`])
    await lure.sends("beta.test", lure.activity("Update", state(uri)));
  await world.settles();
  expect([await chats(bea), (await chats(bob)).map(({ name }) => name)]).toEqual([[], ["Gardens"]]);
  const inside = await world
    .instance("beta.test")
    .db.selectFrom("chat_members")
    .select("account_id")
    .where("account_id", "=", Number(bea.id))
    .execute();
  expect(inside).toEqual([]);
  await ann.api("DELETE", `/api/kith/v1/groups/${garden.id}`, { confirm: "gardens" });
  await world.settles();
  for (const who of [ann, ben, bob])
    for (const chat of await chats(who))
      expect((await who.asks("POST", `${at}/${chat.id}/messages`, { status: "x" })).status).toBe(404);
});
