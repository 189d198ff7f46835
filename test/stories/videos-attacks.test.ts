/** What people may try with uploads, and with videos that are not for them. */
import { expect } from "vitest";
import { removeUnattachedMedia } from "../../src/media/remove.ts";
import { removeLeftovers } from "../../src/videos/ladder.ts";
import { forgetUploads } from "../../src/videos/uploads.ts";
import { ffmpeg, filmTest, PICTURES, send, TONE, upload, type MediaJson } from "../mastodon/uploads.ts";
import type { Client } from "../world/client.ts";
import type { Person } from "../world/person.ts";
import { createWorld } from "../world/world.ts";

const AT = "/api/kith/v1/videos";
const UPLOADS = "/api/kith/v1/uploads";

type Film = { hls_url: string; sizes: { url: string }[]; captions: { url: string }[] };

/** All that playing it takes, each by its own address. */
async function opened(client: Client, { hls_url, sizes, captions }: Film): Promise<string[]> {
  const read = async (address: string) => {
    const { pathname, search } = new URL(address);
    const answer = await client("GET", pathname + search, { headers: { range: "bytes=0-9999" } });
    expect([address, [200, 206].includes(answer.status)]).toEqual([address, true]);
    return answer.text;
  };
  const [name = ""] = /^\d+\.m3u8.*$/m.exec(await read(hls_url)) ?? [];
  const list = new URL(name, hls_url).href;
  const [, file = ""] = /EXT-X-MAP:URI="([^"]+)"/.exec(await read(list)) ?? [];
  const addresses = [file, ...sizes.map(({ url }) => url), ...captions.map(({ url }) => url)];
  for (const address of addresses) await read(address);
  return [hls_url, list, ...addresses];
}

