/** Chats between two Kith servers: what the same people write is one, and what passes besides the messages. */
import { expect, test } from "vitest";
import { fill } from "../../migrations/0330-chats.ts";
import { changeSettings } from "../../src/accounts/settings.ts";
import { getUser } from "../../src/accounts/users.ts";
import { changeWriters } from "../../src/chats/writers.ts";
import { CHAT_TYPING } from "../../src/streams/chats.ts";
import { chatChannel } from "../../src/streams/channels.ts";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";

type ChatJson = {
  id: string;
  unread_count: number;
  state: string;
  encrypted: boolean;
  members: { acct: string; read_up_to: string | null }[];
  last_message: StatusJson | null;
};
const chats = async (who: Person, query = "") => await who.api<ChatJson[]>("GET", `/api/kith/v1/chats${query}`);
const first = async (who: Person): Promise<ChatJson> => {
  const [chat] = await chats(who);
  if (chat === undefined) throw new Error("there is no chat");
  return chat;
};
const says = async (who: Person, chat: ChatJson, status: string, more = {}) =>
  await who.api<StatusJson>("POST", `/api/kith/v1/chats/${chat.id}/messages`, { status, ...more });
const messages = async (who: Person, chat: ChatJson, query = "") =>
  await who.api<StatusJson[]>("GET", `/api/kith/v1/chats/${chat.id}/messages${query}`);
const words = (some: readonly StatusJson[]) => some.map(({ content }) => content.replace(/<[^>]+>/g, ""));

async function two(): Promise<{ world: World; alice: Person; bob: Person }> {
  const world = await createWorld("alpha.test", "beta.test");
  const alice = await world.person("alice@alpha.test");
  const bob = await world.person("bob@beta.test");
  await alice.follows(bob);
  await bob.follows(alice);
  await world.settles();
  return { world, alice, bob };
}

test("two people have one chat, whichever app they write with and however many threads it makes", async () => {
  const { world, alice, bob } = await two();
  await using _ = world;
  await alice.posts("@bob@beta.test one", { visibility: "direct" });
  await alice.posts("@bob@beta.test two", { visibility: "direct" });
  await world.settles();
  const his = await first(bob);
  expect([await chats(bob).then((some) => some.length), his.unread_count, his.encrypted]).toEqual([1, 2, false]);
  await says(bob, his, "three");
  await world.settles();
  const hers = await first(alice);
  expect(words(await messages(alice, hers))).toEqual(["three", "@bob two", "@bob one"]);
  expect(hers.unread_count).toBe(1);
  expect(words(await messages(alice, hers, "?q=TWO"))).toEqual(["@bob two"]);
  // An app that marks its conversation as read has read the chat.
  const [conversation] = await alice.api<{ id: string }[]>("GET", "/api/v1/conversations");
  await alice.api("POST", `/api/v1/conversations/${conversation?.id}/read`);
  expect((await first(alice)).unread_count).toBe(0);
  const [three] = await messages(bob, his);
  await bob.deletes(three as StatusJson);
  await world.settles();
  expect(words(await messages(alice, hers))).toEqual(["@bob two", "@bob one"]);
  await alice.api("DELETE", `/api/kith/v1/chats/${hers.id}`);
  expect(await chats(alice)).toEqual([]);
  expect(await chats(bob)).toHaveLength(1);
});

