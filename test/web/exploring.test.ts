/** Looking around, searching, profiles' tabs and collections, by links and forms alone. */
import { expect, test } from "vitest";
import { updateProfile } from "../../src/accounts/update.ts";
import { findItem } from "../../src/collections/load.ts";
import type { TrendKind } from "../../src/db/values.ts";
import { createFilter } from "../../src/filters/change.ts";
import { follow } from "../../src/follows/follow.ts";
import { addMedia } from "../../src/media/add.ts";
import { featureTag } from "../../src/tags/feature.ts";
import { composeQuery } from "../../src/web/reading/search.ts";
import { member, openSite, textOf, type Site } from "./site.ts";
import { painting } from "./village-talk.ts";

async function trends(site: Site, kind: TrendKind, subject_id: number): Promise<void> {
  const { kith } = site;
  const now = kith.now();
  const row = {
    id: kith.newId(),
    kind,
    subject_id,
    state: "approved",
    score: 1,
    language: "",
    updated_at: now,
    reviewed_at: now,
  } as const;
  await kith.write(async (tx) => await tx.insertInto("trends").values(row).execute());
}

test("what trends is shown to everybody, and a quiet day says so", async () => {
  await using site = await openSite();
  const ann = await site.joins("ann");
  const visits = async (path: string) => textOf((await site.surfer().get(path)).text);
  expect(await visits("/explore")).toContain("A quiet day");
  expect(await visits("/explore/news")).toContain("No pages stand out");
  await updateProfile(site.kith, ann, { discoverable: true });
  await site.posts(ann, "Only I was here");
  expect(await visits("/explore")).toMatch(/Nothing stands out.*Only I was here/);
  const post = await site.posts(ann, "Everybody likes #lanterns");
  const tag = await site.kith.db.selectFrom("tags").select("id").where("name", "=", "lanterns").executeTakeFirstOrThrow();
  await trends(site, "status", Number(post));
  await trends(site, "tag", tag.id);
  expect(await visits("/explore")).toMatch(/What many people have liked lately(?!.*stands out).*Everybody likes/);
  const { text } = await site.surfer().get("/explore/tags");
  expect(text).toContain("#lanterns");
  expect(text).toMatch(/<svg class="spark"[^>]*role="img" aria-label="Posts each day of the last week, the oldest first: /);
});

test("people are suggested for a reason, and not again once dismissed; the directory holds who wants to be found", async () => {
  await using site = await openSite();
  const { account: ann, surfer, reads } = await member(site, "ann");
  const [bob, eve] = [await site.joins("bob"), await site.joins("eve")];
  await updateProfile(site.kith, eve, { discoverable: true });
  await follow(site.kith, ann, bob);
  await follow(site.kith, bob, eve);
  const before = await reads("/explore/people");
  expect(before).toMatch(/You may know them.*@eve.*Followed by bob , whom you follow/);
  const [, directory = ""] = before.split("Directory");
  expect([directory.includes("@eve"), directory.includes("@bob")]).toEqual([true, false]);
  await surfer.send("/explore/people/dismiss", { id: String(eve.id) }, { from: "/explore/people" });
  expect(await reads("/explore/people")).not.toContain("You may know them");
  expect(textOf((await site.surfer().get("/explore/people?order=new&local=0")).text)).toContain("@eve");
});

test("a search has a page for each kind, and the form in detail builds the query", async () => {
  await using site = await openSite();
  const { account: ann, surfer, reads } = await member(site, "ann");
  const names = Array.from({ length: 23 }, (_, n) => `mulberry${String(n).padStart(2, "0")}`);
  for (const name of names) await site.joins(name);
  await site.posts(ann, "mulberry jam #mulberries", { language: "en" });
  await site.posts(ann, "Maulbeermarmelade mulberry", { language: "de" });
  const all = await reads("/search?q=mulberry");
  expect(all).toMatch(/People.*@mulberry00.*@mulberry04(?!.*@mulberry05).*Posts.*jam/);
  const { text } = await surfer.get("/search?q=mulberry&type=accounts");
  expect(text.match(/class="handle">@mulberry/g)).toHaveLength(20);
  const next = /href="([^"]*)" rel="next"/.exec(text)?.[1]?.replaceAll("&amp;", "&") ?? "";
  expect(await reads(next)).toMatch(/@mulberry22/);
  expect(await reads("/search?q=mulberr&type=hashtags")).toContain("#mulberries");
  const form = "/search?words=mulberry&without=&from=me&language=de&after=&before=&has=&is=&in=";
  const sent = await surfer.get(form);
  expect([sent.status, sent.headers.location]).toEqual([303, "/search?q=mulberry+from%3Ame+language%3Ade&type=statuses"]);
  const found = await reads(String(sent.headers.location));
  expect([found.includes("Maulbeermarmelade"), found.includes("jam")]).toEqual([true, false]);
});

test("the form in detail writes operators, and only that form does", () => {
  const compose = (fields: Record<string, string>) => composeQuery(new URLSearchParams(fields));
  expect(compose({ q: "bread", from: "me" })).toBe("");
  expect(compose({ words: "" })).toBe("");
  expect(
    compose({
      words: '"rye bread"',
      without: "wheat -oats",
      from: "@mia@far.test",
      after: "2026-01-02",
      has: "image",
      no_replies: "1",
    }),
  ).toBe('"rye bread" -wheat -oats from:mia@far.test after:2026-01-02 has:image -is:reply');
});

