/** Videos in the browser, by plain forms: taking one in, its picture and captions, publishing it, watching it, its channel and the channel's feed. */
import { expect } from "vitest";
import { flushVisits } from "../../src/insights/visits.ts";
import { follow } from "../../src/follows/follow.ts";
import { ffmpeg, filmTest, PICTURES, TONE } from "../mastodon/uploads.ts";
import { countQueries } from "../world/queries.ts";
import { member, openSite, textOf, type Site } from "./site.ts";

const CAPTIONS = "1\n00:00:00,000 --> 00:00:00,900\nBars <script>alert(1)</script>and a tone\n";
const blob = (bytes: Buffer | string, type: string): Blob =>
  new Blob([typeof bytes === "string" ? bytes : new Uint8Array(bytes)], { type });

async function gather(site: Site) {
  const [ann, ben, eve] = [await member(site, "ann"), await member(site, "ben"), await member(site, "eve")];
  await follow(site.kith, ben.account, ann.account);
  const safe = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac"];
  const film = blob(ffmpeg("mp4", ...PICTURES, ...TONE, ...safe), "video/mp4");
  const send = async (to: string, fields: Record<string, string | Blob>, from = to) =>
    await ann.surfer.send(to, fields, { from, files: true });
  /** The address of its form. */
  const takes = async (title: string) =>
    String((await send("/videos", { title, file: film }, "/videos/new")).headers["location"]);
  return { ann, ben, eve, film, send, takes };
}
type Scene = Awaited<ReturnType<typeof gather>>;

/** Mistakes say what is wrong, and nothing that was typed is lost. Returns the address of its page. */
async function publishes(site: Site, { ann, ben, film, send, takes }: Scene): Promise<string> {
  expect((await send("/videos", { title: "", file: film }, "/videos/new")).text).toContain("Give it a title");
  const text = await send("/videos", { title: "Notes", file: blob("no film at all", "video/mp4") }, "/videos/new");
  expect(text.status).toBe(422);
  const neither = await send("/videos", { title: "" }, "/videos/new");
  const wrongIn = (text: string) => [...text.matchAll(/<a href="#f-(\w+)">/g)].map(([, name]) => name);
  expect([neither.status, wrongIn(neither.text)]).toEqual([422, ["file", "title"]]);
  const form = await takes("Bars & a tone");
  expect(form).toMatch(/^\/videos\/\d+$/);
  expect(textOf((await ann.surfer.get(form)).text)).toContain("Being made ready");
  expect((await ben.surfer.get(form)).status).toBe(404);
  await site.kith.worker.drain();
  expect((await ann.surfer.get(form)).text).toContain("application/vnd.apple.mpegurl");
  const title = "Bars & a tone";
  const mistakes = { title: " ", text: "x".repeat(5001), chapters: "none", captions_text: "none", captions_language: "en" };
  const told = await send(form, { do: "publish", poster: blob("x".repeat(40_000_000), "image/png"), ...mistakes });
  // In the order in which they stand in the form; nothing was kept.
  expect(wrongIn(told.text)).toEqual(["title", "text", "chapters", "poster", "captions_text"]);
  const captions = { captions_language: "de", captions: blob(CAPTIONS, "text/vtt") };
  const kept = await send(form, { do: "save", title, text: "What I typed", poster_at: "0,5", licence: "CC0", ...captions });
  expect([kept.status, kept.text.includes("What I typed"), textOf(kept.text).includes("Captions (1)")]).toEqual([
    200,
    true,
    true,
  ]);
  const wrong = await send(form, { do: "save", title: "x", captions_language: "en", captions_text: "no captions" });
  expect(wrong.text).toContain("no captions that can be read");
  const unordered = await send(form, { do: "save", title: "x", chapters: "0:00 One\n0:00 Two" });
  expect(unordered.text).toMatch(/0:00 One\n0:00 Two<\/textarea>.*Chapters are lines/);
  const said = { title, licence: "CC0", text: "0:00 Start\n0:01 End\n\nWith #bars", visibility: "private" };
  return String((await send(form, { do: "publish", ...said })).headers["location"]);
}