test("to be named is not to be let in: neither in a chat, nor in an answer from an app", async () => {
  const { world, alice, bob } = await two();
  await using _ = world;
  const carol = await world.person("carol@beta.test");
  await alice.posts("@bob@beta.test between us", { visibility: "direct" });
  await world.settles();
  const his = await first(bob);
  const path = `/api/kith/v1/chats/${his.id}/messages`;
  expect((await bob.asks("POST", path, { status: "@carol should not know" })).status).toBe(422);
  const [seen] = await messages(bob, his);
  const answer = { status: "@alice@alpha.test @carol neither so", visibility: "direct", in_reply_to_id: seen?.id };
  const refused = await bob.asks("POST", "/api/v1/statuses", answer);
  expect(refused.status).toBe(422);
  expect(refused.text).toContain("not in this conversation");
  await world.settles();
  expect(await chats(carol)).toEqual([]);
  expect(await carol.notifications()).toEqual([]);
  // A message of its own to both is another chat, without what was said in the first.
  await bob.posts("@alice@alpha.test @carol meet each other", { visibility: "direct" });
  await world.settles();
  const hers = await first(carol);
  expect(words(await messages(carol, hers))).toHaveLength(1);
  expect(hers.members.map(({ acct }) => acct).sort()).toEqual(["alice@alpha.test", "bob", "carol"]);
  expect(await chats(alice)).toHaveLength(2);
  // And nobody who is not in a chat reads it.
  for (const [method, at] of [
    ["GET", `/api/kith/v1/chats/${his.id}`],
    ["GET", path],
    ["POST", path],
    ["POST", `/api/kith/v1/chats/${his.id}/read`],
  ] as const)
    expect((await carol.asks(method, at, method === "POST" ? { status: "x" } : undefined)).status).toBe(404);
});

test("who may not write just so asks, and is accepted or declined without being told", async () => {
  const { world, alice, bob } = await two();
  await using _ = world;
  const eve = await world.person("eve@beta.test");
  const kith = world.instance("alpha.test");
  await changeWriters(kith, Number(alice.id), "friends");
  await eve.posts("@alice@alpha.test do you know me?", { visibility: "direct" });
  await bob.posts("@alice@alpha.test you know me", { visibility: "direct" });
  await world.settles();
  expect((await chats(alice)).map(({ last_message }) => last_message?.account.acct)).toEqual(["bob@beta.test"]);
  const [asked] = await chats(alice, "?requests=true");
  expect([asked?.state, asked?.last_message?.account.acct]).toEqual(["request", "eve@beta.test"]);
  expect((await alice.notifications()).map(({ account }) => account.acct)).not.toContain("eve@beta.test");
  await alice.api("POST", `/api/kith/v1/chats/${asked?.id}/decline`);
  await eve.posts("@alice@alpha.test hello?", { visibility: "direct" });
  await world.settles();
  expect([...(await chats(alice, "?requests=true")), ...(await chats(alice))]).toHaveLength(1);
  const fay = await world.person("fay@beta.test");
  await fay.posts("@alice@alpha.test we met at the oven", { visibility: "direct" });
  await world.settles();
  const [fays] = await chats(alice, "?requests=true");
  await alice.api("POST", `/api/kith/v1/chats/${fays?.id}/accept`);
  await fay.posts("@alice@alpha.test so?", { visibility: "direct" });
  await world.settles();
  const [newest] = await chats(alice);
  expect([newest?.id, newest?.state, newest?.unread_count]).toEqual([fays?.id, "open", 2]);
});

async function tell(world: World, domain: string, who: Person): Promise<void> {
  const kith = world.instance(domain);
  await changeSettings(kith, await getUser(kith.db, Number(who.id)), { settings: { read_marks: true } });
}

const runsKith = async (world: World, domain: string) => {
  for (const host of ["alpha.test", "beta.test"].filter((one) => one !== domain))
    await world
      .instance(domain)
      .write(async (tx) => await tx.updateTable("hosts").set({ software: "kith 0.1.0" }).where("host", "=", host).execute());
};

test("what has been read is told among Kith servers, only by who tells it, and to who tells it", async () => {
  const { world, alice, bob } = await two();
  await using _ = world;
  await alice.posts("@bob@beta.test have you read this?", { visibility: "direct" });
  await world.settles();
  await runsKith(world, "beta.test");
  const his = await first(bob);
  const readBy = async () => (await first(alice)).members.find(({ acct }) => acct === "bob@beta.test")?.read_up_to ?? null;
  await bob.api("POST", `/api/kith/v1/chats/${his.id}/read`);
  await world.passes("1 minute");
  expect(await readBy()).toBeNull();
  await tell(world, "beta.test", bob);
  await alice.posts("@bob@beta.test and this?", { visibility: "direct" });
  await world.settles();
  await bob.api("POST", `/api/kith/v1/chats/${his.id}/read`);
  await world.passes("1 minute");
  // She does not tell when she has read, so she does not hear of it either.
  expect(await readBy()).toBeNull();
  await tell(world, "alpha.test", alice);
  expect(await readBy()).toBe((await first(alice)).last_message?.id);
  // Beside her it is told at once, by the same choice.
  const cem = await world.person("cem@alpha.test");
  const heard: string[] = [];
  world.instance("alpha.test").bus.subscribe(chatChannel(Number(alice.id)), ({ event }) => heard.push(event));
  const reads = async () => {
    await alice.posts("@cem@alpha.test and you?", { visibility: "direct" });
    await world.settles();
    heard.length = 0;
    await cem.api("POST", `/api/kith/v1/chats/${(await first(cem)).id}/read`);
    await world.settles();
    return [...heard];
  };
  expect([await reads(), await tell(world, "alpha.test", cem), await reads()]).toEqual([[], undefined, ["kith.chat"]]);
});

