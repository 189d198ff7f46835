/** Videos: a film with a title becomes one, in sizes for streaming, with a picture and captions of its maker's choice, here and on another server. */
import { expect } from "vitest";
import { removeUnattachedMedia } from "../../src/media/remove.ts";
import { removeLeftovers } from "../../src/videos/ladder.ts";
import { ffmpeg, filmTest, upload, type MediaJson } from "../mastodon/uploads.ts";
import type { Client } from "../world/client.ts";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";

const AT = "/api/kith/v1/videos";
const VTT = "WEBVTT\n\n00:00.000 --> 00:01.000\nHello <b>there</b>\n";

type Film = {
  title: string;
  hls_url: string;
  sizes: { lines: number; url: string }[];
  captions: { language: string; url: string }[];
};
type VideoJson = Film & { id: string; status_id: string | null; state: string; progress: number; preview_url: string };
type Scene = { world: World; alice: Person; bob: Person; eve: Person; client: Client };

const pathOf = (url: string | undefined): string => new URL(url ?? "").pathname;
/** Of a status whose media is a video. */
function filmOf(status: StatusJson | undefined): Film {
  const [media] = (status?.media_attachments ?? []) as unknown as { meta: { kith?: Film } }[];
  if (media?.meta.kith === undefined) throw new Error("no video");
  return media.meta.kith;
}

/** 480 lines, two seconds: two sizes. */
function film(): Buffer {
  const pictures = ["-f", "lavfi", "-i", "testsrc=size=640x480:rate=5:duration=2"];
  const sound = ["-f", "lavfi", "-i", "sine=frequency=440:duration=2"];
  return ffmpeg("mp4", ...pictures, ...sound, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac");
}

/** Given a title while it is being made ready, and looked at when it is. */
async function takes({ world, alice, eve, client }: Scene): Promise<VideoJson> {
  const { id } = (await upload(client, alice.token, film())).json<MediaJson>();
  const waiting = await alice.api<VideoJson>("PUT", `${AT}/${id}`, { title: "A walk & more" });
  expect(waiting).toMatchObject({ state: "processing", title: "A walk & more", hls_url: null, status_id: null });
  await world.settles();
  expect((await eve.asks("GET", `${AT}/${id}`)).status).toBe(404);
  const ready = await alice.api<VideoJson>("GET", `${AT}/${id}`);
  expect(ready).toMatchObject({ state: "ready", progress: 100, sizes: [{ lines: 360 }, { lines: 480 }] });
  return ready;
}

/** Its playlists name one file for each size, whose parts are ranges. */
async function streams(client: Client, { hls_url }: Film): Promise<void> {
  const master = await client("GET", pathOf(hls_url));
  expect(master.text).toMatch(/RESOLUTION=480x360,CODECS="avc1\.[0-9a-f]{6},mp4a\.40\.2"\n360\.m3u8/);
  const type = expect.stringContaining("application/vnd.apple.mpegurl");
  expect(master.headers).toMatchObject({ "access-control-allow-origin": "*", "content-type": type });
  const list = (await client("GET", pathOf(new URL("480.m3u8", hls_url).href))).text;
  const [, address, length, offset] = /EXT-X-MAP:URI="([^"]+)",BYTERANGE="(\d+)@(\d+)"/.exec(list) ?? [];
  expect(list).toContain("#EXT-X-ENDLIST");
  const range = `${offset}-${Number(offset) + Number(length) - 1}`;
  const init = await client("GET", pathOf(address), { headers: { range: `bytes=${range}` } });
  expect([init.status, init.text.slice(4, 8)]).toEqual([206, "ftyp"]);
  expect(init.headers["content-range"]).toContain(`bytes ${range}/`);
}

async function postsIt({ alice, eve, client }: Scene, ready: VideoJson): Promise<StatusJson> {
  await alice.api("PUT", `${AT}/${ready.id}/captions/en`, { text: VTT });
  const shows = { alternative_text: "Reeds go by", description: "Reeds go by" };
  const framed = await alice.api<VideoJson>("PUT", `${AT}/${ready.id}`, { poster_at: 1.5, alternative_text: "Reeds go by" });
  expect(framed).toMatchObject({ ...shows, content: null });
  expect(framed.preview_url).not.toBe(ready.preview_url);
  const status = await alice.posts("Along the river\n\n0:00 Start\n0:01 End", { media_ids: [ready.id] });
  expect(status.content).toMatch(/^<p><strong>A walk &amp; more<\/strong><\/p><p>Along/);
  expect(filmOf(status)).toMatchObject({ title: "A walk & more", hls_url: ready.hls_url, captions: [{ language: "en" }] });
  const chapters = [
    { at: 0, title: "Start" },
    { at: 1, title: "End" },
  ];
  // What is said of it, and what it shows, are two things.
  const content = "<p>Along the river</p><p>0:00 Start<br />0:01 End</p>";
  const whole = { status_id: status.id, chapters, ...shows, content };
  expect(await eve.api<VideoJson>("GET", `${AT}/${ready.id}`)).toMatchObject(whole);
  expect(await alice.api("GET", `${AT}/own`)).toMatchObject([whole]);
  const accept = "application/activity+json";
  const note = (await client("GET", pathOf(status.uri), { headers: { accept } })).json<{ attachment: unknown }>();
  expect([note.attachment].flat()).toMatchObject([{ hasParts: [{ name: "Start", startOffset: 0 }, { name: "End" }] }]);
  const captions = await client("GET", pathOf(filmOf(status).captions[0]?.url));
  expect(captions.text).toBe("WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nHello <b>there</b>\n");
  expect(captions.headers["content-type"]).toBe("text/vtt; charset=utf-8");
  // Said beside the description, they hold before it.
  expect((await alice.asks("PUT", `${AT}/${ready.id}`, { chapters: "0:00 One\nand so on" })).status).toBe(422);
  const said = await alice.api("PUT", `${AT}/${ready.id}`, { chapters: "0:00 Reeds\n\n0:01 The mill" });
  expect(said).toMatchObject({ chapters: [{ title: "Reeds" }, { at: 1, title: "The mill" }] });
  return status;
}