filmTest("a film is taken in, described, published, and watched in a size of one's choice", { timeout: 60_000 }, async () => {
  await using site = await openSite();
  const here = await gather(site);
  const { ben, eve } = here;
  const watch = await publishes(site, here);
  expect(watch).toMatch(/^\/@ann\/videos\/\d+$/);
  const page = (await ben.surfer.get(watch)).text;
  for (const part of ['<h1 class="p-name" dir="auto">Bars &amp; a tone</h1>', 'srclang="de"', "CC0", "Followers", "?size=64"])
    expect(page).toContain(part);
  for (const part of ['data-at="1"', "No replies", '<track kind="chapters"']) expect(page).toContain(part);
  expect(textOf(page).match(/0:01\s+End/g)).toHaveLength(1);
  expect((await ben.surfer.get(`${watch}/chapters.vtt`)).text).toContain("00:00:00.000 --> 00:00:01.000\nStart");
  expect((await eve.surfer.get(`${watch}/chapters.vtt`)).status).toBe(404);
  // Counted as one sum, told from five on, and not for its maker.
  expect(page).not.toContain("Opened");
  for (let look = 0; look < 4; look++) await ben.surfer.get(watch);
  await here.ann.surfer.get(watch);
  await flushVisits(site.kith);
  expect((await ben.surfer.get(watch)).text).toContain("Opened 5 times");
  expect(page).not.toMatch(/<video[^>]+autoplay/);
  // The title stands above what is said of it, and not in it once more.
  expect(textOf(page).match(/Bars &amp; a tone/g)).toHaveLength(1);
  const caption = /<track kind="captions" src="([^"]+)"/.exec(page)?.[1] ?? "";
  const text = (await eve.surfer.get(new URL(caption, "https://alpha.test").pathname)).text;
  expect(text).toBe("WEBVTT\n\n00:00:00.000 --> 00:00:00.900\nBars alert(1)and a tone\n");
  const small = (await ben.surfer.get(`${watch}?size=64&t=1`)).text;
  expect(/<video[^>]*>(.*?)<track/.exec(small)?.[1]).toMatch(/^<source src="[^"]+\.mp4#t=1" type="video\/mp4">$/);
  // Whom it is not for finds neither its page nor that it is there.
  expect((await eve.surfer.get(watch)).status).toBe(404);
  expect((await eve.surfer.get("/@ann/videos")).text).not.toContain("Bars");
  expect((await eve.surfer.get("/@ann")).text).not.toContain("/@ann/videos");
  expect((await ben.surfer.get("/@ann")).text).toContain(`href="/@ann/videos"`);
  expect((await site.surfer().get("/@ann/videos.rss")).text).not.toContain("<item>");
  await isListed(site, here, watch);
});

/** A second one, for everybody. */
async function isListed(site: Site, { ben, eve, send, takes }: Scene, first: string): Promise<void> {
  const form = await takes("Open bars");
  await site.kith.worker.drain();
  await send(form, { do: "publish", title: "Open bars", text: "With #bars", visibility: "public" });
  const feed = (await site.surfer().get("/@ann/videos.rss")).text;
  expect(feed).toContain("<title>Open bars</title>");
  expect(feed).toMatch(/<enclosure url="https:\/\/alpha\.test\/media\/[^"]+\.mp4" type="video\/mp4" length="\d+"\/>/);
  expect(feed).toContain('duration="1"');
  expect(textOf((await site.surfer().get("/explore/videos")).text)).toContain("Open bars");
  expect(textOf((await ben.surfer.get(first)).text)).toContain("Open bars");
  const counter = countQueries(site.kith);
  const costs = async ({ surfer }: typeof ben) => await counter.during(async () => await surfer.get("/@ann/videos"));
  for (const who of [ben, eve]) await who.surfer.get("/@ann/videos");
  // Of two that one of them sees, and one that the other sees.
  expect(await costs(ben)).toBe(await costs(eve));
}
