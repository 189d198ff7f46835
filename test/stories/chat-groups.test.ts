/** Groups of people across servers: who is in them, who says so, and what others read of them. */
import { FormData } from "undici";
import { expect, test } from "vitest";
import { askForSoftware } from "../../src/federation/lookup/software.ts";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { PIXEL, begins, chats, groupOf, idFor, people, says, village, words, type ChatJson } from "./chatters.ts";

test("a group is begun, talked in, joined and left, on both servers", async () => {
  const { world, alice, bob, carol, dan } = await village();
  await using _ = world;
  const hers = await begins(alice, "Bread", [bob, dan]);
  await world.settles();
  const his = await groupOf(bob);
  expect([his?.name, people(his), his?.state]).toEqual(["Bread", ["alice", "bob", "dan"], "open"]);
  await says(alice, hers, "The oven is hot");
  await world.settles();
  await says(bob, his, "I bring flour");
  await world.settles();
  for (const one of [alice, bob, dan]) {
    expect(await words(one, await groupOf(one))).toEqual(["I bring flour", "The oven is hot"]);
    expect(await chats(one)).toHaveLength(1);
  }
  // Bob, whose server it is not, adds Carol: she sees what comes from then on, and everybody sees that she was added.
  await bob.api("POST", `/api/kith/v1/chats/${his?.id}/members`, { account_ids: [carol.id] });
  await world.settles();
  await world.passes("1 minute");
  for (const one of [alice, bob, carol, dan]) expect(people(await groupOf(one))).toEqual(["alice", "bob", "carol", "dan"]);
  await says(dan, await groupOf(dan), "Welcome, Carol");
  await world.settles();
  expect(await words(carol, await groupOf(carol))).toEqual(["Welcome, Carol"]);
  expect(await words(bob, his)).toEqual(["Welcome, Carol", "I bring flour", "The oven is hot"]);
  const lines = await alice.api<{ kind: string }[]>("GET", `/api/kith/v1/chats/${hers.id}/lines`);
  expect(lines.map(({ kind }) => kind)).toEqual(["added", "created"]);
  // What is written while she leaves is said in the group: by her, by who knows of it already, and by who does not yet.
  await says(carol, await groupOf(carol), "Farewell");
  await carol.api("POST", `/api/kith/v1/chats/${(await groupOf(carol))?.id}/leave`);
  await says(bob, his, "There she goes");
  await says(alice, hers, "Carol, the salt?");
  await world.settles();
  for (const one of [alice, bob, dan]) {
    expect((await words(one, await groupOf(one))).slice(0, 3).sort()).toEqual(["Carol, the salt?", "Farewell", "There she goes"]);
    expect(await chats(one)).toHaveLength(1);
  }
  expect(await chats(carol)).toEqual([]);
  await alice.api("PATCH", `/api/kith/v1/chats/${hers.id}`, { name: "Rye" });
  await world.settles();
  expect(await groupOf(carol)).toBeUndefined();
  const left = await groupOf(bob);
  expect([left?.name, people(left)]).toEqual(["Rye", ["alice", "bob", "dan"]]);
  await alice.api("DELETE", `/api/kith/v1/chats/${hers.id}/members`, { account_ids: [await idFor(alice, bob)] });
  await world.settles();
  expect((await groupOf(bob))?.left).toBe(true);
  expect((await bob.asks("POST", `/api/kith/v1/chats/${his?.id}/messages`, { status: "still here" })).status).toBe(404);
  await says(alice, hers, "Only us two");
  await world.settles();
  expect(await words(bob, his)).not.toContain("Only us two");
  // Whoever is taken out is not told either how it is called or looks afterwards.
  await alice.api("DELETE", `/api/kith/v1/chats/${hers.id}/members`, { account_ids: [await idFor(alice, dan)] });
  await alice.api("PATCH", `/api/kith/v1/chats/${hers.id}`, { name: "Barley" });
  await world.settles();
  expect([(await groupOf(alice))?.name, (await groupOf(dan))?.name, (await groupOf(bob))?.name]).toEqual([
    "Barley",
    "Rye",
    "Rye",
  ]);
});

