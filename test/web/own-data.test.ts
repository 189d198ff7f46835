/** What one takes along and brings: lists as files, there and back, and the archive. */
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { block } from "../../src/blocks/block.ts";
import { blockHost } from "../../src/blocks/domains.ts";
import { mute } from "../../src/blocks/mute.ts";
import { follow } from "../../src/follows/follow.ts";
import { createCircle, ensureCircles } from "../../src/circles/circles.ts";
import { addMembers as addToCircle } from "../../src/circles/members.ts";
import { answerEvent } from "../../src/events/answer.ts";
import { findEventOf } from "../../src/events/beside.ts";
import { blankEvent } from "../../src/events/draft.ts";
import { holdEvent } from "../../src/events/hold.ts";
import type { Account } from "../../src/db/schema.ts";
import { createGroup } from "../../src/groups/create.ts";
import { createList } from "../../src/lists/lists.ts";
import { addMembers } from "../../src/lists/members.ts";
import { bookmark } from "../../src/statuses/bookmark.ts";
import { downvote } from "../../src/statuses/downvote.ts";
import { favourite } from "../../src/statuses/favourite.ts";
import { findStatusById } from "../../src/statuses/find.ts";
import { openSite, type Site } from "./site.ts";

const PATH = "/settings/data";

async function peopled(): Promise<{ site: Site; surfer: ReturnType<Site["surfer"]> }> {
  const site = await openSite();
  for (const name of ["jon", "eve", "tom", "mia"]) await site.joins(name);
  const surfer = site.surfer();
  await surfer.signsIn("mia");
  return { site, surfer };
}
const accountOf = async ({ kith }: Site, username: string) =>
  await kith.db
    .selectFrom("accounts")
    .selectAll()
    .where("username", "=", username)
    .where("host", "=", "")
    .executeTakeFirstOrThrow();

const kinds = {
  follows: "following_accounts",
  blocks: "blocked_accounts",
  mutes: "muted_accounts",
  domain_blocks: "blocked_domains",
  bookmarks: "bookmarks",
  lists: "lists",
  circles: "circles",
};

test("lists go out as files and come in again, elsewhere", async () => {
  const { site, surfer } = await peopled();
  await using _ = site;
  const [mia, jon, eve, tom] = [
    await accountOf(site, "mia"),
    await accountOf(site, "jon"),
    await accountOf(site, "eve"),
    await accountOf(site, "tom"),
  ];
  await follow(site.kith, mia, jon, { reblogs: false, languages: ["de", "fr"] });
  await block(site.kith, mia, eve);
  await mute(site.kith, mia, tom, { notifications: false });
  const list = await createList(site.kith, mia.id, { title: 'Bread, "good"', replies_policy: "list", exclusive: false });
  await addMembers(site.kith, list, [jon.id]);
  const [close] = await ensureCircles(site.kith, mia.id);
  for (const circle of [close!, await createCircle(site.kith, mia.id, "Choir")]) await addToCircle(site.kith, circle, [jon.id]);
  const id = Number(await site.posts(jon, "Bread is out"));
  const status = await findStatusById(site.kith.db, id);
  if (status !== undefined) await bookmark(site.kith, mia, status);
  await blockHost(site.kith, mia, "bad.example");
  const files: Record<string, string> = {};
  for (const name of [
    "following_accounts",
    "blocked_accounts",
    "muted_accounts",
    "blocked_domains",
    "bookmarks",
    "lists",
    "circles",
  ])
    files[name] = (await surfer.get(`${PATH}/${name}.csv`)).text;
  expect(files).toEqual({
    following_accounts: 'Account address,Show boosts,Notify on new posts,Languages\njon@alpha.test,false,false,"de, fr"\n',
    blocked_accounts: "Account address\neve@alpha.test\n",
    muted_accounts: "Account address,Hide notifications\ntom@alpha.test,false\n",
    blocked_domains: "#domain\nbad.example\n",
    bookmarks: `#uri\n${status?.uri ?? ""}\n`,
    lists: 'List name,Account address\n"Bread, ""good""",jon@alpha.test\n',
    circles: "Circle name,Account address\nClose friends,jon@alpha.test\nChoir,jon@alpha.test\n",
  });

  await site.joins("ann");
  const ann = site.surfer();
  await ann.signsIn("ann");
  for (const [kind, name] of Object.entries(kinds)) {
    const file = new Blob([files[name] ?? ""], { type: "text/csv" });
    expect((await ann.send(`${PATH}/import`, { kind, file }, { from: PATH, files: true })).status).toBe(303);
  }
  await site.kith.worker.drain();
  for (const name of Object.values(kinds)) expect((await ann.get(`${PATH}/${name}.csv`)).text).toBe(files[name]);
  expect((await ann.get(PATH)).text).toContain("<strong>Your bookmarks</strong>: 1 done");
});

test("what cannot be read in is said, and nothing that one may not see is bookmarked", async () => {
  const { site, surfer } = await peopled();
  await using _ = site;
  const reads = async (kind: string, text: string) =>
    await surfer.send(`${PATH}/import`, { kind, file: new Blob([text]) }, { from: PATH, files: true });
  const empty = await reads("follows", "nothing here\n");
  expect([empty.status, empty.text.includes("The file holds nothing that could be read.")]).toEqual([422, true]);
  expect((await reads("passwords", "x")).status).toBe(404);
  const jon = await accountOf(site, "jon");
  const secret = await findStatusById(site.kith.db, Number(await site.posts(jon, "Only for us", { visibility: "private" })));
  await reads("bookmarks", `${secret?.uri ?? ""}\n`);
  await reads("follows", "nobody@alpha.test\njon@alpha.test\n");
  await site.kith.worker.drain();
  const { text } = await surfer.get(PATH);
  expect(text).toContain("<strong>Your bookmarks</strong>: 0 done · 1 could not be found or done");
  expect(text).toContain("<strong>Whom you follow</strong>: 1 done · 1 could not be found or done");
});

