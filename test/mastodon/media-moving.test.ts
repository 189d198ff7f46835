/** Films, animations and sounds: taken in, made into what browsers play, shown when they are ready. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import type { Client } from "../world/client.ts";
import type { Person } from "../world/person.ts";
import { createWorld, type World } from "../world/world.ts";
import { ffmpeg, filmTest, makingTest, PICTURES, TONE, upload, type MediaJson } from "./uploads.ts";

type Scene = { world: World; alice: Person; client: Client };

async function scene(world: World): Promise<Scene> {
  return { world, alice: await world.person("alice@alpha.test"), client: world.visitor("alpha.test") };
}

/** Uploads, waits for the job, and returns what is there then. */
async function ready({ world, alice, client }: Scene, bytes: Buffer, extras = {}): Promise<MediaJson> {
  const answer = await upload(client, alice.token, bytes, extras);
  expect(answer.status).toBe(202);
  await world.settles();
  const looked = await alice.asks("GET", `/api/v1/media/${answer.json<MediaJson>().id}`);
  expect([looked.status, looked.text.slice(0, 100)]).toMatchObject([200, expect.anything()]);
  return looked.json<MediaJson>();
}

/** What ffprobe finds in a file that is served. */
async function inside({ world }: Scene, url: string | null) {
  const name = new URL(url ?? "").pathname.slice("/media/".length);
  const kith = world.instance("alpha.test");
  return await kith.files.local(name, async (path) => {
    const args = ["-v", "error", "-of", "json", "-show_format", "-show_streams", path];
    return JSON.parse(execFileSync("ffprobe", args).toString()) as {
      streams: { codec_name: string; codec_type: string; pix_fmt?: string; tags?: Record<string, string> }[];
      format: { tags?: Record<string, string> };
    };
  });
}

filmTest("a film is taken at once, shown when it is ready, and posted only then", async () => {
  await using world = await createWorld("alpha.test");
  const here = await scene(world);
  const { alice, client } = here;
  const film = ffmpeg("webm", ...PICTURES, ...TONE, "-c:v", "libvpx", "-c:a", "libopus", "-metadata", "title=SECRET PLACE");
  const answer = await upload(client, alice.token, film, { description: "Bars", focus: "0,0.5" });
  expect(answer.status).toBe(202);
  const waiting = answer.json<MediaJson>();
  expect(waiting).toMatchObject({ type: "video", url: null, preview_url: null, description: "Bars" });
  const at = `/api/v1/media/${waiting.id}`;
  expect((await alice.asks("GET", at)).status).toBe(206);
  const early = await alice.asks("POST", "/api/v1/statuses", { status: "x", media_ids: [waiting.id] });
  expect([early.status, early.text]).toEqual([422, expect.stringContaining("not finished processing")]);
  // What is said meanwhile is kept.
  expect((await alice.asks("PUT", at, { description: "Coloured bars" })).status).toBe(200);
  await world.settles();
  const media = (await alice.asks("GET", at)).json<MediaJson>();
  expect(media).toMatchObject({ type: "video", description: "Coloured bars", blurhash: expect.stringMatching(/^\S{10,}$/) });
  expect(media.meta).toMatchObject({ focus: { x: 0, y: 0.5 }, small: { width: 96, height: 64 } });
  expect(media.meta.original).toMatchObject({ width: 96, height: 64, frame_rate: "10/1", bitrate: expect.any(Number) });
  expect(media.meta.original.duration).toBeCloseTo(1, 0);
  const found = await inside(here, media.url);
  expect(found.streams.map(({ codec_name }) => codec_name)).toEqual(["h264", "aac"]);
  expect(JSON.stringify(found)).not.toContain("SECRET");
  const path = new URL(media.url ?? "").pathname;
  const part = await client("GET", path, { headers: { range: "bytes=4-7" } });
  expect([part.status, part.text, part.headers["content-type"]]).toEqual([206, "ftyp", "video/mp4"]);
  expect((await client("GET", new URL(media.preview_url ?? "").pathname)).headers["content-type"]).toBe("image/webp");
  const status = await alice.posts("Look", { media_ids: [media.id] });
  expect(status.media_attachments[0]).toMatchObject({ id: media.id, type: "video", url: media.url });
});

makingTest("a film that browsers play as it is stays as it is, without what the camera knew", async () => {
  await using world = await createWorld("alpha.test");
  const here = await scene(world);
  const safe = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", "-metadata", "comment=SECRET PLACE"];
  const film = ffmpeg("mp4", ...PICTURES, ...TONE, ...safe, "-metadata:s:v", "handler_name=SECRET");
  const media = await ready(here, film);
  const [before, after] = [film, await here.world.instance("alpha.test").files.read(new URL(media.url ?? "").pathname.slice(7))];
  const moov = after.indexOf("moov");
  expect(moov).toBeGreaterThan(0);
  expect(moov).toBeLessThan(after.indexOf("mdat"));
  expect(before.includes("SECRET PLACE")).toBe(true);
  expect(after.includes("SECRET")).toBe(false);
});