filmTest(
  "uploads that are playlists, captions for others' videos, and addresses of a private one lead nowhere",
  { timeout: 60_000 },
  async () => {
    await using world = await createWorld("alpha.test");
    const [alice, eve] = [await world.person("alice@alpha.test"), await world.person("eve@alpha.test")];
    const client = world.visitor("alpha.test");
    for (const trick of [
      "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
      "ffconcat version 1.0\nfile '/etc/passwd'\n",
      "<MPD><BaseURL>file:///etc/passwd</BaseURL></MPD>",
    ])
      expect((await upload(client, alice.token, Buffer.from(trick))).status).toBe(422);
    const film = ffmpeg("mp4", ...PICTURES, ...TONE, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac");
    const { id } = (await upload(client, alice.token, film)).json<MediaJson>();
    await alice.api("PUT", `${AT}/${id}`, { title: "Ours alone" });
    await world.settles();
    await alice.api("PUT", `${AT}/${id}/captions/en`, { text: "WEBVTT\n\n00:00.000 --> 00:01.000\nx" });
    const status = await alice.posts("x", { media_ids: [id], visibility: "direct" });
    const video = await alice.api<Film>("GET", `${AT}/${id}`);
    for (const [method, path] of [
      ["GET", ""],
      ["PUT", ""],
      ["PUT", "/captions/en"],
      ["DELETE", "/captions/en"],
    ] as const)
      expect([
        path,
        (await eve.asks(method, `${AT}/${id}${path}`, { title: "Mine", text: "WEBVTT\n\n00:00.000 --> 00:01.000\nx" })).status,
      ]).toEqual([path, 404]);
    expect(await eve.api("GET", `${AT}?account_id=${status.account.id}`)).toEqual([]);
    expect(await eve.api("GET", AT)).toEqual([]);
    const token = new URL(video.hls_url).pathname.split("/")[3] ?? "";
    const { search } = new URL(video.hls_url);
    const lists = await opened(client, video);
    for (const guess of [
      // Without a mark, or with another's.
      ...lists.map((address) => new URL(address).pathname),
      ...lists.slice(1).map((address) => new URL(address).pathname + search),
      `/media/hls/${id}/master.m3u8`,
      `/media/hls/${"0".repeat(32)}/master.m3u8`,
      `/media/hls/${token}/..%2f1.m3u8`,
      `/media/hls/${token}/999.m3u8`,
      `/media/captions/${"0".repeat(32)}.vtt`,
      `/media/remote/sizes/${id}/x`,
    ])
      expect([guess, (await client("GET", guess)).status]).toEqual([guess, 404]);
    const text = await upload(client, alice.token, ffmpeg("mp3", ...TONE));
    expect((await alice.asks("PUT", `${AT}/${text.json<MediaJson>().id}`, { title: "A song" })).status).toBe(422);
  },
);

filmTest(
  "a film that comes in parts is whole at its end; parts of others, twice, too early or too many change nothing",
  { timeout: 60_000 },
  async () => {
    await using world = await createWorld("alpha.test");
    const [alice, eve] = [await world.person("alice@alpha.test"), await world.person("eve@alpha.test")];
    const client = world.visitor("alpha.test");
    const film = ffmpeg("mp4", ...PICTURES, "-c:v", "libx264", "-pix_fmt", "yuv420p");
    const begun = await alice.api<{ id: string }>("POST", UPLOADS, { bytes: film.length });
    const sends = async (who: Person, start: number, end: number) => {
      const form = new FormData();
      form.append("start", String(start));
      form.append("file", new Blob([new Uint8Array(film.subarray(start, end))]), "part");
      return await send(client, who.token, { method: "PUT", path: `${UPLOADS}/${begun.id}`, form });
    };
    const half = Math.floor(film.length / 2);
    expect((await sends(eve, 0, half)).status).toBe(404);
    expect((await sends(alice, half, film.length)).status).toBe(409);
    expect((await sends(alice, 0, half)).json()).toMatchObject({ received: half });
    expect((await sends(alice, 0, half)).json()).toMatchObject({ received: half });
    expect((await alice.asks("POST", `${UPLOADS}/${begun.id}/finish`)).status).toBe(409);
    expect(await alice.api("GET", `${UPLOADS}/${begun.id}`)).toMatchObject({ received: half, bytes: film.length });
    expect((await sends(alice, half, film.length)).json()).toMatchObject({ received: film.length });
    const { id } = await alice.api<{ id: string }>("POST", `${UPLOADS}/${begun.id}/finish`, { description: "Bars" });
    expect((await alice.asks("GET", `${UPLOADS}/${begun.id}`)).status).toBe(404);
    await world.settles();
    expect(await alice.api("GET", `/api/v1/media/${id}`)).toMatchObject({ type: "gifv", description: "Bars" });
    // What would play by itself, again and again, is a video by its title.
    await alice.api("PUT", `${AT}/${id}`, { title: "Silent" });
    expect(await alice.api("GET", `/api/v1/media/${id}`)).toMatchObject({ type: "video" });
    // And it stays until it is published or taken back.
    await world.passes("3 days");
    expect(await removeUnattachedMedia(world.instance("alpha.test"))).toBe(0);
    expect(await alice.api("GET", `${AT}/own`)).toMatchObject([{ id, title: "Silent", state: "ready" }]);
    await alice.api("DELETE", `/api/v1/media/${id}`);
    expect(await alice.api("GET", `${AT}/own`)).toEqual([]);
    expect((await alice.asks("POST", UPLOADS, { bytes: 1e12 })).status).toBe(422);
  },
);

filmTest("what is begun and never ended goes after a day, with its files", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const kith = world.instance("alpha.test");
  const { id } = await alice.api<{ id: string }>("POST", UPLOADS, { bytes: 100 });
  const form = new FormData();
  form.append("start", "0");
  form.append("file", new Blob(["x".repeat(50)]), "part");
  await send(world.visitor("alpha.test"), alice.token, { method: "PUT", path: `${UPLOADS}/${id}`, form });
  const [{ file } = { file: "" }] = await kith.db.selectFrom("upload_parts").select("file").execute();
  expect(await kith.files.size(file)).toBe(50);
  await world.passes("25 hours");
  await forgetUploads(kith);
  await removeLeftovers(kith);
  expect(await kith.files.size(file)).toBeUndefined();
});