/** One post for, and one in a group against. By their uris. */
async function votes(site: Site, mia: Account): Promise<Record<"fresh" | "burnt", string>> {
  const jon = await accountOf(site, "jon");
  const group = await createGroup(site.kith, jon, { name: "oven", title: "Oven" });
  const posted = async (text: string, draft = {}) =>
    (await findStatusById(site.kith.db, Number(await site.posts(jon, text, draft))))!;
  const [burnt, fresh] = [await posted("Burnt", { group_id: group.account.id }), await posted("Fresh")];
  await downvote(site.kith, mia, burnt);
  await favourite(site.kith, mia, fresh);
  return { fresh: fresh.uri, burnt: burnt.uri };
}

const MEMBERS = [
  "actor.json",
  "outbox.json",
  "following_accounts.csv",
  "bookmarks.csv",
  "circles.csv",
  "cv.json",
  "events.json",
  "group-mail.csv",
  "insights.csv",
  "playlists.json",
];

test("an archive holds what one wrote, is one's own alone, and is made once a day", async () => {
  const { site, surfer } = await peopled();
  await using _ = site;
  const mia = await accountOf(site, "mia");
  await site.posts(mia, "Hello from the garden");
  await site.posts(mia, "Only for followers", { visibility: "private" });
  await site.posts(await accountOf(site, "jon"), "@mia a word between us", { visibility: "direct" });
  const day = Date.UTC(2026, 8, 1, 18);
  const dance = { ...blankEvent, title: "Dance", starts_at: day, time_zone: "Europe/Berlin" };
  const held = await holdEvent(site.kith, await accountOf(site, "jon"), { text: "", media_ids: [], language: "" }, dance);
  const event = await findEventOf(site.kith.db, held.id);
  await answerEvent(site.kith, mia, event!, { answer: "yes" });
  const { fresh, burnt } = await votes(site, mia);
  expect((await surfer.get(`${PATH}/archive`)).status).toBe(404);
  expect((await surfer.send(`${PATH}/archive`, {}, { from: PATH })).status).toBe(303);
  expect((await surfer.get(PATH)).text).toContain("It is being made.");
  await site.kith.worker.drain();
  expect((await surfer.get(PATH)).text).toContain("Download (");
  const answer = await surfer.get(`${PATH}/archive`);
  expect(answer.headers["content-disposition"]).toMatch(/mia-2026-06-0\d\.tar\.gz/);
  const archive = await site.kith.db.selectFrom("archives").selectAll().executeTakeFirstOrThrow();
  const members = membersOf(gunzipSync(await site.kith.files.read(archive.name)));
  expect([...members.keys()]).toEqual(expect.arrayContaining(MEMBERS));
  expect(JSON.parse(members.get("cv.json") ?? "")).toMatchObject({ headline: "", skills: [], recommendations: [] });
  expect(JSON.parse(members.get("events.json") ?? "")).toMatchObject({
    answers: [{ event: { title: "Dance", start: "2026-09-01T18:00:00.000Z" }, state: "yes", number: 1 }],
  });
  expect(JSON.parse(members.get("chats.json") ?? "")).toMatchObject([
    { name: "", messages: [{ content: expect.stringContaining("a word between us"), from: (await accountOf(site, "jon")).uri }] },
  ]);
  const outbox = JSON.parse(members.get("outbox.json") ?? "") as {
    totalItems: number;
    orderedItems: { object: { content: string } }[];
  };
  expect(outbox.totalItems).toBe(2);
  expect(outbox.orderedItems.map(({ object }) => object.content)).toEqual([
    expect.stringContaining("garden"),
    expect.stringContaining("followers"),
  ]);
  const named = ["likes.json", "dislikes.json"].map((name) => JSON.parse(members.get(name) ?? "") as { orderedItems: string[] });
  expect(named.map(({ orderedItems }) => orderedItems)).toEqual([[fresh], [burnt]]);
  const again = await surfer.send(`${PATH}/archive`, {}, { from: PATH });
  expect([again.status, again.text.includes("within the last day")]).toEqual([422, true]);
  const other = site.surfer();
  await other.signsIn("jon");
  expect((await other.get(`${PATH}/archive`)).status).toBe(404);
  const { forgetArchives } = await import("../../src/moves/archive.ts");
  site.kith.clock.advance(8 * 86_400_000);
  await forgetArchives(site.kith);
  await expect(site.kith.files.size(archive.name)).resolves.toBeUndefined();
});

/** Names and texts of a tar file. */
function membersOf(tar: Buffer): Map<string, string> {
  const members = new Map<string, string>();
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const name = tar.toString("ascii", at, at + 100).replace(/\0.*$/s, "");
    const size = Number.parseInt(tar.toString("ascii", at + 124, at + 135), 8);
    const sum = Number.parseInt(tar.toString("ascii", at + 148, at + 154), 8);
    const header = Buffer.from(tar.subarray(at, at + 512)).fill(" ", 148, 156);
    expect(header.reduce((total, byte) => total + byte, 0)).toBe(sum);
    members.set(name, tar.toString("utf8", at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return members;
}