/** With all that it has, each thing through Bob's own server. */
async function isSeen({ world, bob }: Scene): Promise<StatusJson> {
  const [seen] = await bob.home();
  const theirs = filmOf(seen);
  expect(theirs).toMatchObject({
    title: "A walk & more",
    sizes: [{ lines: 360 }, { lines: 480 }],
    captions: [{ language: "en" }],
  });
  const media_id = seen?.media_attachments[0]?.id ?? "";
  expect(await bob.api("GET", `${AT}/${media_id}`)).toMatchObject({ chapters: [{ at: 0, title: "Reeds" }, { at: 1 }] });
  const [caption, size] = [theirs.captions[0]?.url ?? "", theirs.sizes[0]?.url ?? ""];
  expect([caption, size].map((url) => new URL(url).host)).toEqual(["beta.test", "beta.test"]);
  const beta = world.visitor("beta.test");
  expect((await beta("GET", pathOf(caption))).text).toContain("Hello <b>there</b>");
  const part = await beta("GET", pathOf(size), { headers: { range: "bytes=4-7" } });
  expect([part.status, part.text]).toEqual([206, "ftyp"]);
  return seen!;
}

/** As after a kill between two sizes: what is there is not made again, and those who have the status learn where the rest is. */
async function goesOn({ world, bob }: Scene, seen: StatusJson): Promise<void> {
  const alpha = world.instance("alpha.test");
  const before = await alpha.db.selectFrom("video_rungs").select(["lines", "file"]).orderBy("lines").execute();
  await alpha.write(async (tx, happened) => {
    await tx.deleteFrom("video_rungs").where("lines", "=", 480).execute();
    const { media_id } = await tx.updateTable("videos").set({ state: "waiting" }).returning("media_id").executeTakeFirstOrThrow();
    happened({ type: "video.wanted", media_id });
  });
  await world.settles();
  const after = await alpha.db.selectFrom("video_rungs").select(["lines", "file"]).orderBy("lines").execute();
  expect([after[0], after[1]?.lines]).toEqual([before[0], 480]);
  const theirs = await world
    .instance("beta.test")
    .db.selectFrom("video_rungs")
    .select(["lines", "url"])
    .orderBy("lines")
    .execute();
  expect(theirs.map(({ url }) => pathOf(url))).toEqual(after.map(({ file }) => `/media/${file}`));
  expect((await bob.looksAt(seen))?.edited_at).toBeNull();
}

filmTest(
  "a film with a title streams in sizes, with captions and a picture, and lives with its status",
  { timeout: 90_000 },
  async () => {
    await using world = await createWorld("alpha.test", "beta.test");
    const [alice, bob, eve] = [
      await world.person("alice@alpha.test"),
      await world.person("bob@beta.test"),
      await world.person("eve@alpha.test"),
    ];
    const here: Scene = { world, alice, bob, eve, client: world.visitor("alpha.test") };
    await bob.follows(alice);
    const ready = await takes(here);
    await streams(here.client, ready);
    const status = await postsIt(here, ready);
    await world.settles();
    const seen = await isSeen(here);

    await goesOn(here, seen);
    await alice.api("PUT", `${AT}/${ready.id}`, { title: "A longer walk" });
    await alice.api("PUT", `${AT}/${ready.id}/captions/de`, { text: VTT.replace("Hello", "Hallo") });
    await world.settles();
    const changed = await bob.looksAt(seen);
    expect(changed?.content).toContain("<strong>A longer walk</strong>");
    expect(filmOf(changed)).toMatchObject({ title: "A longer walk", captions: [{ language: "de" }, { language: "en" }] });
    expect(await bob.api<StatusJson[]>("GET", `${AT}?account_id=${seen.account.id}`)).toMatchObject([{ id: seen.id }]);

    const kith = world.instance("alpha.test");
    await alice.deletes(status);
    await world.passes("26 hours");
    await removeUnattachedMedia(kith);
    await removeLeftovers(kith);
    for (const path of [ready.hls_url, ...ready.sizes.map(({ url }) => url)].map(pathOf))
      expect((await here.client("GET", path)).status).toBe(404);
  },
);
