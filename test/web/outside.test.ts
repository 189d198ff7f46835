/** What the outside sees of a community: feeds, posts in other people's pages, and the way from here to the visitor's own server. */
import { expect, test } from "vitest";
import { createWorld } from "../world/world.ts";
import { makeSurfer, openSite, type Site } from "./site.ts";

async function openVillage(): Promise<{ site: Site; hello: string }> {
  const site = await openSite();
  const ann = await site.joins("ann");
  const hello = await site.posts(ann, "Hello <world> & #Garden");
  await site.posts(ann, "Only for followers", { visibility: "private" });
  await site.posts(ann, "What happens in the end", { spoiler_text: "The book & its end" });
  await site.posts(ann, "A bell: \u0007!");
  return { site, hello };
}

test("a person's public posts come as RSS, Atom and JSON Feed, and the page names them", async () => {
  const { site, hello } = await openVillage();
  await using _ = site;
  const visitor = site.surfer();
  const page = await visitor.get("/@ann");
  for (const [kind, type] of [
    ["rss", "application/rss+xml"],
    ["atom", "application/atom+xml"],
    ["json", "application/feed+json"],
  ] as const) {
    expect(page.text).toContain(`<link rel="alternate" type="${type}" href="/@ann.${kind}">`);
    const feed = await visitor.get(`/@ann.${kind}`, { accept: "*/*" });
    expect(feed.headers["content-type"]).toContain(type);
    expect(feed.headers["set-cookie"]).toBeUndefined();
    expect(feed.headers["cache-control"]).toBe("public, max-age=300");
    expect(feed.text).toContain(`https://alpha.test/@ann/${hello}`);
    expect(feed.text).not.toContain("Only for followers");
    expect(feed.text).not.toContain("What happens in the end");
    // oxlint-disable-next-line no-control-regex
    if (kind !== "json") expect(feed.text).not.toMatch(/[\u0000-\u0008]/);
  }
  const rss = (await visitor.get("/@ann.rss")).text;
  expect(rss).toContain("<title>The book &amp; its end</title>");
  expect(rss).toContain("Hello &amp;lt;world&amp;gt; &amp;amp;");
  expect(rss.match(/<item>/g)).toHaveLength(3);
  const json = (await visitor.get("/@ann.json")).json<{ items: { tags: string[]; content_html: string }[] }>();
  expect(json.items.at(-1)?.tags).toEqual(["Garden"]);
});

test("a tag has feeds of what anybody may see; of who is not there, there are none", async () => {
  const { site, hello } = await openVillage();
  await using _ = site;
  const visitor = site.surfer();
  expect((await visitor.get("/tags/garden.atom")).text).toContain(`https://alpha.test/@ann/${hello}`);
  expect((await visitor.get("/tags/desert.json")).json<{ items: unknown[] }>().items).toEqual([]);
  expect((await visitor.get("/@nobody.rss")).status).toBe(404);
});

test("a post stands in other people's pages, without whoever looks; a private one does not", async () => {
  const { site, hello } = await openVillage();
  await using _ = site;
  const ann = site.surfer();
  await ann.signsIn("ann");
  const page = await ann.get(`/@ann/${hello}`);
  const oembed = /application\/json\+oembed" href="https:\/\/alpha\.test([^"]*)"/.exec(page.text)?.[1] ?? "";
  const { html } = (await ann.get(oembed.replaceAll("&amp;", "&"), { accept: "application/json" })).json<{ html: string }>();
  const frame = /src="https:\/\/alpha\.test([^"]*)"/.exec(html)?.[1] ?? "";
  expect(frame).toBe(`/@ann/${hello}/embed`);
  const framed = await ann.get(frame);
  expect(framed.text).toContain("Hello &lt;world&gt;");
  expect(framed.text).not.toContain("<form");
  expect(framed.text).not.toContain("<script");
  expect(framed.headers["x-frame-options"]).toBeUndefined();
  expect(framed.headers["content-security-policy"]).toContain("frame-ancestors *");
  expect(page.headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  const hidden = await site.kith.db
    .selectFrom("statuses")
    .select("id")
    .where("visibility", "=", "private")
    .executeTakeFirstOrThrow();
  expect((await ann.get(`/@ann/${hidden.id}/embed`)).status).toBe(404);
});

test("a visitor is shown the way to their own server, and nowhere else", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const ann = await world.person("ann@alpha.test");
  await world.person("bob@beta.test");
  const visitor = makeSurfer(world.visitor("alpha.test"), "https://alpha.test");
  const leave = async (server: string, uri = ann.uri) => await visitor.send("/leave", { server, uri }, { from: "/@ann" });
  const way = encodeURIComponent(ann.uri);
  expect((await leave("@bob@beta.test")).text).toContain(`href="https://beta.test/authorize_interaction?uri=${way}"`);
  expect((await leave("https://Beta.test/")).text).toContain(`href="https://beta.test/authorize_interaction?uri=${way}"`);
  const nobody = await leave("bob@gamma.test");
  expect(nobody.status).toBe(422);
  expect(nobody.text).toContain("does not answer");
  expect((await leave("bob@beta.test", "https://evil.test/x")).status).toBe(404);
  expect((await leave("javascript:alert(1)")).text).not.toContain('href="javascript');
});

test("a visitor reads in the language that they choose", async () => {
  await using site = await openSite();
  const visitor = site.surfer();
  expect((await visitor.get("/", { "accept-language": "fr" })).text).toContain('<html lang="fr"');
  const chosen = await visitor.get("/language?set=de&return_to=%2Fabout");
  expect(chosen.headers.location).toBe("/about");
  expect((await visitor.get("/about", { "accept-language": "fr" })).text).toContain("Wer sich kümmert");
  expect((await visitor.get("/language?set=de&return_to=https%3A%2F%2Fevil.test")).headers.location).toBe("/");
});
