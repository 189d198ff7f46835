/** What becomes of media that nobody needs any more: their rows and their files. */
import sharp from "sharp";
import { expect, test } from "vitest";
import { removeUnattachedMedia } from "../../src/media/remove.ts";
import { createWorld, type World } from "../world/world.ts";
import type { Person } from "../world/person.ts";
import { send, upload, type MediaJson } from "./uploads.ts";

const path = (url: string | null): string => new URL(url ?? "").pathname;

const picture = async (): Promise<Buffer> =>
  await sharp({ create: { width: 30, height: 20, channels: 3, background: "#37a" } })
    .png()
    .toBuffer();

async function uploaded(world: World, alice: Person): Promise<MediaJson> {
  return (await upload(world.visitor("alpha.test"), alice.token, await picture())).json<MediaJson>();
}

const isThere = async (world: World, { url, preview_url }: MediaJson): Promise<boolean[]> =>
  await Promise.all([url, preview_url].map(async (at) => (await world.visitor("alpha.test")("GET", path(at))).status === 200));

test("what was uploaded and never posted goes after a day, with its files", async () => {
  await using world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const [lost, posted] = [await uploaded(world, alice), await uploaded(world, alice)];
  await alice.posts("Look", { media_ids: [posted.id] });
  await world.passes("23 hours");
  expect(await removeUnattachedMedia(kith)).toBe(0);
  await world.passes("2 hours");
  expect(await removeUnattachedMedia(kith)).toBe(1);
  expect(await isThere(world, lost)).toEqual([false, false]);
  expect(await isThere(world, posted)).toEqual([true, true]);
  expect((await alice.asks("GET", `/api/v1/media/${lost.id}`)).status).toBe(404);
});

test("who deletes a post may write it anew with the same picture within a day of that", async () => {
  await using world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const [one, other] = [await uploaded(world, alice), await uploaded(world, alice)];
  const first = await alice.posts("Lok", { media_ids: [one.id] });
  const second = await alice.posts("And this", { media_ids: [other.id] });
  await world.passes("3 days");
  await alice.deletes(first);
  await alice.deletes(second);
  expect(await removeUnattachedMedia(kith)).toBe(0);
  const again = await alice.posts("Look", { media_ids: [one.id] });
  expect(again.media_attachments.map(({ id }) => id)).toEqual([one.id]);
  await world.passes("25 hours");
  expect(await removeUnattachedMedia(kith)).toBe(1);
  expect(await isThere(world, one)).toEqual([true, true]);
  expect(await isThere(world, other)).toEqual([false, false]);
});

test("who wants it deletes the picture with the post", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const media = await uploaded(world, alice);
  const status = await alice.posts("Look", { media_ids: [media.id] });
  await alice.api("DELETE", `/api/v1/statuses/${status.id}?delete_media=true`);
  expect(await isThere(world, media)).toEqual([false, false]);
});

test("a new thumbnail, description and focus take the place of the old ones", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const client = world.visitor("alpha.test");
  const media = await uploaded(world, alice);
  const form = new FormData();
  const small = await sharp({ create: { width: 8, height: 16, channels: 3, background: "#c22" } })
    .png()
    .toBuffer();
  form.append("thumbnail", new Blob([new Uint8Array(small)]), "t.png");
  form.append("description", "ä".repeat(1500));
  form.append("focus", "-0.25,0.75");
  const answer = await send(client, alice.token, { method: "PUT", path: `/api/v1/media/${media.id}`, form });
  const changed = answer.json<MediaJson>();
  expect(changed).toMatchObject({ url: media.url, meta: { small: { width: 8, height: 16 }, focus: { x: -0.25, y: 0.75 } } });
  expect(changed.description).toHaveLength(1500);
  expect(changed.blurhash).not.toBe(media.blurhash);
  expect(await isThere(world, media)).toEqual([true, false]);
  expect(await isThere(world, changed)).toEqual([true, true]);
  const long = await alice.asks("PUT", `/api/v1/media/${media.id}`, { description: "ä".repeat(1501) });
  expect([long.status, long.text]).toEqual([422, expect.stringContaining("Description is too long")]);
  const broken = new FormData();
  broken.append("thumbnail", new Blob(["<svg/>"]), "t.png");
  const refused = await send(client, alice.token, { method: "PUT", path: `/api/v1/media/${media.id}`, form: broken });
  expect(refused.status).toBe(422);
  expect(await isThere(world, changed)).toEqual([true, true]);
});

test("an animated WebP keeps moving, and its preview stands still", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const frames = await Promise.all(
    ["#f00", "#0f0"].map(
      async (background) =>
        await sharp({ create: { width: 40, height: 30, channels: 3, background } })
          .png()
          .toBuffer(),
    ),
  );
  const moving = await sharp(frames, { join: { animated: true } })
    .webp()
    .toBuffer();
  const media = (await upload(world.visitor("alpha.test"), alice.token, moving)).json<MediaJson>();
  expect(media).toMatchObject({ type: "image", meta: { original: { width: 40, height: 30 } } });
  const read = async (url: string | null) => await world.instance("alpha.test").files.read(path(url).slice("/media/".length));
  expect((await sharp(await read(media.url)).metadata()).pages).toBe(2);
  expect((await sharp(await read(media.preview_url)).metadata()).pages ?? 1).toBe(1);
});

test("uploads as they came and files from elsewhere are not served by their names", async () => {
  await using world = await createWorld("alpha.test");
  const { files } = world.instance("alpha.test");
  const client = world.visitor("alpha.test");
  for (const name of ["uploads/ab/one.jpg", "cache/ab/one.jpg", "media/ab/one.jpg"]) {
    await files.write(name, Buffer.from("x"));
    expect([name, (await client("GET", `/media/${name}`)).status]).toEqual([name, name.startsWith("media/") ? 200 : 404]);
  }
  for (const name of [
    "media/../uploads/ab/one.jpg",
    "media/%2e%2e/uploads/ab/one.jpg",
    "media/ab/one.jpg.part",
    "media//ab/one.jpg",
  ])
    expect([name, (await client("GET", `/media/${name}`)).status]).toEqual([name, 404]);
});