test("a reaction to what is said in a chat is seen by all in it, wherever they are, and goes when it is taken back", async () => {
  const { world, alice, bob, carol, dan } = await village();
  await using _ = world;
  const hers = await begins(alice, "Bread", [bob, carol, dan]);
  await says(alice, hers, "The oven is hot");
  await world.settles();
  const last = async (who: Person) => (await groupOf(who))?.last_message;
  const react = async (who: Person, method: "PUT" | "DELETE", emoji: string) => {
    await who.api(method, `/api/v1/pleroma/statuses/${(await last(who))?.id}/reactions/${encodeURIComponent(emoji)}`);
    await world.settles();
  };
  type Reacted = StatusJson & { reactions: { name: string; count: number }[] };
  const seen = async (who: Person) =>
    ((await last(who)) as Reacted).reactions.map(({ name, count }) => `${name} ${count}`).sort();
  await react(dan, "PUT", "🔥");
  await react(bob, "PUT", "🔥");
  await react(alice, "PUT", "🍞");
  for (const one of [alice, bob, carol, dan]) expect(await seen(one)).toEqual(["🍞 1", "🔥 2"]);
  await react(dan, "DELETE", "🔥");
  await react(alice, "DELETE", "🍞");
  for (const one of [alice, bob, carol, dan]) expect(await seen(one)).toEqual(["🔥 1"]);
});

test("who is not in it reads, writes, adds and names nothing; who did not make it takes nobody out", async () => {
  const { world, alice, bob, carol, dan } = await village();
  await using _ = world;
  const hers = await begins(alice, "Bread", [bob]);
  await world.settles();
  const at = `/api/kith/v1/chats/${hers.id}`;
  for (const [method, path, body] of [
    ["GET", at, undefined],
    ["GET", `${at}/messages`, undefined],
    ["GET", `${at}/lines`, undefined],
    ["POST", `${at}/messages`, { status: "x" }],
    ["POST", `${at}/members`, { account_ids: [dan.id] }],
    ["PATCH", at, { name: "x" }],
  ] as const)
    expect((await dan.asks(method, path, body)).status).toBe(404);
  const his = await groupOf(bob);
  const hisAt = `/api/kith/v1/chats/${his?.id}`;
  expect((await bob.asks("PATCH", hisAt, { name: "Mine" })).status).toBe(403);
  expect((await bob.asks("DELETE", `${hisAt}/members`, { account_ids: [await idFor(bob, alice)] })).status).toBe(403);
  // A name in a message of the group adds nobody, and what is written to fewer is not of the group.
  expect((await bob.asks("POST", `${hisAt}/messages`, { status: "@carol look" })).status).toBe(422);
  await world.settles();
  expect(await groupOf(carol)).toBeUndefined();
  // Whom she has blocked is not added by her.
  await alice.blocks(carol);
  await world.settles();
  expect((await alice.asks("POST", `${at}/members`, { account_ids: [await idFor(alice, carol)] })).status).toBe(403);
});

test("strangers change no group: neither its creator's words, nor by asking, nor by reading marks", async () => {
  const { world, alice, bob } = await village();
  await using _ = world;
  const mallory = await world.stranger("mallory@evil.test");
  const hers = await begins(alice, "Bread", [bob]);
  await world.settles();
  const uri = `https://alpha.test/chats/${hers.id}`;
  const before = people(await groupOf(bob));
  await mallory.sends("alpha.test", { ...mallory.activity("Add", mallory.uri), target: uri });
  await mallory.sends("alpha.test", { ...mallory.activity("Remove", bob.uri), target: uri });
  const state = {
    id: uri,
    type: "ChatGroup",
    attributedTo: mallory.uri,
    name: "Evil",
    updated: "2040-01-01T00:00:00Z",
    chatMembers: [mallory.uri, bob.uri],
  };
  await mallory.sends("beta.test", mallory.activity("Update", state));
  await mallory.sends("beta.test", mallory.activity("Update", { ...state, attributedTo: alice.uri }));
  await world.settles();
  expect([people(await groupOf(alice)), people(await groupOf(bob)), (await groupOf(bob))?.name]).toEqual([
    before,
    before,
    "Bread",
  ]);
  await says(alice, hers, "Read this");
  await world.settles();
  const [message] = await alice.api<StatusJson[]>("GET", `/api/kith/v1/chats/${hers.id}/messages`);
  // Who is not in it says that what she writes is.
  const named = { to: [alice.uri], cc: [], tag: [{ type: "Mention", href: alice.uri, name: "@alice@alpha.test" }] };
  const forged = mallory.note("<p>Me, too</p>", { ...named, inReplyTo: message?.uri, inChat: uri });
  await mallory.sends("alpha.test", mallory.activity("Create", forged, { to: [alice.uri] }));
  await world.settles();
  expect((await alice.sees(String(forged["id"])))?.content).toBe("<p>Me, too</p>");
  expect([people(await groupOf(alice)), await words(alice, hers)]).toEqual([before, ["Read this"]]);
  await mallory.sends("alpha.test", mallory.activity("Read", message?.uri));
  await mallory.sends("alpha.test", { ...mallory.activity("Typing", message?.uri), target: message?.uri });
  await world.settles();
  const rows = await world
    .instance("alpha.test")
    .db.selectFrom("chat_members")
    .select("account_id")
    .where("chat_id", "=", Number(hers.id))
    .execute();
  expect(rows).toHaveLength(2);
});

