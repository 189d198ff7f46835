/** Lists that are read in: every file that Mastodon writes, added to what there is or in its place; and files that are made to do harm. */
import { expect, test } from "vitest";
import { createWorld, type World } from "../world/world.ts";
import type { AccountJson, StatusJson } from "../world/entities.ts";
import { makeSurfer, textOf, type Surfer } from "../web/site.ts";

const DATA = "/settings/data";

async function arrive(world: World) {
  const names = ["anna", "ben", "cleo", "dora"] as const;
  const [anna, ben, cleo, dora] = await Promise.all(names.map((name) => world.person(`${name}@alpha.test`)));
  const [bob, eve] = [await world.person("bob@beta.test"), await world.person("eve@beta.test")];
  const mika = await world.person("mika@alpha.test");
  const surfer = makeSurfer(world.visitor("alpha.test"), world.instance("alpha.test").instance.origin);
  await surfer.signsIn("mika");
  return { anna: anna!, ben: ben!, cleo: cleo!, dora: dora!, bob, eve, mika, surfer };
}

type Asked = { kind: string; text: string | Buffer; mode?: string };

/** What the page complains of; "" when the file has been read in. */
async function readIn(world: World, surfer: Surfer, { kind, text, mode = "add" }: Asked): Promise<string> {
  const file = new Blob([typeof text === "string" ? text : new Uint8Array(text)], { type: "text/csv" });
  const { status, text: page } = await surfer.send(`${DATA}/import`, { kind, mode, file }, { from: DATA, files: true });
  await world.settles();
  return status === 303 ? "" : textOf(page);
}

const file = async (surfer: Surfer, name: string): Promise<string[]> =>
  (await surfer.get(`${DATA}/${name}.csv`)).text.trim().split("\n").slice(1);

const followed = async (surfer: Surfer): Promise<string[]> =>
  (await file(surfer, "following_accounts")).map((line) => line.split(",")[0] ?? "").toSorted();

/** As Mastodon 4.5 writes them: some with a heading, some without. */
const mastodons = (post: StatusJson) => ({
  follows:
    'Account address,Show boosts,Notify on new posts,Languages\nanna@alpha.test,true,false,\nbob@beta.test,false,true,"de, en"\n',
  blocks: "cleo@alpha.test\n",
  mutes: "Account address,Hide notifications\ndora@alpha.test,false\n",
  domain_blocks: "bad.example\nworse.example\n",
  lists: 'Near,anna@alpha.test\n"Far, ""away""",bob@beta.test\n',
  bookmarks: `${post.uri}\n`,
});

test("what Mastodon writes is added to what there is, or stands in its place; who is in a group stays in it", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { anna, ben, bob, eve, cleo, dora, mika, surfer } = await arrive(world);
  const group = await anna.api<{ id: string }>("POST", "/api/kith/v1/groups", { name: "garden", title: "Garden" });
  await mika.api("POST", `/api/kith/v1/groups/${group.id}/join`);
  const [kept, new_one] = [await ben.posts("Kept before"), await bob.posts("From beta")];
  // What there is already.
  for (const whom of [ben, eve.handle]) await mika.follows(whom);
  await mika.blocks(eve.handle);
  await mika.mutes(anna);
  await mika.api("POST", "/api/v1/domain_blocks", { domain: "old.example" });
  await mika.bookmarks(kept);
  await mika.follows(eve.handle).catch(() => undefined);
  const near = await mika.api<{ id: string }>("POST", "/api/v1/lists", { title: "Near" });
  await mika.api("POST", `/api/v1/lists/${near.id}/accounts`, { account_ids: [ben.id] });
  const gone = await mika.api<{ id: string }>("POST", "/api/v1/lists", { title: "Gone" });
  await mika.api("POST", `/api/v1/lists/${gone.id}/accounts`, { account_ids: [ben.id] });
  await world.settles();

  const files = mastodons(new_one);
  for (const [kind, text] of Object.entries(files)) expect(await readIn(world, surfer, { kind, text })).toBe("");
  const follows = async () => await followed(surfer);
  expect(await follows()).toEqual(["anna@alpha.test", "ben@alpha.test", "bob@beta.test", "garden@alpha.test"]);
  expect((await file(surfer, "blocked_accounts")).toSorted()).toEqual(["cleo@alpha.test", "eve@beta.test"]);
  expect((await file(surfer, "muted_accounts")).toSorted()).toEqual(["anna@alpha.test,true", "dora@alpha.test,false"]);
  expect((await file(surfer, "blocked_domains")).toSorted()).toEqual(["bad.example", "old.example", "worse.example"]);
  expect(await file(surfer, "bookmarks")).toEqual([kept.uri, new_one.uri]);
  expect((await file(surfer, "lists")).toSorted()).toEqual([
    '"Far, ""away""",bob@beta.test',
    "Gone,ben@alpha.test",
    "Near,anna@alpha.test",
    "Near,ben@alpha.test",
  ]);

  for (const [kind, text] of Object.entries(files)) expect(await readIn(world, surfer, { kind, text, mode: "replace" })).toBe("");
  expect(await follows()).toEqual(["anna@alpha.test", "bob@beta.test", "garden@alpha.test"]);
  expect(await mika.relationship(bob.handle)).toMatchObject({ showing_reblogs: false, notifying: true, languages: ["de", "en"] });
  expect(await file(surfer, "blocked_accounts")).toEqual(["cleo@alpha.test"]);
  expect(await file(surfer, "muted_accounts")).toEqual(["dora@alpha.test,false"]);
  expect(await file(surfer, "blocked_domains")).toEqual(["bad.example", "worse.example"]);
  expect(await file(surfer, "bookmarks")).toEqual([new_one.uri]);
  expect((await file(surfer, "lists")).toSorted()).toEqual(['"Far, ""away""",bob@beta.test', "Near,anna@alpha.test"]);
  // Their servers are told.
  expect((await eve.api<AccountJson[]>("GET", `/api/v1/accounts/${eve.id}/followers`)).length).toBe(0);
  expect([(await mika.relationship(cleo)).blocking, (await mika.relationship(dora)).muting]).toEqual([true, true]);
  // A file that names nothing takes nothing away.
  expect(await readIn(world, surfer, { kind: "follows", text: files.bookmarks, mode: "replace" })).toContain(
    "The file holds nothing that could be read",
  );
  expect(await follows()).toHaveLength(3);
});

