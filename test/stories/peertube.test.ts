/** PeerTube 6.3.3 as it was seen: one id for many Updates, files that move, films that come and go under one id, closed comments, Markdown that is called nothing. */
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { ffmpeg, filmTest, PICTURES, TONE, type MediaJson } from "../mastodon/uploads.ts";
import type { StatusJson } from "../world/entities.ts";
import { PUBLIC, type Doc } from "../world/stranger.ts";
import { removeStatus } from "../../src/statuses/delete.ts";
import { createWorld, type World } from "../world/world.ts";
import { film, tube, TUBE, type Scene } from "./tube.ts";

async function gather(world: World) {
  const alice = await world.person("alice@alpha.test");
  const scene = await tube(world);
  await alice.follows(scene.channel.handle);
  await world.settles();
  await scene.channel.sends("alpha.test", scene.channel.activity("Accept", scene.channel.inbox.documents.at(-1)));
  await world.settles();
  return { alice, ...scene };
}

const icon = (...names: string[]) =>
  names.map((name, at) => ({
    type: "Image",
    mediaType: "image/png",
    url: `${TUBE}/${name}.png`,
    width: 280 + at * 570,
    height: 157 + at * 323,
  }));
const page = { type: "Link", mediaType: "text/html", href: `${TUBE}/w/1` };
const file = (name: string) => ({
  type: "Link",
  mediaType: "video/mp4",
  href: `${TUBE}/${name}.mp4`,
  height: 360,
  width: 640,
  fps: 25,
});
/** Of which only the sizes for streaming are left. */
const streamed = (...names: string[]) => ({
  type: "Link",
  mediaType: "application/x-mpegURL",
  href: `${TUBE}/${names[0]}.m3u8`,
  tag: names.map(file),
});

const announced = ({ channel }: Scene, n: number): Doc =>
  channel.activity("Announce", `${TUBE}/videos/watch/${n}`, {
    id: `${TUBE}/videos/watch/${n}/announces/5`,
    cc: [`${channel.uri}/followers`],
  });

test("while a film gets its sizes, its files move under one and the same id, at once, and that is no edit", async () => {
  await using world = await createWorld("alpha.test");
  const here = await gather(world);
  const { alice, channel, tina } = here;
  film(here, 1, { url: [page, file("whole")], icon: icon("small", "large") });
  await channel.sends("alpha.test", announced(here, 1));
  await world.settles();
  const seen = (await alice.home())[0]?.reblog as StatusJson;
  const [media] = seen.media_attachments;
  expect(media).toMatchObject({ remote_url: `${TUBE}/whole.mp4`, preview_remote_url: `${TUBE}/large.png` });
  const id = `${TUBE}/videos/watch/1/updates/2026-01-01T00:00:00.000Z`;
  for (const more of [
    { url: [page, file("whole")] },
    { url: [page, streamed("part")] },
    { url: [page, streamed("part")], icon: icon("s2", "l2") },
  ])
    expect(
      await tina.sends("alpha.test", tina.activity("Update", film(here, 1, { icon: icon("small", "large"), ...more }), { id })),
    ).toMatchObject({ status: 202 });
  await world.settles();
  const now = await alice.looksAt(seen);
  expect(now?.edited_at).toBeNull();
  expect(now?.media_attachments).toMatchObject([
    {
      id: media?.id,
      remote_url: `${TUBE}/part.mp4`,
      preview_remote_url: `${TUBE}/l2.png`,
      meta: { kith: { sizes: [{ lines: 360 }] } },
    },
  ]);
  // Another picture has another address, so that nobody keeps the old one; an edit brings one as well.
  const pictures = [media, now?.media_attachments[0]].map((one) => (one as unknown as MediaJson | undefined)?.preview_url);
  expect(new Set(pictures).size).toBe(2);
  await world.passes("1 minute");
  const updated = new Date(world.instance("alpha.test").now()).toISOString();
  const edited = { url: [page, streamed("other")], icon: icon("s3", "l3"), name: "Rye", updated };
  await tina.sends("alpha.test", tina.activity("Update", film(here, 1, edited)));
  await world.settles();
  const after = await alice.looksAt(seen);
  expect(after?.edited_at).not.toBeNull();
  expect(after?.media_attachments).toMatchObject([
    { id: media?.id, remote_url: `${TUBE}/other.mp4`, preview_remote_url: `${TUBE}/l3.png` },
  ]);
  // A mere picture of the channel, right after another change of it, under the same id.
  const about = (more: Doc) => ({
    ...channel.actor,
    summary: "Films\n* of bread & butter\n\nhttps://bread.example/?a=b&c",
    ...more,
  });
  for (const more of [{}, { icon: icon("a48", "a120"), image: icon("b600", "b1920") }])
    await channel.sends("alpha.test", channel.activity("Update", about(more), { id: `${channel.uri}/updates/1` }));
  await world.settles();
  const { note, header } = (await alice.finds(channel.handle)) as unknown as { note: string; header: string };
  expect(header).toContain("/media/remote/accounts/");
  expect(note).toContain('<p>Films<br />* of bread &amp; butter</p><p><a href="https://bread.example/?a=b&amp;c"');
});

