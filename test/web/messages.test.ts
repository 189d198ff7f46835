/** Messages: conversations that go to exactly the people who are in them. */
import sharp from "sharp";
import { expect, test } from "vitest";
import { block } from "../../src/blocks/block.ts";
import type { Account } from "../../src/db/schema.ts";
import { countQueries } from "../world/queries.ts";
import { openSite, type Site, type Surfer } from "./site.ts";

type Person = { account: Account; surfer: Surfer };

async function comes(site: Site, name: string): Promise<Person> {
  const account = await site.joins(name);
  const surfer = site.surfer();
  await surfer.signsIn(name);
  return { account, surfer };
}

/** Begins a conversation by the form, and returns its address. */
async function begins({ surfer }: Person, { account }: Person, text: string): Promise<string> {
  const from = `/messages/new?to=${account.id}`;
  const answer = await surfer.send("/messages/new", { text, do: "publish", to: String(account.id) }, { from, files: true });
  expect(answer.status).toBe(303);
  return String(answer.headers.location).split("#")[0] ?? "";
}

const answers = async ({ surfer }: Person, path: string, text: string) =>
  await surfer.send(`${path}/reply`, { text, do: "publish" }, { from: path, files: true });
/** Where somebody finds the only conversation that they have. */
const conversationOf = async ({ surfer }: Person) =>
  /href="(\/messages\/\d+)#/.exec((await surfer.get("/messages")).text)?.[1] ?? "";
const mentionsOf = async ({ kith }: Site, text: string) => {
  const rows = await kith.db
    .selectFrom("mentions")
    .innerJoin("statuses", "statuses.id", "mentions.status_id")
    .select("mentions.account_id")
    .where("statuses.text", "=", text)
    .orderBy("mentions.account_id")
    .execute();
  return rows.map(({ account_id }) => account_id);
};

test("two people talk: unread until it is opened, in the order in which it was said, by day", async () => {
  await using site = await openSite();
  const [ann, bob] = [await comes(site, "ann"), await comes(site, "bob")];
  const path = await begins(ann, bob, "Is there bread?");
  expect(path).toMatch(/^\/messages\/\d+$/);
  const home = (await bob.surfer.get("/home")).text;
  expect(home).toMatch(/go-messages"[^]*?class="dot"[^]*?1 new/);
  const list = (await bob.surfer.get("/messages")).text;
  expect(list).toContain("Is there bread?");
  expect(list).toContain('<li class="unread">');
  const his = await conversationOf(bob);
  const opened = (await bob.surfer.get(his)).text;
  expect(opened).toContain("Only @ann");
  expect(opened).toContain("Not end-to-end encrypted");
  expect((await bob.surfer.get("/messages")).text).not.toContain('<li class="unread">');
  site.kith.clock.advance(86_400_000);
  expect((await answers(bob, his, "Plenty.")).status).toBe(303);
  const talk = (await ann.surfer.get(path)).text;
  expect(talk.indexOf("Is there bread?")).toBeLessThan(talk.indexOf("Plenty."));
  expect(talk.match(/class="day"/g)).toHaveLength(2);
  expect((await ann.surfer.get("/messages")).text.match(/href="\/messages\/\d+#/g)).toHaveLength(1);
});

test("an answer reaches everybody in the conversation and nobody else", async () => {
  await using site = await openSite();
  const [ann, bob, cid] = [await comes(site, "ann"), await comes(site, "bob"), await comes(site, "cid")];
  await comes(site, "eve");
  await site.posts(ann.account, "@bob @cid shall we meet?", { visibility: "direct" });
  const path = await conversationOf(ann);
  expect((await ann.surfer.get(path)).text).toContain("Only @bob and @cid");
  await answers(ann, path, "At noon, then.");
  expect(await mentionsOf(site, "At noon, then.")).toEqual([bob.account.id, cid.account.id].toSorted((a, b) => a - b));
  const refused = await answers(ann, path, "@eve must not know");
  expect(refused.status).toBe(422);
  expect(refused.text).toContain("@eve is named, but not in this conversation");
  expect(refused.text).toContain("@eve must not know</textarea>");
  expect((await answers(ann, path, "@bob brings bread")).status).toBe(303);
  const stranger = site.surfer();
  await stranger.signsIn("eve");
  expect((await stranger.get(path)).status).toBe(404);
});

test("people are found by name and put together into a message", async () => {
  await using site = await openSite();
  const [ann, bob] = [await comes(site, "ann"), await comes(site, "bob")];
  expect((await ann.surfer.get("/messages/new")).text).toContain("First choose for whom it is.");
  const found = (await ann.surfer.get("/messages/new?q=bob")).text;
  expect(found).toContain(`href="/messages/new?to=${bob.account.id}"`);
  expect((await ann.surfer.get("/messages/new?q=nobodyatall")).text).toContain("Nobody was found");
  const chosen = (await ann.surfer.get(`/messages/new?to=${bob.account.id}`)).text;
  expect(chosen).toContain("Leave out bob");
  const first = await begins(ann, bob, "Hello");
  // With the same people it is the same conversation.
  expect(await begins(ann, bob, "Hello again")).toBe(first);
  // With whom there is a block, whoever set it, nobody is told to begin.
  await block(site.kith, bob.account, ann.account);
  for (const [one, other] of [
    [ann, "bob"],
    [bob, "ann"],
  ] as const)
    expect((await one.surfer.get(`/messages/new?q=${other}`)).text).toContain("Nobody was found");
});

test("a conversation is marked unread, muted and deleted, for its reader only", async () => {
  await using site = await openSite();
  const [ann, bob] = [await comes(site, "ann"), await comes(site, "bob")];
  const path = await begins(ann, bob, "Hello");
  const his = await conversationOf(bob);
  await bob.surfer.get(his);
  await bob.surfer.send(`${his}/unread`, {}, { from: his });
  expect((await bob.surfer.get("/messages")).text).toContain('<li class="unread">');
  await bob.surfer.send(`${his}/mute`, {}, { from: his });
  expect((await bob.surfer.get(his)).text).toContain("Muted: it does not notify you.");
  await bob.surfer.send(`${his}/unmute`, {}, { from: his });
  expect((await bob.surfer.get(his)).text).not.toContain("Muted: it does not notify you.");
  await bob.surfer.send(`${his}/delete`, {}, { from: his });
  expect((await bob.surfer.get("/messages")).text).toContain("No messages yet");
  expect((await ann.surfer.get(path)).text).toContain("Hello");
  expect((await bob.surfer.send(`${path}/delete`, {}, { from: "/messages" })).status).toBe(404);
});

test("a picture goes with a message, asked once about its description", async () => {
  await using site = await openSite();
  const [ann, bob] = [await comes(site, "ann"), await comes(site, "bob")];
  const path = await begins(ann, bob, "Look at this");
  const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: "teal" } })
    .png()
    .toBuffer();
  const file_1 = new Blob([new Uint8Array(bytes)], { type: "image/png" });
  const send = async (fields: Record<string, string | Blob>) =>
    await ann.surfer.send(`${path}/reply`, { text: "", do: "publish", ...fields }, { from: path, files: true });
  const asked = await send({ file_1 });
  expect(asked.text).toContain("One attachment has no description");
  const media_ids = /name="media_ids" value="(\d+)"/.exec(asked.text)?.[1] ?? "";
  expect((await send({ media_ids, [`description_${media_ids}`]: "A teal square" })).status).toBe(303);
  expect((await bob.surfer.get(await conversationOf(bob))).text).toContain('alt="A teal square"');
});

