/** What servers of other makes publish that is no Note: each is read as a status that says what it is and leads to its page. */
import { expect, test } from "vitest";
import type { Person } from "../world/person.ts";
import { PUBLIC, type Doc, type Stranger } from "../world/stranger.ts";
import type { StatusJson } from "../world/entities.ts";
import { createWorld, type World } from "../world/world.ts";

async function followed(world: World, reader: Person, handle: string, actor: Doc = {}): Promise<Stranger> {
  const stranger = await world.stranger(handle);
  Object.assign(stranger.actor, actor);
  await reader.follows(handle);
  await world.settles();
  await stranger.sends(reader.handle.split("@")[1] ?? "", stranger.activity("Accept", stranger.inbox.documents.at(-1)));
  await world.settles();
  return stranger;
}

/** Served at its id, sent, and as the reader sees it. */
async function publishes(world: World, reader: Person, who: Stranger, object: Doc): Promise<StatusJson> {
  const whole = { attributedTo: who.uri, to: [PUBLIC], cc: [`${who.uri}/followers`], ...object } as Doc;
  who.serves(String(whole["id"]), { "@context": who.actor["@context"], ...whole });
  await who.sends("alpha.test", who.activity("Create", whole));
  await world.settles();
  const seen = await reader.sees(String(whole["id"]));
  if (seen === undefined) throw new Error("it has not arrived");
  return seen;
}

test("PeerTube's video: a title, a page, a film of a fitting size with its picture, by the person", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const tina = await followed(world, alice, "tina@tube.test");
  const file = (height: number) => ({
    type: "Link",
    mediaType: "video/mp4",
    href: `https://tube.test/${height}.mp4`,
    height,
    width: height * 2,
  });
  const seen = await publishes(world, alice, tina, {
    id: `${tina.origin}/videos/watch/1`,
    type: "Video",
    name: "How to bake",
    duration: "PT60S",
    attributedTo: [
      { type: "Person", id: tina.uri },
      { type: "Group", id: `${tina.origin}/video-channels/bread` },
    ],
    mediaType: "text/markdown",
    content: "**Flour**, water\n\nand <script>time</script>",
    summary: null,
    sensitive: false,
    language: { identifier: "en", name: "English" },
    icon: [{ type: "Image", url: "https://tube.test/thumb.jpg", mediaType: "image/jpeg", width: 280, height: 157 }],
    url: [
      { type: "Link", mediaType: "text/html", href: `${tina.origin}/w/1` },
      file(1080),
      file(720),
      file(360),
      { type: "Link", mediaType: "application/x-mpegURL", href: "https://tube.test/playlist.m3u8", tag: [file(480)] },
    ],
    tag: [{ type: "Hashtag", name: "bread" }],
  });
  expect(seen).toMatchObject({
    url: `${tina.origin}/w/1`,
    language: "en",
    account: { acct: "tina@tube.test" },
    spoiler_text: "",
  });
  expect(seen.content).toContain("How to bake");
  expect(seen.content).toContain(`href="${tina.origin}/w/1"`);
  expect(seen.content).not.toContain("<script");
  expect(seen.media_attachments).toMatchObject([
    { type: "video", remote_url: "https://tube.test/720.mp4", preview_remote_url: "https://tube.test/thumb.jpg" },
  ]);
});