/** A film as PeerTube publishes it and takes it back: under the same ids each time. */
function comings(world: World, here: Awaited<ReturnType<typeof gather>>) {
  const { alice, channel, tina } = here;
  const [uri, at] = [`${TUBE}/videos/watch/1`, `/videos/watch/1`];
  const create = (): Doc => tina.activity("Create", film(here, 1), { id: `${uri}/activity` });
  const remove = (): Doc => tina.activity("Delete", uri, { id: `${uri}/delete` });
  const shows = async () => (await alice.home()).map(({ reblog }) => reblog?.uri);
  const published = async () => {
    await world.passes("1 minute");
    await tina.sends("alpha.test", create());
    await channel.sends("alpha.test", announced(here, 1));
    await world.settles();
  };
  const withdrawn = async () => {
    await world.passes("1 minute");
    const gone = remove();
    tina.serves(at, () => ({ status: 401 }));
    await tina.sends("alpha.test", gone);
    await world.settles();
  };
  return { uri, create, shows, published, withdrawn };
}

test("a film that is private for a while is gone, and comes again under its old ids, when its own server has it", async () => {
  await using world = await createWorld("alpha.test");
  const here = await gather(world);
  const { alice } = here;
  const { uri, shows, published, withdrawn } = comings(world, here);
  await published();
  expect(await shows()).toEqual([uri]);
  for (const _again of [1, 2]) {
    await withdrawn();
    expect(await shows()).toEqual([]);
    await published();
    expect(await shows()).toEqual([uri]);
  }
  // What a moderator here has removed stays away, however often it is published.
  const seen = (await alice.home())[0]?.reblog as StatusJson;
  await world
    .instance("alpha.test")
    .write(async (tx, happened) => await removeStatus(tx, world.instance("alpha.test"), happened, { id: Number(seen.id) }));
  await published();
  expect(await shows()).toEqual([]);
});

test("what brings a film back is that its own server has it, and no old Create", async () => {
  await using world = await createWorld("alpha.test");
  const here = await gather(world);
  const { channel, tina } = here;
  const { shows, create, published, withdrawn } = comings(world, here);
  await published();
  await withdrawn();
  // Whoever plays the old Create again brings nothing back: what its own server says counts.
  const played = create();
  tina.serves(`${TUBE}/videos/watch/1`, () => ({ status: 404 }));
  await world.passes("1 minute");
  await tina.sends("alpha.test", played);
  await channel.sends("alpha.test", announced(here, 1));
  await world.settles();
  expect(await shows()).toEqual([]);
});

/** What ffprobe finds in a file. */
const contents = (path: string): string[] =>
  execFileSync("ffprobe", ["-v", "error", "-show_entries", "stream=codec_type", "-of", "csv=p=0", path], { encoding: "utf8" })
    .trim()
    .split("\n");