makingTest("a film that lies on its side is measured upright", async () => {
  await using world = await createWorld("alpha.test");
  const here = await scene(world);
  const flat = ffmpeg("mp4", ...PICTURES, ...TONE, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac");
  const kith = world.instance("alpha.test");
  await kith.files.write("media/zz/flat.mp4", flat);
  const turned = await kith.files.local("media/zz/flat.mp4", async (path) =>
    ffmpeg("mp4", "-i", path, "-c", "copy", "-metadata:s:v", "rotate=90"),
  );
  const media = await ready(here, turned);
  expect(media.meta.original).toMatchObject({ width: 64, height: 96 });
  expect(media.meta.small).toMatchObject({ width: 64, height: 96 });
});

makingTest("an animated GIF becomes a film that repeats itself", async () => {
  await using world = await createWorld("alpha.test");
  const here = await scene(world);
  const media = await ready(here, ffmpeg("gif", ...PICTURES));
  expect(media).toMatchObject({ type: "gifv", meta: { original: { width: 96, height: 64 } } });
  expect((await inside(here, media.url)).streams.map(({ codec_name, pix_fmt }) => [codec_name, pix_fmt])).toEqual([
    ["h264", "yuv420p"],
  ]);
  const still = await sharp({ create: { width: 9, height: 9, channels: 3, background: "#333" } })
    .gif()
    .toBuffer();
  expect((await upload(here.client, here.alice.token, still)).json<MediaJson>().type).toBe("image");
});

makingTest("sounds stay what browsers play or become MP3, with the cover as their picture", async () => {
  await using world = await createWorld("alpha.test");
  const here = await scene(world);
  const kept = await ready(here, ffmpeg("ogg", ...TONE, "-c:a", "libvorbis", "-metadata", "title=SECRET"));
  expect(kept).toMatchObject({ type: "audio", url: expect.stringMatching(/\.ogg$/), blurhash: null });
  expect(kept.meta.original).toEqual({ duration: expect.closeTo(1, 0), bitrate: expect.any(Number) });
  expect((await inside(here, kept.url)).streams[0]?.tags?.["title"]).toBeUndefined();
  const wave = await ready(here, ffmpeg("wav", ...TONE));
  expect(wave).toMatchObject({ type: "audio", url: expect.stringMatching(/\.mp3$/) });
  expect((await ready(here, ffmpeg("flac", ...TONE))).url).toMatch(/\.mp3$/);
  const kith = world.instance("alpha.test");
  const cover = await sharp({ create: { width: 50, height: 50, channels: 3, background: "#c33" } })
    .png()
    .toBuffer();
  await kith.files.write("media/zz/cover.png", cover);
  const song = await kith.files.local("media/zz/cover.png", async (path) =>
    ffmpeg("mp3", ...TONE, "-i", path, "-map", "0:a", "-map", "1:v", "-c:v", "copy", "-disposition:v", "attached_pic"),
  );
  const media = await ready(here, song);
  expect(media).toMatchObject({
    type: "audio",
    url: expect.stringMatching(/\.mp3$/),
    meta: { small: { width: 50, height: 50 } },
  });
  expect(media.preview_url).toMatch(/\.webp$/);
  expect((await inside(here, media.url)).streams).toHaveLength(1);
});

filmTest("the first version of the call waits until it is ready", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, client } = await scene(world);
  const answer = await upload(client, alice.token, ffmpeg("mp3", ...TONE), { version: "v1" });
  expect(answer.status).toBe(200);
  expect(answer.json<MediaJson>().url).toMatch(/\.mp3$/);
});

makingTest("a picture of one's own goes before the one that was found", async () => {
  await using world = await createWorld("alpha.test");
  const here = await scene(world);
  const thumbnail = await sharp({ create: { width: 30, height: 40, channels: 3, background: "#3c3" } })
    .png()
    .toBuffer();
  const media = await ready(here, ffmpeg("webm", ...PICTURES, "-c:v", "libvpx"), { thumbnail });
  expect(media.meta).toMatchObject({ small: { width: 30, height: 40 }, original: { width: 96, height: 64 } });
});

