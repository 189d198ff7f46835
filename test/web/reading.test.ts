/** Reading on the pages, by links and forms alone: choices of timelines, versions, who did what, filters, translations, tags, notifications. */
import { expect, test } from "vitest";
import { updateProfile } from "../../src/accounts/update.ts";
import { createFilter } from "../../src/filters/change.ts";
import { follow } from "../../src/follows/follow.ts";
import { createList } from "../../src/lists/lists.ts";
import { addMembers } from "../../src/lists/members.ts";
import { editStatus } from "../../src/statuses/edit.ts";
import { favourite } from "../../src/statuses/favourite.ts";
import { getVisibleStatus } from "../../src/statuses/load.ts";
import { reblog } from "../../src/statuses/reblog.ts";
import { makeNetwork, serveByHand } from "../world/network.ts";
import { openSite, type Site } from "./site.ts";

const statusOf = async (site: Site, id: string) => await getVisibleStatus(site.kith.db, 0, Number(id));
const textOf = (markup: string): string =>
  markup
    .replace(/^[\s\S]*?<main/, "<main")
    .replace(/<aside[\s\S]*$/, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");

async function member(site: Site, name: string) {
  const account = await site.joins(name);
  const surfer = site.surfer();
  await surfer.signsIn(name);
  return { account, surfer };
}

test("home leaves out boosts and replies to others when its reader says so, and pages on as before", async () => {
  await using site = await openSite();
  const { account: ann, surfer } = await member(site, "ann");
  const bob = await site.joins("bob");
  const eve = await site.joins("eve");
  await follow(site.kith, ann, bob);
  await follow(site.kith, ann, eve);
  const first = await site.posts(eve, "eve begins");
  await site.posts(bob, "@eve bob answers eve", { in_reply_to_id: Number(first) });
  const other = await site.joins("oda");
  await reblog(site.kith, bob, await statusOf(site, await site.posts(other, "oda was boosted")));
  const shown = async () => {
    const text = textOf((await surfer.get("/home")).text);
    return ["eve begins", "bob answers", "oda was boosted"].map((words) => text.includes(words));
  };
  expect(await shown()).toEqual([true, true, true]);
  const saved = await surfer.send("/home/shows", { replies: "1" }, { from: "/home" });
  expect(saved.headers.location).toBe("/home");
  expect(await shown()).toEqual([true, true, false]);
  await surfer.send("/home/shows", { reblogs: "1" }, { from: "/home" });
  expect(await shown()).toEqual([true, false, true]);
  await surfer.send("/home/shows", { reblogs: "1", replies: "1" }, { from: "/home" });
  expect(await shown()).toEqual([true, true, true]);
});

test("a tag is followed and featured from its page, and let go again", async () => {
  await using site = await openSite();
  const { account: ann, surfer } = await member(site, "ann");
  await site.posts(ann, "The first tomatoes #garden");
  expect((await surfer.get("/tags/garden")).text).toContain('action="/tags/garden/follow"');
  const followed = await surfer.send("/tags/garden/follow", { return_to: "/tags/garden" }, { from: "/tags/garden" });
  expect(followed.headers.location).toBe("/tags/garden");
  const { text } = await surfer.get("/tags/garden");
  expect(text).toContain("You follow this tag");
  expect(text).toContain('action="/tags/garden/unfollow"');
  await surfer.send("/tags/garden/feature", {}, { from: "/tags/garden" });
  expect((await surfer.get("/tags/garden")).text).toContain("/tags/garden/unfeature");
  await surfer.send("/tags/garden/unfeature", {}, { from: "/tags/garden" });
  await surfer.send("/tags/garden/unfollow", {}, { from: "/tags/garden" });
  expect((await surfer.get("/tags/garden")).text).toContain('action="/tags/garden/follow"');
  expect((await site.surfer().get("/tags/garden")).text).not.toContain("/tags/garden/follow");
});

test("a list shows what its members say, to its owner alone", async () => {
  await using site = await openSite();
  const { account: ann, surfer } = await member(site, "ann");
  const bob = await site.joins("bob");
  await follow(site.kith, ann, bob);
  const list = await createList(site.kith, ann.id, { title: "Neighbours", replies_policy: "list", exclusive: false });
  await addMembers(site.kith, list, [bob.id]);
  await site.posts(bob, "bob speaks");
  await site.posts(ann, "ann speaks");
  const { text } = await surfer.get(`/lists/${list.id}`);
  expect([text.includes("<h1"), text.includes("bob speaks"), text.includes("ann speaks")]).toEqual([true, true, false]);
  const { surfer: other } = await member(site, "eve");
  expect((await other.get(`/lists/${list.id}`)).status).toBe(404);
});

test("the versions of a post are told apart word by word, to whoever may see it", async () => {
  await using site = await openSite();
  const { account: ann } = await member(site, "ann");
  const id = await site.posts(ann, "Bread at six.");
  const draft = { text: "Bread at seven.", spoiler_text: "Food", sensitive: false, media_ids: [], language: "en" } as const;
  site.kith.clock.advance(60_000);
  await editStatus(site.kith, ann, Number(id), draft);
  const visitor = site.surfer();
  expect((await visitor.get(`/@ann/${id}`)).text).toContain(`href="/@ann/${id}/history"`);
  const { text } = await visitor.get(`/@ann/${id}/history`);
  expect(text).toMatch(/<del><span class="vh"> removed: <\/span>six<\/del><ins><span class="vh"> added: <\/span>seven<\/ins>/);
  expect(textOf(text)).toContain("The warning “Food” was added.");
  const closed = await site.posts(ann, "for followers", { visibility: "private" });
  expect((await visitor.get(`/@ann/${closed}/history`)).status).toBe(404);
  expect((await visitor.get(`/@ann/${closed}/boosts`)).status).toBe(404);
});

test("who boosted and who favourited have pages, and a blocked person is not among them", async () => {
  await using site = await openSite();
  const { account: ann, surfer } = await member(site, "ann");
  const [bob, eve] = [await site.joins("bob"), await site.joins("eve")];
  const status = await statusOf(site, await site.posts(ann, "hello"));
  await reblog(site.kith, bob, status);
  await favourite(site.kith, eve, status);
  const people = async (which: string) => textOf((await surfer.get(`/@ann/${status.id}/${which}`)).text);
  expect(await people("boosts")).toContain("@bob");
  expect(await people("favourites")).toContain("@eve");
  await surfer.send(`/accounts/${eve.id}/block`, {}, { from: "/home" });
  expect(await people("favourites")).not.toContain("@eve");
  expect(await people("quotes")).toContain("No post that you can see quotes this one.");
});

test("a post is put behind a filter of one's own and taken out, and a conversation is muted", async () => {
  await using site = await openSite();
  const { account: ann, surfer } = await member(site, "ann");
  const bob = await site.joins("bob");
  const id = await site.posts(bob, "about spiders");
  const values = { title: "Not now", context: ["public" as const], action: "warn" as const, expires_at: 0 };
  const { filter } = await createFilter(site.kith, ann.id, values, []);
  const at = `/statuses/${id}/filter`;
  expect((await surfer.get(at)).text).toContain("Put behind “Not now”");
  await surfer.send(at, { filter: String(filter.id) });
  expect((await surfer.get("/local")).text).toContain("Filtered: Not now");
  await surfer.send(at, { filter: String(filter.id) });
  expect((await surfer.get("/local")).text).not.toContain("Filtered");
  const { surfer: other } = await member(site, "eve");
  expect((await other.send(at, { filter: String(filter.id) })).status).toBe(404);
  await surfer.send(`/statuses/${id}/mute`, { return_to: `/@bob/${id}` }, { from: "/home" });
  const { text } = await surfer.get(`/@bob/${id}`);
  expect(text).toContain("The conversation is muted");
  expect(text).toContain(`/statuses/${id}/unmute`);
});

test("replies stand in either order", async () => {
  await using site = await openSite();
  const { account: ann, surfer } = await member(site, "ann");
  const root = await site.posts(ann, "root");
  for (const words of ["first answer", "second answer"]) await site.posts(ann, words, { in_reply_to_id: Number(root) });
  const order = async (query: string) => {
    const text = textOf((await surfer.get(`/@ann/${root}${query}`)).text);
    return text.indexOf("first answer") < text.indexOf("second answer");
  };
  expect([await order(""), await order("?sort=newest")]).toEqual([true, false]);
});

test("the page speaks the reader's language, with its plurals", async () => {
  await using site = await openSite();
  const { account: ann, surfer } = await member(site, "ann");
  const root = await site.posts(ann, "root");
  await site.posts(ann, "answer", { in_reply_to_id: Number(root) });
  await updateProfile(site.kith, ann, { locale: "de" });
  expect(textOf((await surfer.get(`/@ann/${root}`)).text)).toMatch(/1 Antwort /);
  expect((await surfer.get("/notifications")).text).toContain('<html lang="de"');
  await updateProfile(site.kith, ann, { locale: "ja" });
  expect(textOf((await surfer.get(`/@ann/${root}`)).text)).toContain("返信1件");
});

test("the line where the last visit ended is drawn on whatever page it falls", async () => {
  await using site = await openSite();
  const { account: ann, surfer } = await member(site, "ann");
  const bob = await site.joins("bob");
  await follow(site.kith, ann, bob);
  const say = async (count: number) => {
    for (let n = 0; n < count; n++) await site.posts(bob, `bob says ${n}`);
  };
  const line = ({ text }: { text: string }) => text.includes("You are up to date. Older posts follow.");
  const next = ({ text }: { text: string }) => (/href="([^"]*)" rel="next"/.exec(text)?.[1] ?? "").replaceAll("&amp;", "&");
  await say(25);
  expect(line(await surfer.get("/home"))).toBe(false);
  await say(20);
  const first = await surfer.get("/home");
  expect([line(first), next(first).includes("seen=")]).toEqual([false, true]);
  const second = await surfer.get(next(first));
  expect([line(second), next(second).includes("seen=")]).toEqual([true, false]);
  expect(line(await surfer.get(next(second)))).toBe(false);
  await say(3);
  expect(line(await surfer.get("/home"))).toBe(true);
});