filmTest("a film whose sound is apart is heard here", async () => {
  await using world = await createWorld("alpha.test");
  const here = await gather(world);
  const { alice, channel, tina } = here;
  const fragments = ["-movflags", "frag_keyframe+empty_moov+default_base_moof"];
  const type = { "content-type": "video/mp4" };
  tina.serves("/seen.mp4", {
    body: ffmpeg("mp4", ...PICTURES, "-c:v", "libx264", "-pix_fmt", "yuv420p", ...fragments),
    headers: type,
  });
  tina.serves("/heard.mp4", { body: ffmpeg("mp4", ...TONE, "-c:a", "aac", ...fragments), headers: type });
  const found = (value: string) => ({ attachment: [{ type: "PropertyValue", name: "ffprobe_codec_type", value }] });
  const tag = [
    { ...file("seen"), ...found("video") },
    { ...file("heard"), height: 0, width: 0, ...found("audio") },
  ];
  film(here, 1, { url: [page, { ...streamed("seen"), tag }] });
  await channel.sends("alpha.test", announced(here, 1));
  await world.settles();
  type Heard = { url: string; meta: { kith: { sizes: { lines: number; url: string }[] } } };
  const [media] = (await alice.home()).flatMap(({ reblog }) => (reblog?.media_attachments ?? []) as unknown as Heard[]);
  expect(media?.meta.kith.sizes).toMatchObject([{ lines: 360 }]);
  for (const url of [media?.url, media?.meta.kith.sizes[0]?.url])
    expect((await world.visitor("alpha.test")("GET", new URL(url ?? "").pathname)).headers["content-type"]).toBe("video/mp4");
  const kith = world.instance("alpha.test");
  const kept = await kith.db.selectFrom("remote_files").select("file").where("mime_type", "=", "video/mp4").execute();
  expect(kept).toHaveLength(1);
  expect(await kith.files.local(kept[0]?.file ?? "", async (path) => contents(path))).toEqual(["video", "audio"]);
});

test("nobody here answers a film whose comments are closed, until they are open", async () => {
  await using world = await createWorld("alpha.test");
  const here = await gather(world);
  const { alice, channel, tina } = here;
  film(here, 1, { commentsEnabled: false, commentsPolicy: 2, canReply: PUBLIC });
  await channel.sends("alpha.test", announced(here, 1));
  await world.settles();
  const seen = (await alice.home())[0]?.reblog as StatusJson;
  const answer = async () => (await alice.asks("POST", "/api/v1/statuses", { status: "Good", in_reply_to_id: seen.id })).status;
  expect(await answer()).toBe(403);
  const opened = async (open: boolean) => {
    const policy = { commentsEnabled: open, commentsPolicy: open ? 1 : 2, canReply: open ? null : PUBLIC };
    await tina.sends("alpha.test", tina.activity("Update", film(here, 1, policy)));
    await world.settles();
  };
  await opened(true);
  expect(await answer()).toBe(200);
  await opened(false);
  expect(await answer()).toBe(403);
});

test("a comment in Markdown keeps its words, and its links and names can be followed", async () => {
  await using world = await createWorld("alpha.test");
  const here = await gather(world);
  const { alice, channel, tina } = here;
  film(here, 1);
  await channel.sends("alpha.test", announced(here, 1));
  await world.settles();
  const content = "Thanks @alice@alpha.test **much** & <b>all</b>\nhttps://bread.example/ @nobody@alpha.test";
  const tag = [{ type: "Mention", href: alice.uri, name: "@alice@alpha.test" }];
  const inReplyTo = `${TUBE}/videos/watch/1`;
  await tina.sends("alpha.test", tina.activity("Create", tina.note(content, { mediaType: "text/markdown", inReplyTo, tag })));
  await world.settles();
  const [notice] = await alice.api<{ status: StatusJson }[]>("GET", "/api/v1/notifications?types[]=mention");
  expect(notice?.status.content).toContain("**much** &amp; &lt;b&gt;all&lt;/b&gt;<br />");
  expect(notice?.status.content).toMatch(
    /<a href="https:\/\/alpha.test\/[^"]+"[^>]*class="u-url mention"[^>]*>@<span>alice<\/span><\/a>/,
  );
  expect(notice?.status.content).toContain('<a href="https://bread.example/"');
  expect(notice?.status.content).toContain("@nobody@alpha.test");
});
