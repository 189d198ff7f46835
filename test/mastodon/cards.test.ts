/** The cards of links: what pages say of themselves, asked for once, and shown wherever the post is. */
import fc from "fast-check";
import { FormData } from "undici";
import { expect, test } from "vitest";
import { forgetCards } from "../../src/cards/fetch.ts";
import { readHead } from "../../src/cards/head.ts";
import { firstLink } from "../../src/cards/link.ts";
import type { StatusJson } from "../world/entities.ts";
import type { Reply } from "../world/network.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";
import { startCpu } from "../world/cpu.ts";

type Card = {
  url: string;
  title: string;
  description: string;
  type: string;
  html: string;
  image: string | null;
  [key: string]: unknown;
};
const cardOf = async (person: Person, status: StatusJson | string) =>
  ((await person.sees(status)) as (StatusJson & { card: Card | null }) | undefined)?.card;

const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const page = (head: string): Reply => ({
  type: "text/html; charset=utf-8",
  body: `<!doctype html><html lang="de-AT"><head>${head}</head><body>…</body></html>`,
});

/** A site whose pages are these; returns how often each was asked for. */
async function site(world: World, pages: Record<string, Reply>): Promise<Map<string, number>> {
  const asked = new Map<string, number>();
  await world.server("news.test", (request) => {
    asked.set(request.path, (asked.get(request.path) ?? 0) + 1);
    return pages[request.path];
  });
  return asked;
}

const ARTICLE = page(`<title>Wrong</title><meta property="og:title" content="Bread &amp; butter">
  <meta content='It is "good" > before' name=description><meta property="og:image" content="/a.png">
  <meta property="og:image:alt" content="A loaf"><meta property="og:site_name" content="The News">
  <meta name="author" content="Ann"><meta property="article:published_time" content="2026-05-01T10:00:00Z">`);

test("a link gets a card, fetched once for all who post it", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  const carol = await world.person("carol@alpha.test");
  await bob.follows(alice);
  await world.settles();
  const asked = await site(world, { "/a": ARTICLE });
  const post = await alice.posts("Read @carol #news https://news.test/a#top and https://news.test/b");
  await carol.posts("Seen https://news.test/a");
  await world.settles();
  const card = await cardOf(alice, post);
  expect(card).toMatchObject({
    url: "https://news.test/a",
    title: "Bread & butter",
    description: 'It is "good" > before',
    type: "link",
    language: "de",
    provider_name: "The News",
    author_name: "Ann",
    authors: [{ name: "Ann", url: "", account: null }],
    published_at: "2026-05-01T10:00:00.000Z",
    html: "",
  });
  expect(asked.get("/a")).toBe(1);
  await world.passes("2 minutes");
  expect(await cardOf(bob, post)).toMatchObject({ title: "Bread & butter" });
  expect(asked.get("/a")).toBe(2);
  const linking = await bob.api<StatusJson[]>("GET", "/api/v1/timelines/link?url=https://news.test/a");
  expect(linking.map(({ uri }) => uri)).toEqual([post.uri]);
  expect((await bob.asks("GET", "/api/v1/timelines/link?url=https://news.test/none")).status).toBe(404);
  const html = (await world.visitor("alpha.test")("GET", new URL(post.url).pathname)).text;
  expect(html).toContain("Bread &amp; butter");
  // An edit may bring another link, or none.
  await alice.edits(post, "No more");
  await world.settles();
  expect(await cardOf(alice, post)).toBeNull();
});

test("the picture of a card is our own copy, and goes with the card", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  const form = new FormData();
  form.set("file", new Blob([PIXEL], { type: "image/png" }), "pixel.png");
  const { url } = await bob.api<{ url: string }>("POST", "/api/v2/media", form);
  await site(world, {
    "/a": page(`<title>A</title><meta property="og:image" content="${url}">`),
    "/b": page(`<title>B</title><meta property="og:image" content="https://news.test/b">`),
  });
  const [good, bad] = [await alice.posts("https://news.test/a"), await alice.posts("https://news.test/b")];
  await world.settles();
  const card = await cardOf(alice, good);
  expect(card).toMatchObject({ title: "A", blurhash: expect.any(String) });
  expect(card?.image).toMatch(/^https:\/\/alpha\.test\/media\//);
  const path = new URL(card?.image ?? "").pathname;
  const served = async () => (await world.visitor("alpha.test")("GET", path)).status;
  expect(await served()).toBe(200);
  expect(await cardOf(alice, bad)).toMatchObject({ title: "B", image: null });
  await alice.edits(good, "No link");
  await world.passes("15 days");
  await forgetCards(world.instance("alpha.test"));
  expect(await served()).toBe(404);
  expect(await cardOf(alice, bad)).toMatchObject({ title: "B" });
});

