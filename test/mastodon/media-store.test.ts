/** Media in a store that speaks S3: kept there, shown through our own origin or from the store's public address. */
import sharp from "sharp";
import { expect, test } from "vitest";
import { defineInstance } from "../../src/config.ts";
import { checkMedia } from "../../src/health/media.ts";
import { scheduleRecurring } from "../../src/follow-up.ts";
import { placeMedia } from "../../src/media/place.ts";
import type { StatusJson } from "../world/entities.ts";
import { createWorld } from "../world/world.ts";
import { openFakeS3 } from "../world/s3.ts";
import { ffmpeg, filmTest, PICTURES, upload, type MediaJson } from "./uploads.ts";

const keys = { access_key: "AKIDEXAMPLE", secret_key: "a secret/with+signs", region: "eu-test-1" };
const bucket = "pictures";
const path = (url: string | null): string => new URL(url ?? "").pathname;

type Film = { hls_url: string; sizes: { url: string }[]; captions: { url: string }[] };
/** Of a status whose media is a video. */
function filmOf(status: StatusJson | undefined): Film {
  const [media] = (status?.media_attachments ?? []) as unknown as { meta: { kith?: Film } }[];
  if (media?.meta.kith === undefined) throw new Error("no video");
  return media.meta.kith;
}

const picture = async (): Promise<Buffer> =>
  await sharp({ create: { width: 300, height: 200, channels: 3, background: "#37a" } })
    .jpeg()
    .toBuffer();

test("a picture lies in the store and is served by us, also in parts, and goes with its media", async () => {
  await using store = await openFakeS3(keys);
  await using world = await createWorld({
    domain: "alpha.test",
    config: { media: { store: { ...keys, endpoint: store.endpoint, bucket } } },
  });
  const alice = await world.person("alice@alpha.test");
  const client = world.visitor("alpha.test");
  const media = (await upload(client, alice.token, await picture())).json<MediaJson>();
  const key = `${bucket}/${path(media.url).slice("/media/".length)}`;
  expect(store.objects.get(key)?.type).toBe("image/jpeg");
  expect(store.log.every((line) => !line.endsWith(" 403"))).toBe(true);
  const served = await client("GET", path(media.url));
  expect(served).toMatchObject({
    status: 200,
    headers: { "content-type": "image/jpeg", "x-content-type-options": "nosniff", "accept-ranges": "bytes" },
  });
  expect(served.headers["cache-control"]).toContain("immutable");
  expect(Number(served.headers["content-length"])).toBe(store.objects.get(key)?.bytes.length);
  const part = await client("GET", path(media.url), { headers: { range: "bytes=6-9" } });
  expect([part.status, part.text]).toEqual([206, store.objects.get(key)?.bytes.subarray(6, 10).toString()]);
  const etag = String(served.headers["etag"]);
  expect((await client("GET", path(media.url), { headers: { "if-none-match": etag } })).status).toBe(304);
  expect((await alice.asks("DELETE", `/api/v1/media/${media.id}`)).status).toBe(200);
  expect(store.objects.size).toBe(0);
  expect((await client("GET", path(media.url))).status).toBe(404);
});