test("a profile has the tabs that its owner lets it have, and its tags lead to its posts with them", async () => {
  await using site = await openSite();
  const { account: ann, surfer, reads } = await member(site, "ann");
  const bob = await site.joins("bob");
  await follow(site.kith, ann, bob);
  await featureTag(site.kith, ann, "Bread");
  await site.posts(ann, "Rye today #bread");
  await site.posts(ann, "Nothing about loaves");
  expect(await reads("/@ann")).toMatch(/All #Bread/);
  const tagged = await reads("/@ann/tagged/bread");
  expect([tagged.includes("Rye today"), tagged.includes("loaves")]).toEqual([true, false]);
  await surfer.send(`/accounts/${bob.id}/endorse`, {}, { from: "/@bob" });
  expect(await reads("/@ann/featured")).toMatch(/Tags #Bread 1 post.*People.*@bob/);
  await updateProfile(site.kith, ann, { show_media: false, show_featured: false });
  expect(await reads("/@ann")).not.toMatch(/Media|Featured/);
  expect((await surfer.get("/@ann/media")).headers.location).toBe("/@ann");
  expect((await surfer.get("/@ann/featured")).headers.location).toBe("/@ann");
});

test("who is suspended shows nothing of themselves", async () => {
  await using site = await openSite();
  const { reads } = await member(site, "ann");
  const bob = await site.joins("bob");
  await updateProfile(site.kith, bob, { note: "Buy my things", discoverable: true });
  await site.kith.write(
    async (tx) => await tx.updateTable("accounts").set({ suspended_at: 1 }).where("id", "=", bob.id).execute(),
  );
  const page = await reads("/@bob");
  expect([page.includes("has been suspended"), page.includes("Buy my things")]).toEqual([true, false]);
});

test("a collection is made, filled and shown; whoever is in it can leave for good", async () => {
  await using site = await openSite();
  const { surfer, reads } = await member(site, "ann");
  const bob = await member(site, "bob");
  await updateProfile(site.kith, bob.account, { discoverable: true });
  expect(textOf((await surfer.send("/collections/new", { name: "" })).text)).toContain("One thing needs another look");
  const made = await surfer.send("/collections/new", { name: "Bakers", description: "Bread.", tag: "#bread", discoverable: "1" });
  const edit = String(made.headers.location);
  const at = edit.replace("/edit", "");
  expect(await reads(`${edit}?q=bob`)).toContain("Add @bob");
  await surfer.send(`${at}/add`, { account: String(bob.account.id) }, { from: edit });
  expect(await reads(edit)).toMatch(/1 of 25.*Remove @bob/);
  expect(await reads("/@ann/featured")).toMatch(/Collections.*Bakers.*1 account/);
  expect(textOf((await site.surfer().get(at)).text)).toMatch(/Bakers.*Recommended by.*#bread.*@bob/);
  expect((await bob.surfer.send(`${at}/delete`, {}, { from: "/home" })).status).toBe(403);
  expect(await bob.reads("/collections")).toMatch(/Collections with you.*Bakers/);
  expect(await bob.reads(`${at}/leave`)).toContain("Leave “Bakers”?");
  await bob.surfer.send(`${at}/leave`);
  expect(await reads(edit)).not.toContain("Remove @bob");
  const again = await surfer.send(`${at}/add`, { account: String(bob.account.id) }, { from: edit });
  expect(again.status).toBe(422);
  const [item] = await site.kith.db.selectFrom("collection_items").select("id").execute();
  expect(await findItem(site.kith.db, item?.id ?? 0)).toMatchObject({ state: "revoked" });
  expect(await reads(`${at}/delete`)).toContain("Delete “Bakers”?");
  await surfer.send(`${at}/delete`);
  expect((await surfer.get(at)).status).toBe(404);
});

test("the pictures of a profile lead to their posts, covered where they are sensitive, and without what is filtered away", async () => {
  await using site = await openSite();
  const { account: ann, surfer } = await member(site, "ann");
  const bob = await site.joins("bob");
  const shows = async (text: string, description: string, sensitive = false) => {
    const { id } = await addMedia(site.kith, bob, { bytes: await painting(20, 80, 60), description });
    return await site.posts(bob, text, { media_ids: [id], sensitive });
  };
  const plain = await shows("The canal", "Ducks on the canal");
  const covered = await shows("A wound", "A cut finger", true);
  await shows("Football again", "A goal");
  const filter = { title: "Sport", context: ["account"], action: "hide", expires_at: 0 } as const;
  await createFilter(site.kith, ann.id, filter, [{ keyword: "football", whole_word: true }]);
  const { text } = await surfer.get("/@bob/media");
  const [, grid = ""] = /<ul class="media-grid">([\s\S]*?)<\/ul>/.exec(text) ?? [];
  expect(grid.match(/href="\/[^"]*"/g)).toEqual([`href="/@bob/${covered}"`, `href="/@bob/${plain}"`]);
  expect(grid).toMatch(/alt="Ducks on the canal"/);
  expect(grid).not.toMatch(/cut finger|A goal/);
});