filmTest("what cannot be read as a film is refused when that is known, and says so", async () => {
  await using world = await createWorld({ domain: "alpha.test", config: { limits: { video_pixels: 5000 } } });
  const { alice, client } = await scene(world);
  const film = ffmpeg("webm", ...PICTURES, "-c:v", "libvpx");
  const broken = Buffer.concat([film.subarray(0, 100), Buffer.alloc(2000, 7)]);
  for (const [bytes, reason] of [
    [broken, "could not be read"],
    [film, "96×64 videos are not supported"],
  ] as const) {
    const { id } = (await upload(client, alice.token, bytes)).json<MediaJson>();
    await world.settles();
    const looked = await alice.asks("GET", `/api/v1/media/${id}`);
    expect([looked.status, looked.json<{ error: string }>().error]).toEqual([422, expect.stringContaining(reason)]);
    expect((await alice.asks("POST", "/api/v1/statuses", { status: "x", media_ids: [id] })).status).toBe(422);
    expect((await upload(client, alice.token, bytes, { version: "v1" })).status).toBe(422);
  }
});

filmTest("a playlist that calls itself a film reads no files of the server", async () => {
  await using world = await createWorld("alpha.test");
  const { alice, client } = await scene(world);
  const secret = join(world.instance("alpha.test").instance.data, "secret.txt");
  writeFileSync(secret, "SECRET");
  const playlist = `#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\nfile://${secret}\n#EXT-X-ENDLIST\n`;
  expect((await upload(client, alice.token, Buffer.from(playlist))).status).toBe(422);
  const head = Buffer.from([0, 0, 0, 24, ...Buffer.from("ftypmp42"), 0, 0, 0, 0, ...Buffer.from("mp42isom")]);
  const answer = await upload(client, alice.token, Buffer.concat([head, Buffer.from(playlist)]));
  await world.settles();
  expect((await alice.asks("GET", `/api/v1/media/${answer.json<MediaJson>().id}`)).status).toBe(422);
});

filmTest("one film or one sound, or several pictures", async () => {
  await using world = await createWorld("alpha.test");
  const here = await scene(world);
  const sound = await ready(here, ffmpeg("mp3", ...TONE));
  const png = await sharp({ create: { width: 9, height: 9, channels: 3, background: "#333" } })
    .png()
    .toBuffer();
  const image = (await upload(here.client, here.alice.token, png)).json<MediaJson>();
  const both = await here.alice.asks("POST", "/api/v1/statuses", { status: "x", media_ids: [image.id, sound.id] });
  expect([both.status, both.text]).toEqual([422, expect.stringContaining("Cannot attach a video")]);
  const alone = await here.alice.posts("", { media_ids: [sound.id] });
  expect(alone.media_attachments).toHaveLength(1);
});

test("a large picture waits for its job too, and one that was taken back is forgotten", async () => {
  await using world = await createWorld("alpha.test");
  const here = await scene(world);
  const { alice, client } = here;
  const noise = Buffer.alloc(1700 * 1700 * 3);
  for (let i = 0, seed = 1; i < noise.length; i++) noise[i] = (seed = (seed * 1103515245 + 12345) & 0x7fffffff) >> 16;
  const png = await sharp(noise, { raw: { width: 1700, height: 1700, channels: 3 } })
    .png({ compressionLevel: 0 })
    .toBuffer();
  const media = await ready(here, png);
  expect(media).toMatchObject({ type: "image", meta: { original: { width: 1700, height: 1700 } } });
  const again = (await upload(client, alice.token, png)).json<MediaJson>();
  expect((await alice.asks("DELETE", `/api/v1/media/${again.id}`)).status).toBe(200);
  await world.settles();
  expect((await alice.asks("GET", `/api/v1/media/${again.id}`)).status).toBe(404);
  const rows = await world.instance("alpha.test").db.selectFrom("media").select(["state", "original"]).execute();
  expect(rows).toEqual([{ state: "ready", original: "" }]);
});

filmTest("a film is seen on another server, through that server, with its poster", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const here = await scene(world);
  const bob = await world.person("bob@beta.test");
  await bob.follows(here.alice);
  await world.settles();
  const media = await ready(here, ffmpeg("webm", ...PICTURES, ...TONE, "-c:v", "libvpx", "-c:a", "libopus"));
  await here.alice.posts("Look", { media_ids: [media.id] });
  await world.settles();
  const [seen] = ((await bob.home())[0]?.media_attachments ?? []) as unknown as MediaJson[];
  expect(seen).toMatchObject({ type: "video", remote_url: media.url, blurhash: media.blurhash });
  const look = async (url: string | null | undefined) => await world.visitor("beta.test")("GET", new URL(url ?? "").pathname);
  expect((await look(seen?.url)).headers["content-type"]).toBe("video/mp4");
  expect((await look(seen?.preview_url)).headers["content-type"]).toBe("image/webp");
});