test("WordPress's article, Mobilizon's event, Funkwhale's audio and a picture by itself", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const paula = await followed(world, alice, "paula@blog.test");
  const article = await publishes(world, alice, paula, {
    id: `${paula.origin}/?p=1`,
    type: "Article",
    name: "On <b>bread</b>",
    summary: "<p>Long read</p>",
    content: "<h2>First</h2><p>Flour</p><script>x</script>",
    url: `${paula.origin}/2026/on-bread/`,
    image: { type: "Image", url: `${paula.origin}/loaf.jpg`, mediaType: "image/jpeg", name: "A loaf" },
  });
  expect(article).toMatchObject({ spoiler_text: "", url: `${paula.origin}/2026/on-bread/` });
  expect(article.content).toContain("On &lt;b&gt;bread&lt;/b&gt;");
  expect(article.content).toContain("<p><strong>First</strong></p>");
  expect(article.content).toContain("on-bread/");
  expect(article.media_attachments).toMatchObject([{ type: "image", description: "A loaf" }]);
  const event = await publishes(world, alice, paula, {
    id: `${paula.origin}/events/1`,
    type: "Event",
    name: "Baking day",
    startTime: "2026-07-01T10:00:00Z",
    endTime: "2026-07-01T14:00:00Z",
    location: { type: "Place", name: "The old mill" },
    content: "<p>Bring flour</p>",
  });
  for (const words of ["Baking day", "Bring flour", "2026-07-01 10:00 – 14:00 UTC", "The old mill", `${paula.origin}/events/1`])
    expect(event.content).toContain(words);
  const audio = await publishes(world, alice, paula, {
    id: `${paula.origin}/music/1`,
    type: "Audio",
    name: "Mill song",
    url: [
      { type: "Link", mediaType: "audio/mpeg", href: `${paula.origin}/1.mp3` },
      { type: "Link", mediaType: "text/html", href: `${paula.origin}/songs/1` },
    ],
  });
  expect(audio).toMatchObject({ url: `${paula.origin}/songs/1`, media_attachments: [{ type: "audio" }] });
  expect(audio.content).toContain("Mill song");
  const picture = await publishes(world, alice, paula, {
    id: `${paula.origin}/pictures/1`,
    type: "Image",
    name: "The mill",
    url: { type: "Link", mediaType: "image/png", href: `${paula.origin}/1.png` },
  });
  expect(picture).toMatchObject({ media_attachments: [{ type: "image", remote_url: `${paula.origin}/1.png` }] });
});

test("Lemmy's page comes from its community, which announces its Create; it is by who wrote it", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const group = await followed(world, alice, "bread@lemmy.test", { type: "Group" });
  const lena = await world.stranger("lena@lemmy.test");
  const page = {
    id: `${lena.origin}/post/1`,
    type: "Page",
    attributedTo: lena.uri,
    to: [group.uri, PUBLIC],
    audience: group.uri,
    name: "A better crust",
    content: "<p>Steam!</p>",
    mediaType: "text/html",
    attachment: [{ type: "Link", href: "https://crust.example/steam", mediaType: "text/html; charset=utf-8" }],
    image: { type: "Image", url: "https://lemmy.test/crust.webp" },
    language: { identifier: "en", name: "English" },
    published: new Date(Date.UTC(2026, 4, 1)).toISOString(),
  };
  lena.serves("/post/1", { "@context": lena.actor["@context"], ...page });
  await group.sends("alpha.test", group.activity("Announce", lena.activity("Create", page), { cc: [`${group.uri}/followers`] }));
  await world.settles();
  const seen = await alice.sees(page.id);
  expect(seen).toMatchObject({ account: { acct: "lena@lemmy.test" }, language: "en" });
  for (const words of ["A better crust", "Steam!", "https://crust.example/steam"]) expect(seen?.content).toContain(words);
  expect(seen).toMatchObject({ title: "A better crust", url: page.id });
  expect((await alice.home()).map(({ reblog }) => reblog?.uri)).toContain(page.id);
  // The community puts no words into the mouth of somebody of another server: what it embeds is not believed.
  const lee = await world.stranger("lee@other.test");
  const lie = { ...page, id: `${lee.origin}/post/2`, attributedTo: lee.uri, content: "<p>I said this</p>" };
  await group.sends("alpha.test", group.activity("Announce", lee.activity("Create", lie)));
  await world.settles();
  expect(await alice.sees(lie.id)).toBeUndefined();
});

test("object links (FEP-e232) name what is quoted, and lead to it", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const [fred, gina] = [await followed(world, alice, "fred@far.test"), await followed(world, alice, "gina@near.test")];
  const quoted = await publishes(world, alice, gina, gina.note("<p>First</p>"));
  const link = {
    type: "Link",
    mediaType: 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
    rel: "https://misskey-hub.net/ns#_misskey_quote",
    href: quoted.uri,
    name: "RE: [1]",
  };
  const seen = await publishes(world, alice, fred, fred.note("<p>See this</p>", { tag: [link] }));
  expect((seen as unknown as { quote: unknown }).quote).not.toBeNull();
});