test("a post in another language is translated on its page, when a service is configured", async () => {
  const network = makeNetwork();
  const words = await serveByHand(({ path }) => ({
    type: "application/json",
    body: path === "/languages" ? [{ code: "de", targets: ["en"] }] : { translatedText: ["<p>Bread <script>x</script></p>"] },
  }));
  network.route("words.test", words.port);
  await using site = await openSite({ translation: { url: "https://words.test/" } }, "alpha.test", network.connect);
  const { surfer } = await member(site, "ann");
  const bob = await site.joins("bob");
  const id = await site.posts(bob, "Brot um sechs", { language: "de" });
  const here = `/@bob/${id}`;
  expect((await surfer.get("/local")).text).toContain(`formaction="/statuses/${id}/translate"`);
  const asked = await surfer.send(`/statuses/${id}/translate`, {}, { from: here });
  expect(asked.headers.location).toBe(`${here}?translated=1#translation`);
  const { text } = await surfer.get(`${here}?translated=1`);
  expect(text).toContain("Translated from German by LibreTranslate");
  expect(text).toMatch(/<div class="content" lang="en" dir="auto"><p>Bread\s*<\/p><\/div>/);
  const own = await site.posts(bob, "Bread at six", { language: "en" });
  const refused = await surfer.send(`/statuses/${own}/translate`, {}, { from: here });
  expect(refused.headers.location).toBe(`/@bob/${own}`);
  expect((await site.surfer().get(`${here}?translated=1`)).text).not.toContain("Translated from");
  await words.close();
});