filmTest("a film is worked on here and kept there, a large one in parts", async () => {
  await using store = await openFakeS3(keys);
  const public_url = `${store.endpoint}/${bucket}`;
  await using world = await createWorld({
    domain: "alpha.test",
    config: { media: { store: { ...keys, endpoint: store.endpoint, bucket, public_url } } },
  });
  const alice = await world.person("alice@alpha.test");
  const noise = ["-f", "lavfi", "-i", "anoisesrc=duration=10:sample_rate=48000"];
  const sound = ffmpeg("mp3", ...noise, "-c:a", "libmp3lame", "-b:a", "320k");
  const film = ffmpeg("webm", ...PICTURES, "-c:v", "libvpx");
  for (const [bytes, type] of [
    [film, "video/mp4"],
    [Buffer.concat(Array.from({ length: 26 }, () => sound)), "audio/mpeg"],
  ] as const) {
    const { id } = (await upload(world.visitor("alpha.test"), alice.token, bytes)).json<MediaJson>();
    await world.settles();
    const media = await alice.api<MediaJson>("GET", `/api/v1/media/${id}`);
    expect(store.objects.get(path(media.url).slice(1))?.type).toBe(type);
  }
  const [first] = await world.instance("alpha.test").db.selectFrom("media").select("id").orderBy("id").execute();
  type Sized = { hls_url: string; sizes: { lines: number; url: string }[] };
  await alice.api("PUT", `/api/kith/v1/videos/${first?.id}`, { title: "Bars" });
  await world.settles();
  const { hls_url, sizes } = await alice.api<Sized>("GET", `/api/kith/v1/videos/${first?.id}`);
  const [size] = sizes;
  expect(store.objects.get(path(size?.url ?? "").slice(1))?.type).toBe("video/mp4");
  expect(store.parts).toBeGreaterThan(1);
  expect([...store.objects.keys()].filter((key) => key.includes("uploads/"))).toEqual([]);
  expect(store.log.filter((line) => line.endsWith(" 403"))).toEqual([]);

  // Playlists lead players through us until the store lets every page read.
  const client = world.visitor("alpha.test");
  const placeOfParts = async () => {
    const list = (await client("GET", path(hls_url).replace("master", String(size?.lines)))).text;
    return /EXT-X-MAP:URI="([^"]+)"/.exec(list)?.[1] ?? "";
  };
  const through = await placeOfParts();
  expect(through).toMatch(/^https:\/\/alpha\.test\/media\/media\//);
  const part = await client("GET", path(through), { headers: { range: "bytes=4-7" } });
  expect([part.status, part.text, part.headers["access-control-allow-origin"]]).toEqual([206, "ftyp", "*"]);
  store.open = "nobody";
  await world.passes("11 minutes");
  expect(await placeOfParts()).toBe(through);
  expect((await checkMedia(world.instance("alpha.test"))).code).toBe("media_apart");
  store.open = "*";
  await world.passes("11 minutes");
  expect(await placeOfParts()).toBe(size?.url);
  expect((await checkMedia(world.instance("alpha.test"))).code).toBe("media_ok");
});

