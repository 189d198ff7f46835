/** Pictures: what is taken, what is made of it, and how it is served. */
import { crc32, deflateSync } from "node:zlib";
import sharp, { type Sharp } from "sharp";
import { expect, test } from "vitest";
import { createWorld } from "../world/world.ts";
import { send, upload, type MediaJson } from "./uploads.ts";

const picture = async (width: number, height: number): Promise<Sharp> =>
  sharp({ create: { width, height, channels: 3, background: "#a37" } });

const path = (url: string | null): string => new URL(url ?? "").pathname;

test("a photograph is turned upright, scaled, and loses what the camera wrote into it", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const client = world.visitor("alpha.test");
  const photo = await (
    await picture(6000, 3000)
  )
    .withExif({ IFD0: { Copyright: "SECRET PLACE" } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const media = (await upload(client, alice.token, photo, { description: "A wall", focus: "0.5,-2" })).json<MediaJson>();
  expect(media).toMatchObject({ type: "image", description: "A wall", meta: { focus: { x: 0.5, y: -1 } } });
  const { width, height } = media.meta.original;
  expect(height).toBe(Math.round(width * 2));
  expect(width * height).toBeLessThanOrEqual(3840 * 2160);
  expect(media.blurhash).toMatch(/^\S{10,}$/);
  const served = await client("GET", path(media.url));
  expect(served.status).toBe(200);
  expect(served.text).not.toContain("SECRET");
  expect(served.headers).toMatchObject({ "content-type": "image/jpeg", "x-content-type-options": "nosniff" });
  expect(served.headers["content-security-policy"]).toContain("sandbox");
  expect(served.headers["cache-control"]).toContain("immutable");
  expect((await client("GET", path(media.preview_url), { headers: { range: "bytes=0-3" } })).status).toBe(206);
});

test("an animation stays one", async () => {
  await using world = await createWorld({ domain: "alpha.test", config: { media: { ffmpeg: "" } } });
  const alice = await world.person("alice@alpha.test");
  const client = world.visitor("alpha.test");
  const frames = await Promise.all(
    ["#f00", "#0f0", "#00f"].map(
      async (background) =>
        await sharp({ create: { width: 40, height: 30, channels: 3, background } })
          .png()
          .toBuffer(),
    ),
  );
  const gif = await sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer();
  const media = (await upload(client, alice.token, gif)).json<MediaJson>();
  expect(media.meta.original).toMatchObject({ width: 40, height: 30 });
  const file = await world.instance("alpha.test").files.read(path(media.url).slice("/media/".length));
  expect((await sharp(file).metadata()).pages).toBe(3);
});

/** A PNG that claims 50,000 × 50,000 pixels in a few hundred bytes. */
function bomb(): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(50_000, 0);
  head.writeUInt32BE(50_000, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(Buffer.alloc(1000))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

test("what is no picture, or too much of one, is refused", async () => {
  await using world = await createWorld({ domain: "alpha.test", config: { limits: { image_bytes: 100_000 } } });
  const alice = await world.person("alice@alpha.test");
  const client = world.visitor("alpha.test");
  const wrong = [
    Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"),
    Buffer.from("<html><script>"),
    bomb(),
    Buffer.alloc(200_000, 1),
    (await (await picture(9, 9)).png().toBuffer()).subarray(0, 40),
  ];
  for (const bytes of wrong) expect((await upload(client, alice.token, bytes)).status).toBe(422);
  expect((await alice.asks("POST", "/api/v2/media", {})).status).toBe(422);
});

test("only its owner touches it, and not once it is posted", async () => {
  await using world = await createWorld("alpha.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@alpha.test")];
  const media = (
    await upload(world.visitor("alpha.test"), alice.token, await (await picture(20, 20)).png().toBuffer())
  ).json<MediaJson>();
  const at = `/api/v1/media/${media.id}`;
  for (const method of ["GET", "PUT", "DELETE"])
    expect((await bob.asks(method, at, method === "GET" ? undefined : { description: "x" })).status).toBe(404);
  expect(await alice.api("PUT", at, { description: "Mine" })).toMatchObject({ description: "Mine" });
  expect((await bob.asks("POST", "/api/v1/statuses", { status: "x", media_ids: [media.id] })).status).toBe(422);
  const status = await alice.posts("Look", { media_ids: [media.id] });
  expect(status.media_attachments.map(({ id }) => id)).toEqual([media.id]);
  expect((await alice.asks("PUT", at, { description: "late" })).status).toBe(404);
  expect((await alice.asks("DELETE", at, {})).status).toBe(422);
  const edited = await alice.api<{ media_attachments: MediaJson[] }>("PUT", `/api/v1/statuses/${status.id}`, {
    status: "Look",
    media_ids: [media.id],
    media_attributes: [{ id: media.id, description: "Said anew" }],
  });
  expect(edited.media_attachments[0]?.description).toBe("Said anew");
});

test("a profile's pictures are cut to their shape and the old ones removed", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const client = world.visitor("alpha.test");
  const change = async () => {
    const form = new FormData();
    form.append("avatar", new Blob([new Uint8Array(await (await picture(700, 300)).png().toBuffer())]), "a.png");
    form.append("fields_attributes[0][name]", "Home");
    form.append("fields_attributes[0][value]", "https://example.org");
    return (await send(client, alice.token, { method: "PATCH", path: "/api/v1/accounts/update_credentials", form })).json<{
      avatar: string;
      source: { fields: unknown };
    }>();
  };
  const first = await change();
  expect(first.source.fields).toEqual([{ name: "Home", value: "https://example.org", verified_at: null }]);
  const second = await change();
  expect((await client("GET", path(first.avatar))).status).toBe(404);
  const file = await world.instance("alpha.test").files.read(path(second.avatar).slice("/media/".length));
  expect(await sharp(file).metadata()).toMatchObject({ width: 400, height: 400 });
  expect((await client("GET", "/avatars/original/missing.png")).headers["content-type"]).toBe("image/png");
});