test("circles that are read in wait for those who have still to let one follow", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { mika, surfer } = await arrive(world);
  const locked = await world.person("lena@beta.test", { locked: true });
  await readIn(world, surfer, {
    kind: "circles",
    text: "Circle name,Account address\nChoir,bob@beta.test\nChoir,lena@beta.test\n",
  });
  expect(await file(surfer, "circles")).toEqual(["Choir,bob@beta.test"]);
  expect(textOf((await surfer.get(DATA)).text)).toContain("1 done · 1 still to come");
  await locked.accepts(mika.handle);
  await world.settles();
  expect(await file(surfer, "circles")).toEqual(["Choir,bob@beta.test", "Choir,lena@beta.test"]);
  // Who does not want it is waited for no longer.
  const shy = await world.person("shy@beta.test", { locked: true });
  await readIn(world, surfer, { kind: "circles", text: "Circle name,Account address\nChoir,shy@beta.test\n" });
  await shy.rejects(mika.handle);
  await world.settles();
  expect(textOf((await surfer.get(DATA)).text)).toContain("0 done · 1 could not be found or done");
});

test("whatever a file holds, it is read as far as it makes sense, or refused at once", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const { anna, ben, mika, surfer } = await arrive(world);
  const follows = async () => await followed(surfer);
  // As a spreadsheet saves it: with a mark of its encoding, CRLF, quotes everywhere, columns in another order and more of them, line ends in a cell.
  const saved =
    '\uFEFF"Note","Languages","Account address","Show boosts"\r\n"two\r\nlines, ""quoted""","de","anna@alpha.test","FALSE"\r\n"","","@BEN@ALPHA.TEST","TRUE"\r\n';
  expect(await readIn(world, surfer, { kind: "follows", text: saved })).toBe("");
  expect(await follows()).toEqual(["anna@alpha.test", "ben@alpha.test"]);
  expect(await mika.relationship(anna)).toMatchObject({ showing_reblogs: false, languages: ["de"] });
  expect(
    await readIn(world, surfer, { kind: "lists", text: '"Old\nfriends",anna@alpha.test\n"never closed,ben@alpha.test\n' }),
  ).toBe("");
  expect(await file(surfer, "lists")).toEqual(["Old friends,anna@alpha.test", '"""never closed",ben@alpha.test']);
  const nothing = "The file holds nothing that could be read";
  for (const [kind, text] of [
    ["follows", Buffer.from("\uFEFFanna@alpha.test\n", "utf16le")],
    ["follows", Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc3, 0x28])],
    ["follows", "https://alpha.test/@anna\n<script>,x\n"],
    ["follows", `${"a".repeat(500)}@alpha.test\n@@\n@\n,,,\n`],
    ["domain_blocks", "anna@alpha.test\nalpha.test\n../etc\n127.0.0.1:x\n"],
    ["bookmarks", "javascript:alert(1)\nfile:///etc/passwd\nanna@alpha.test\n"],
    ["lists", "anna@alpha.test\nNear\n"],
  ] as const)
    expect([kind, (await readIn(world, surfer, { kind, text })).includes(nothing)]).toEqual([kind, true]);
  const many = Array.from({ length: 100_000 }, (_, n) => `x${n}@far.test`).join("\n");
  expect(await readIn(world, surfer, { kind: "follows", text: many })).toContain("too large");
  expect(await readIn(world, surfer, { kind: "blocks", text: many.split("\n").slice(0, 10_001).join("\n") })).toContain(
    "too many",
  );
  // A name that is on a private network is asked after no more than any other.
  expect(await readIn(world, surfer, { kind: "follows", text: "x@127.0.0.1\nx@[::1]\nx@localhost\nben@alpha.test\n" })).toBe("");
  expect(await follows()).toEqual(["anna@alpha.test", "ben@alpha.test"]);
  expect((await ben.asks("GET", "/api/v1/accounts/verify_credentials")).status).toBe(200);
});