test("typing is told once in five seconds, and leaves no trace", async () => {
  const { world, alice, bob } = await two();
  await using _ = world;
  await alice.posts("@bob@beta.test are you writing?", { visibility: "direct" });
  await world.settles();
  for (const domain of ["alpha.test", "beta.test"]) await runsKith(world, domain);
  await tell(world, "alpha.test", alice);
  await tell(world, "beta.test", bob);
  const heard: string[] = [];
  world.instance("alpha.test").bus.subscribe(chatChannel(Number(alice.id)), ({ event }) => heard.push(event));
  const before = await world.instance("alpha.test").db.selectFrom("inbox").select("id").execute();
  const his = await first(bob);
  await bob.api("POST", `/api/kith/v1/chats/${his.id}/typing`);
  await bob.api("POST", `/api/kith/v1/chats/${his.id}/typing`);
  await expect.poll(() => heard).toEqual([CHAT_TYPING]);
  expect(await world.instance("alpha.test").db.selectFrom("inbox").select("id").execute()).toHaveLength(before.length);
});

test("a ChatMessage of Pleroma is a direct message in the chat with its author", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const lain = await world.stranger("lain@pleroma.test");
  const note = {
    id: `${lain.origin}/objects/1`,
    type: "ChatMessage",
    actor: lain.uri,
    attributedTo: lain.uri,
    to: [alice.uri],
    content: "hey you",
    published: new Date(world.instance("alpha.test").now()).toISOString(),
    tag: [],
  };
  await lain.sends("alpha.test", { ...lain.activity("Create", note), to: [alice.uri] });
  await world.settles();
  const hers = await first(alice);
  expect([hers.last_message?.visibility, hers.last_message?.account.acct, words(await messages(alice, hers))]).toEqual([
    "direct",
    "lain@pleroma.test",
    ["hey you"],
  ]);
  await says(alice, hers, "hey lain");
  await world.settles();
  const answer = lain.inbox.documents.find(({ type }) => type === "Create") as
    | { object: { type: string; to: string[] } }
    | undefined;
  expect([answer?.object.type, answer?.object.to]).toEqual(["Note", [lain.uri]]);
});

test("what was said before there were chats is found in them when the database is brought up to date", async () => {
  const { world, alice } = await two();
  await using _ = world;
  const carol = await world.person("carol@alpha.test");
  await alice.posts("@bob@beta.test one", { visibility: "direct" });
  await alice.posts("@bob@beta.test two", { visibility: "direct" });
  await carol.posts("@alice @bob@beta.test three", { visibility: "direct" });
  await world.settles();
  const seen = async (who: Person) =>
    (await chats(who)).map(({ last_message, unread_count, members: some }) => [
      last_message?.id,
      unread_count > 0,
      some.map(({ acct }) => acct).sort(),
    ]);
  const before = [await seen(alice), await seen(carol)];
  await world.instance("alpha.test").write(async (tx) => {
    await tx.deleteFrom("chats").execute();
    await fill(tx as never);
  });
  expect([await seen(alice), await seen(carol)]).toEqual(before);
  expect(words(await messages(alice, await first(alice)))).toEqual(["@alice @bob three"]);
  const again = (await chats(alice)).find(({ members: some }) => some.length === 2) as ChatJson;
  expect(words(await messages(alice, again))).toEqual(["@bob two", "@bob one"]);
});