test("a group has a picture, and goes to another: handed over, or left to who has been in it longest; others elsewhere believe no one else", async () => {
  const { world, alice, bob, dan } = await village();
  await using _ = world;
  const hers = await begins(alice, "Bread", [bob, dan]);
  const at = `/api/kith/v1/chats/${hers.id}`;
  const form = new FormData();
  form.set("picture", new Blob([PIXEL], { type: "image/png" }), "loaf.png");
  const pictured = await alice.api<{ picture: string }>("PATCH", at, form);
  expect(pictured.picture).toMatch(/^https:\/\/alpha\.test\/media\//);
  expect((await dan.asks("PATCH", at, form)).status).toBe(403);
  await world.settles();
  const his = (await groupOf(bob)) as ChatJson & { picture: string };
  expect(his.picture).toMatch(/^https:\/\/beta\.test\/media\/remote\//);
  // To nobody elsewhere, and by nobody else.
  const hand = async (who: Person, chat: string, to: string | undefined) =>
    (await who.asks("POST", `/api/kith/v1/chats/${chat}/hand_over/${to}`)).status;
  expect([await hand(dan, hers.id, dan.id), await hand(alice, hers.id, await idFor(alice, bob))]).toEqual([403, 422]);
  expect(await hand(alice, hers.id, dan.id)).toBe(200);
  await world.settles();
  await dan.api("PATCH", at, { name: "Dan's bread", picture: "" });
  await world.settles();
  const after = (await groupOf(bob)) as ChatJson & { picture: string | null };
  expect([after.name, after.picture, (await alice.asks("PATCH", at, { name: "x" })).status]).toEqual(["Dan's bread", null, 403]);
  // Dan leaves, and Alice has it again, as Bob's server knows, too.
  await dan.api("POST", `${at}/leave`);
  await world.settles();
  await alice.api("PATCH", at, { name: "Rye" });
  await world.settles();
  expect([(await groupOf(bob))?.name, people(await groupOf(bob))]).toEqual(["Rye", ["alice", "bob"]]);
  const lines = await bob.api<{ kind: string }[]>("GET", `/api/kith/v1/chats/${his.id}/lines`);
  expect(lines.map(({ kind }) => kind).slice(0, 2)).toEqual(["named", "handed_over"]);
});

test("who was added before their server was known to be Kith has the group, and what was said in it, once that is known", async () => {
  const { world, alice, bob, dan } = await village();
  await using _ = world;
  const kith = world.instance("alpha.test");
  await kith.write(
    async (tx) => await tx.updateTable("hosts").set({ software: "", software_due: 0 }).where("host", "=", "beta.test").execute(),
  );
  const hers = await begins(alice, "Bread", [bob, dan]);
  await says(alice, hers, "The oven is hot");
  await world.settles();
  expect(await groupOf(bob)).toBeUndefined();
  await askForSoftware(kith);
  await world.settles();
  const his = await groupOf(bob);
  expect([his?.name, people(his)]).toEqual(["Bread", ["alice", "bob", "dan"]]);
  expect(await words(bob, his)).toEqual(["The oven is hot"]);
  await says(bob, his, "I bring flour");
  await world.settles();
  for (const one of [alice, bob, dan]) {
    expect(await words(one, await groupOf(one))).toEqual(["I bring flour", "The oven is hot"]);
    expect(await chats(one)).toHaveLength(1);
  }
  // What is known is not told again.
  const lines = await bob.api<{ kind: string }[]>("GET", `/api/kith/v1/chats/${his?.id}/lines`);
  expect(lines.map(({ kind }) => kind)).toEqual(["created"]);
});

test("whoever reads on when somebody has come is known to have read what was said before, on the other server, too", async () => {
  const { world, alice, bob, carol, dan } = await village();
  await using _ = world;
  for (const one of [alice, bob]) await one.api("PATCH", "/api/kith/v1/chats/settings", { read_marks: true });
  const hers = await begins(alice, "Bread", [bob, dan]);
  await says(alice, hers, "The oven is hot");
  await world.passes("1 minute");
  await alice.api("POST", `/api/kith/v1/chats/${hers.id}/members`, { account_ids: [await idFor(alice, carol)] });
  await world.settles();
  await bob.api("POST", `/api/kith/v1/chats/${(await groupOf(bob))?.id}/read`);
  await world.passes("2 seconds");
  const [message] = await alice.api<StatusJson[]>("GET", `/api/kith/v1/chats/${hers.id}/messages`);
  const { members } = await alice.api<{ members: { acct: string; read_up_to: string | null }[] }>(
    "GET",
    `/api/kith/v1/chats/${hers.id}`,
  );
  expect(members.find(({ acct }) => acct === "bob@beta.test")?.read_up_to).toBe(message?.id);
});