test("a long conversation is read page by page", async () => {
  await using site = await openSite();
  const [ann, bob] = [await comes(site, "ann"), await comes(site, "bob")];
  const path = await begins(ann, bob, "message 0");
  for (let n = 1; n <= 50; n++)
    await site.posts(bob.account, `@ann message ${n}`, { visibility: "direct", in_reply_to_id: await lastId(site) });
  const newest = (await ann.surfer.get(path)).text;
  expect(newest).toContain("message 50");
  expect(newest).not.toMatch(/message 10\b/);
  const earlier = /href="(\/messages\/\d+\?max_id=\d+)"/.exec(newest)?.[1] ?? "";
  const older = (await ann.surfer.get(earlier)).text;
  expect(older).toContain("message 0");
  expect(older).toContain("Later messages");
});

const lastId = async ({ kith }: Site) =>
  (await kith.db.selectFrom("statuses").select("id").orderBy("id", "desc").limit(1).executeTakeFirstOrThrow()).id;

test("many conversations and many messages cost as many queries as few", async () => {
  await using site = await openSite();
  const [ann, bob] = [await comes(site, "ann"), await comes(site, "bob")];
  const path = await begins(ann, bob, "Hello");
  const counter = countQueries(site.kith);
  const [list, talk] = [async () => await ann.surfer.get("/messages"), async () => await ann.surfer.get(path)];
  const few = [await counter.during(list), await counter.during(talk)];
  for (let n = 0; n < 8; n++)
    await site.posts(bob.account, "@ann again", { visibility: "direct", in_reply_to_id: await lastId(site) });
  for (const name of ["cid", "dan", "eva"]) await site.posts(await site.joins(name), "@ann hello", { visibility: "direct" });
  // As in the beginning: of their own posts people are told whether they wait for a group.
  await site.posts(ann.account, "@cid hello", { visibility: "direct" });
  await talk();
  expect([await counter.during(list), await counter.during(talk)]).toEqual(few);
});