filmTest(
  "a film in a message: each of its addresses has a mark, in the store, too; others ask again when theirs has ended",
  async () => {
    await using store = await openFakeS3(keys);
    store.open = "*";
    const config = { media: { store: { ...keys, endpoint: store.endpoint, bucket, public_url: `${store.endpoint}/${bucket}` } } };
    await using world = await createWorld({ domain: "alpha.test", config }, "beta.test");
    const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
    const bytes = ffmpeg("webm", ...PICTURES, "-c:v", "libvpx");
    const { id } = (await upload(world.visitor("alpha.test"), alice.token, bytes)).json<MediaJson>();
    await alice.api("PUT", `/api/kith/v1/videos/${id}`, { title: "Bars" });
    await world.settles();
    await alice.api("PUT", `/api/kith/v1/videos/${id}/captions/en`, { text: "WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n" });
    const sent = await alice.posts("@bob@beta.test look", { visibility: "direct", media_ids: [id] });
    await world.settles();
    const range = { range: "bytes=4-7" };
    /** What stands there, which without its mark is nothing. */
    const opens = async (url: string | undefined): Promise<string> => {
      const { host, pathname, search } = new URL(url ?? "");
      const ask = world.visitor(host);
      expect([search, (await ask("GET", pathname)).status]).toEqual([expect.stringMatching(/until=\d+&mark=/), 404]);
      const file = /\.(m3u8|vtt)$/.test(pathname) ? {} : { headers: range };
      const { status, text } = await ask("GET", pathname + search, file);
      return status < 300 ? text : String(status);
    };
    const { hls_url, sizes, captions } = filmOf(sent);
    const [line = ""] = /^\d+\.m3u8.*$/m.exec(await opens(hls_url)) ?? [];
    const list = await opens(new URL(line, hls_url).href);
    const parts = [...list.matchAll(/^[^#\n].*$/gm)].map(([url]) => url);
    expect(parts.length).toBeGreaterThan(0);
    for (const url of [...new Set(parts), /EXT-X-MAP:URI="([^"]+)"/.exec(list)?.[1], sizes[0]?.url])
      expect([new URL(url ?? "").host, await opens(url)]).toEqual(["alpha.test", "ftyp"]);
    expect(await opens(captions[0]?.url)).toContain("Hello");
    const lying = () => [...store.objects.keys()].map((key) => key.split("/")[1]);
    expect(new Set(lying())).toEqual(new Set(["private"]));

    const theirs = async () => filmOf(await bob.sees(sent));
    await world.passes("20 days");
    expect(await opens((await theirs()).sizes[0]?.url)).toBe("ftyp");
    await world.passes("20 days");
    expect(await opens((await theirs()).captions[0]?.url)).toContain("Hello");

    // As before there were marks.
    const kith = world.instance("alpha.test");
    const old = await kith.db.selectFrom("media").selectAll().where("id", "=", Number(id)).executeTakeFirstOrThrow();
    await placeMedia(kith, [old], false);
    await kith.write(async (tx) => void (await tx.updateTable("media").set({ apart: 2 }).where("id", "=", old.id).execute()));
    expect(new Set(lying())).toEqual(new Set(["media"]));
    await scheduleRecurring(kith);
    await world.passes("1 day");
    expect(new Set(lying())).toEqual(new Set(["private"]));
    expect(await opens(filmOf(await alice.looksAt(sent)).sizes[0]?.url)).toBe("ftyp");
    expect(store.log.filter((entry) => entry.endsWith(" 403"))).toEqual([]);
  },
);

test("with a public address browsers fetch from the store", async () => {
  await using store = await openFakeS3(keys);
  const public_url = "https://files.example.org/p";
  await using world = await createWorld({
    domain: "alpha.test",
    config: { media: { store: { ...keys, endpoint: store.endpoint, bucket, public_url } } },
  });
  const alice = await world.person("alice@alpha.test");
  const client = world.visitor("alpha.test");
  const media = (await upload(client, alice.token, await picture())).json<MediaJson>();
  expect(media.url).toMatch(/^https:\/\/files\.example\.org\/p\/media\/[0-9a-f]{2}\/[0-9a-f]{30}\.jpg$/);
  const policy = String((await client("GET", "/about", { headers: { accept: "text/html" } })).headers["content-security-policy"]);
  expect(policy).toContain("img-src 'self' data: https://files.example.org;");
});

test("a wrong key is an error of ours, and of the settings", async () => {
  await using store = await openFakeS3(keys);
  const wrong = { ...keys, secret_key: "another", endpoint: store.endpoint, bucket };
  await using world = await createWorld({ domain: "alpha.test", config: { media: { store: wrong } } });
  const alice = await world.person("alice@alpha.test");
  const answer = await upload(world.visitor("alpha.test"), alice.token, await picture());
  const words = "The media store of this server does not take or give files right now";
  expect([answer.status, answer.headers["retry-after"], answer.json()]).toEqual([503, "10", { error: words }]);
  const found = await checkMedia(world.instance("alpha.test"));
  expect(found).toMatchObject({
    state: "wrong",
    text: expect.stringContaining('"secret_key" does not belong to "access_key"') as string,
  });
  expect(() => defineInstance({ media: { store: { endpoint: "ftp://x", bucket } as never } })).toThrow(/"media.store" is wrong/);
});

test("what a store fails at for a moment is asked again; while it is away everybody is told to come again, and nothing is kept by half", async () => {
  await using store = await openFakeS3(keys);
  const config = { media: { store: { ...keys, endpoint: store.endpoint, bucket } } };
  await using world = await createWorld({ domain: "alpha.test", config });
  const alice = await world.person("alice@alpha.test");
  const client = world.visitor("alpha.test");
  const send = async () => await upload(client, alice.token, await picture());
  store.failing = 1;
  const first = await send();
  expect(first.status).toBe(200);
  const path = new URL(first.json<MediaJson>().url ?? "").pathname;
  store.failing = 2;
  expect((await client("GET", path)).status).toBe(200);

  const kept = store.objects.size;
  store.down = true;
  const away = { error: "The media store of this server cannot be reached right now" };
  const refused = await send();
  expect([refused.status, refused.headers["retry-after"], refused.json()]).toEqual([503, "10", away]);
  world.clock.advance(120_000);
  const unread = await client("GET", path);
  expect([unread.status, unread.headers["retry-after"]]).toEqual([503, "10"]);
  store.down = false;
  expect(store.objects.size).toBe(kept);
  expect((await client("GET", path)).status).toBe(200);
});

filmTest("a store that is away for a while delays a film, and one that stays away is said to be why there is none", async () => {
  await using store = await openFakeS3(keys);
  await using world = await createWorld({
    domain: "alpha.test",
    config: { media: { store: { ...keys, endpoint: store.endpoint, bucket } } },
  });
  const alice = await world.person("alice@alpha.test");
  const film = ffmpeg("webm", ...PICTURES, "-c:v", "libvpx");
  const taken = async () => (await upload(world.visitor("alpha.test"), alice.token, film)).json<MediaJson>().id;
  const look = async (id: string) => await alice.asks("GET", `/api/v1/media/${id}`);
  const first = await taken();
  store.down = true;
  await world.settles();
  expect((await look(first)).status).toBe(206);
  store.down = false;
  await world.passes("1 hour");
  expect((await look(first)).status).toBe(200);
  const second = await taken();
  store.down = true;
  for (let day = 0; day < 6; day++) await world.passes("1 day");
  const ended = await look(second);
  expect([ended.status, ended.json<{ error: string }>().error]).toEqual([422, expect.stringContaining("by this server")]);
});