test("films come in a frame of our making, and nothing else of what a site offers as HTML", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const film = (html: string) => ({
    type: "application/json",
    body: {
      version: "1.0",
      type: "video",
      title: "A film",
      html,
      width: 640,
      height: 360,
      author_name: "Ben",
      provider_name: "Films",
    },
  });
  const oembed = (path: string) => page(`<title>Film</title><link type="application/json+oembed" rel=alternate href="${path}">`);
  await site(world, {
    "/v": oembed("/o"),
    "/o": film('<script>evil()</script><iframe width=1 src="https://films.test/e?a=1&amp;b=2" onload="evil()"></iframe>'),
    "/w": oembed("/p"),
    "/p": film('<iframe src="javascript:evil()"></iframe>'),
  });
  const [good, bad] = [await alice.posts("https://news.test/v"), await alice.posts("https://news.test/w")];
  await world.settles();
  const card = await cardOf(alice, good);
  expect(card).toMatchObject({
    type: "video",
    title: "A film",
    author_name: "Ben",
    provider_name: "Films",
    width: 640,
    height: 360,
  });
  expect(card?.html).toMatch(
    /^<iframe src="https:\/\/films\.test\/e\?a=1&amp;b=2" width="640" height="360"[^>]* sandbox="[^"]*"[^>]*><\/iframe>$/,
  );
  expect(await cardOf(alice, bad)).toMatchObject({ type: "link", title: "A film", html: "" });
});

test("what is no page, too much, or away, makes no card and is left in peace", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const asked = await site(world, {
    "/pdf": { type: "application/pdf", body: "%PDF" },
    "/big": page(`<title>Big</title>${"x".repeat(1_100_000)}`),
    "/none": { status: 404, type: "text/html", body: "<title>None</title>" },
    "/untitled": page(""),
  });
  for (const path of ["pdf", "big", "none", "untitled"]) {
    const post = await alice.posts(`https://news.test/${path}`);
    await alice.posts(`Again https://news.test/${path}`);
    await world.settles();
    expect(await cardOf(alice, post)).toBeNull();
    expect(asked.get(`/${path}`)).toBe(1);
  }
  const away = await alice.posts("https://nowhere.test/ and https://alpha.test/@alice");
  await world.settles();
  expect(await cardOf(alice, away)).toBeNull();
});

test("mentions, tags and our own pages are no links", () => {
  const here = { origin: "https://alpha.test", domain: "alpha.test" };
  const a = (href: string, more = "") => `<a href="${href}"${more}>x</a>`;
  expect(
    firstLink(
      here,
      a("https://b.test/@ann", ' class="u-url mention"') + a("https://b.test/tags/x", ' class="mention hashtag" rel="tag"'),
    ),
  ).toBeUndefined();
  expect(firstLink(here, a("https://alpha.test/@alice/1") + a("https://c.test/?a=1&amp;b=2#c"))).toBe("https://c.test/?a=1&b=2");
  expect(firstLink(here, `<p class="quote-inline">RE: ${a("https://c.test/")}</p><p>Hm</p>`)).toBeUndefined();
});

test("no page is too strange to be read, and none takes long", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom(
          "<meta ",
          "<title>",
          "<link",
          '"',
          "'",
          "=",
          ">",
          "content",
          "name=",
          "</title>",
          "<html lang=",
          "x",
          " ",
        ),
      ),
      (parts) => {
        readHead(parts.join(""));
      },
    ),
  );
  for (const part of ["<meta ", "<meta a", '<meta a="', "<title>", "<html ", "<link/ ", "<meta a = "]) {
    const spent = startCpu();
    readHead(part.repeat(1_000_000 / part.length));
    expect(spent()).toBeLessThan(1000);
  }
});
