/** Chats by forms alone: requests, preferences, answers, search, and groups of people. */
import { expect, test } from "vitest";
import { getUser } from "../../src/accounts/users.ts";
import type { Account } from "../../src/db/schema.ts";
import { eraseAccount } from "../../src/moderation/erase.ts";
import { deleteOwnAccount } from "../../src/moderation/leave.ts";
import { openSite, type Site, type Surfer } from "./site.ts";

type Person = { account: Account; surfer: Surfer };

async function comes(site: Site, name: string): Promise<Person> {
  const account = await site.joins(name);
  const surfer = site.surfer();
  await surfer.signsIn(name);
  return { account, surfer };
}

const hrefOf = (text: string) => /href="(\/messages\/\d+)(?:#message-\d+)?"/.exec(text)?.[1] ?? "";
const firstChat = async ({ surfer }: Person) => hrefOf((await surfer.get("/messages")).text);
const writes = async ({ surfer }: Person, path: string, fields: Record<string, string>) =>
  await surfer.send(`${path}/reply`, { do: "publish", ...fields }, { from: path, files: true });

test("who may not write just so asks: nothing is read before one accepts, and declining ends it", async () => {
  await using site = await openSite();
  const [ann, bob, cid] = [await comes(site, "ann"), await comes(site, "bob"), await comes(site, "cid")];
  await ann.surfer.send("/messages/settings", { writers: "following", read_marks: "1" }, { from: "/messages/settings" });
  const settings = (await ann.surfer.get("/messages/settings")).text;
  expect(settings).toMatch(/value="following" checked/);
  expect(settings).toMatch(/name="read_marks"[^>]*checked/);
  await site.posts(bob.account, "@ann may I?", { visibility: "direct" });
  await site.posts(cid.account, "@ann buy this", { visibility: "direct" });
  const list = (await ann.surfer.get("/messages")).text;
  expect(list).toContain("2 people ask to write to you");
  expect(list).not.toContain("may I?");
  const asking = (await ann.surfer.get("/messages/requests")).text;
  const [hers, other] = [...asking.matchAll(/href="(\/messages\/\d+)#message/g)].map(([, path]) => path ?? "");
  const opened = (await ann.surfer.get(hers ?? "")).text;
  expect(opened).toContain("would like to write to you");
  expect(opened).not.toContain('name="text"');
  await ann.surfer.send(`${hers}/decline`, {}, { from: hers ?? "" });
  await ann.surfer.send(`${other}/accept`, {}, { from: other ?? "" });
  expect((await ann.surfer.get("/messages")).text).not.toContain("to write to you");
  expect(await firstChat(ann)).toBe(other);
});

test("a message answers another, shows which, and is found again", async () => {
  await using site = await openSite();
  const [ann, bob] = [await comes(site, "ann"), await comes(site, "bob")];
  for (const text of ["bread at six", "the oven is cold", "and the saw is blunt"])
    await site.posts(bob.account, `@ann ${text}`, { visibility: "direct" });
  const path = await firstChat(ann);
  const [id] = /message-(\d+)"[^]*?oven is cold/.exec((await ann.surfer.get(path)).text)?.slice(1) ?? [];
  const all = [...(await ann.surfer.get(path)).text.matchAll(/id="message-(\d+)"/g)].map(([, one]) => one ?? "");
  expect(all).toContain(id);
  const form = (await ann.surfer.get(`${path}?reply=${all[1]}`)).text;
  expect(form).toContain(`name="in_reply_to_id" value="${all[1]}"`);
  expect((await writes(ann, path, { text: "I light it", in_reply_to_id: all[1] ?? "" })).status).toBe(303);
  expect((await ann.surfer.get(path)).text).toContain(`class="answered" href="#message-${all[1]}"`);
  const found = (await ann.surfer.get(`${path}?q=SAW`)).text;
  // The form lies over what has been found when it is open.
  expect(found).toContain('<details class="talk-search" name="menu"><summary');
  expect(found).toContain("1 message with “SAW”");
  expect(found).not.toContain("bread at six");
  // Nothing of another chat can be answered in this one.
  const secret = await site.posts(bob.account, "to myself", { visibility: "direct" });
  const refused = await writes(ann, path, { text: "what?", in_reply_to_id: /(\d+)$/.exec(secret)?.[1] ?? "" });
  expect(refused.status).toBe(303);
  expect((await ann.surfer.get(path)).text).not.toContain("to myself");
});

test("what was said with somebody who is gone stays, is no note to oneself, and nobody is written to in it", async () => {
  await using site = await openSite();
  const [ann, bob] = [await comes(site, "ann"), await comes(site, "bob")];
  await site.posts(ann.account, "@bob Farewell", { visibility: "direct" });
  const path = await firstChat(ann);
  await deleteOwnAccount(site.kith, await getUser(site.kith.db, bob.account.id));
  await eraseAccount(site.kith, { type: "account.condemned", account_id: bob.account.id });
  expect((await ann.surfer.get("/messages")).text).toContain("A deleted account");
  const { text } = await ann.surfer.get(path);
  expect(text).toContain("Farewell");
  expect(text).toContain("What was said stays with you");
  expect(text).not.toMatch(/name="text"|Notes to yourself/);
  expect((await writes(ann, path, { text: "Are you there?" })).text).not.toContain("Are you there?</p>");
  expect((await ann.surfer.get(path)).text).not.toContain("Are you there?");
});

const PIXEL = new Uint8Array(
  Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64"),
);

test("a group of people is begun, named, joined and left by forms", async () => {
  await using site = await openSite();
  const [ann, bob, cid, eve] = [
    await comes(site, "ann"),
    await comes(site, "bob"),
    await comes(site, "cid"),
    await comes(site, "eve"),
  ];
  const from = `/messages/new?to=${bob.account.id}&to=${cid.account.id}`;
  expect((await ann.surfer.get(from)).text).toContain("Name of the group");
  const fields = { name: "Bread", text: "Welcome", do: "publish", to: String(bob.account.id) };
  const answer = await ann.surfer.send("/messages/new", fields, { from, files: true });
  expect(answer.status).toBe(303);
  const path = String(answer.headers.location).split("#")[0] ?? "";
  expect((await bob.surfer.get(await firstChat(bob))).text).toContain("ann began the group “Bread”");
  expect((await eve.surfer.get(path)).status).toBe(404);
  expect((await eve.surfer.get(`${path}/people`)).status).toBe(404);
  await ann.surfer.send(`${path}/people`, { handle: "@cid" }, { from: `${path}/people` });
  await bob.surfer.send(`${path}/people`, { handle: "@eve" }, { from: `${path}/people` });
  const hers = (await eve.surfer.get(path)).text;
  expect(hers).toContain("bob added eve");
  expect(hers).not.toContain("Welcome");
  expect((await bob.surfer.get(`${path}/people`)).text).not.toContain('name="remove"');
  const nobody = await bob.surfer.send(`${path}/people`, { handle: " " }, { from: `${path}/people` });
  expect([nobody.status, nobody.text.includes("Nobody was found by this handle")]).toEqual([422, true]);
  await ann.surfer.send(`${path}/people`, { name: "Rye" }, { from: `${path}/people` });
  const picture = { picture: new Blob([PIXEL], { type: "image/png" }) };
  expect((await ann.surfer.send(`${path}/picture`, picture, { from: `${path}/people`, files: true })).status).toBe(303);
  expect((await bob.surfer.get("/messages")).text).toMatch(/<img class="avatar m" src="[^"]*\/media\//);
  const nothing = await ann.surfer.send(
    `${path}/picture`,
    { picture: new Blob(["no"]) },
    { from: `${path}/people`, files: true },
  );
  expect(nothing.status).toBe(422);
  await ann.surfer.send(`${path}/people`, { hand_over: String(bob.account.id) }, { from: `${path}/people` });
  await bob.surfer.send(`${path}/people`, { hand_over: String(ann.account.id) }, { from: `${path}/people` });
  await ann.surfer.send(`${path}/people`, { remove: String(cid.account.id) }, { from: `${path}/people` });
  await eve.surfer.send(`${path}/people`, { leave: "1" }, { from: `${path}/people` });
  expect((await eve.surfer.get(path)).status).toBe(404);
  const out = (await cid.surfer.get(path)).text;
  expect(out).toContain("You are not in this group any more.");
  const talk = (await bob.surfer.get(path)).text;
  for (const line of [
    "ann named the group “Rye”",
    "ann removed cid",
    "eve left",
    "ann changed the picture",
    "bob has the group now",
  ])
    expect(talk).toContain(line);
});

test("who has not said whether others may see what they have read is asked in a chat, once", async () => {
  await using site = await openSite();
  const [ann, bob] = [await comes(site, "ann"), await comes(site, "bob")];
  await site.posts(bob.account, "@ann hello", { visibility: "direct" });
  const path = await firstChat(ann);
  const asked = async ({ surfer }: Person, at = path) => (await surfer.get(at)).text.includes("when you are typing?");
  // Before one has said anything oneself there is nothing that others could have read.
  expect(await asked(ann)).toBe(false);
  await writes(ann, path, { text: "Hello yourself" });
  expect(await asked(ann)).toBe(true);
  const answer = await ann.surfer.send("/messages/settings/marks", { read_marks: "0", return_to: path }, { from: path });
  expect(answer.headers.location).toBe(path);
  expect(await asked(ann)).toBe(false);
  expect((await ann.surfer.get("/messages/settings")).text).not.toMatch(/name="read_marks"[^>]*checked/);
  const his = await firstChat(bob);
  expect(await asked(bob, his)).toBe(true);
  await bob.surfer.send("/messages/settings/marks", { read_marks: "1", return_to: his }, { from: his });
  expect(await asked(bob, his)).toBe(false);
  expect((await bob.surfer.get("/messages/settings")).text).toMatch(/name="read_marks"[^>]*checked/);
});
