/** The small rules of media: parts of files, names, addresses of what is elsewhere. */
import { mkdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { defineInstance } from "../../src/config.ts";
import { rangeOf } from "../../src/mastodon/send-file.ts";
import { withinCapacity } from "../../src/media/capacity.ts";
import { findTools } from "../../src/media/ffmpeg.ts";
import { sniff } from "../../src/media/kinds.ts";
import { isPublicName, nameFor, typeOfName } from "../../src/media/names.ts";
import { readThroughUs, throughUs } from "../../src/media/remote/url.ts";
import { sweepScratch, withScratch } from "../../src/media/scratch.ts";
import { mediaBase, mediaUrl, portraitUrl } from "../../src/media/url.ts";
import { openTestKith } from "../world/instance.ts";

test("a range is cut to the file; what lies outside is none, and what is no range is the whole", () => {
  expect(rangeOf("bytes=0-", 10)).toEqual({ start: 0, end: 9 });
  expect(rangeOf("bytes=3-5", 10)).toEqual({ start: 3, end: 5 });
  expect(rangeOf("bytes=3-500", 10)).toEqual({ start: 3, end: 9 });
  expect(rangeOf("bytes=-4", 10)).toEqual({ start: 6, end: 9 });
  expect(rangeOf("bytes=-400", 10)).toEqual({ start: 0, end: 9 });
  for (const outside of ["bytes=10-", "bytes=-0"]) expect(rangeOf(outside, 10)).toBe("none");
  for (const whole of [undefined, "", "bytes=-", "bytes=5-3", "bytes=0-1,3-4", "lines=0-3", `bytes=${"9".repeat(40)}-`])
    expect(rangeOf(whole, 10)).toBeUndefined();
});

test("names are random, say their type, and only media are public", () => {
  const name = nameFor("webp");
  expect(name).toMatch(/^media\/[0-9a-f]{2}\/[0-9a-f]{30}\.webp$/);
  expect(nameFor("webp")).not.toBe(name);
  expect([isPublicName(name), isPublicName(nameFor("mov", "uploads")), isPublicName(nameFor("jpg", "cache"))]).toEqual([
    true,
    false,
    false,
  ]);
  expect(["media/../a.jpg", "/media/a.jpg", "media/a.jpg.part", "media/A.jpg", "a.jpg", "media/a"].some(isPublicName)).toBe(
    false,
  );
  expect([typeOfName(name), typeOfName("media/a/b.html")]).toEqual(["image/webp", "application/octet-stream"]);
});

test("addresses: ours from our origin or the store's, others through us", () => {
  const plain = defineInstance({ domain: "alpha.test" });
  const keys = { endpoint: "https://s3.example.net", bucket: "pictures", access_key: "a", secret_key: "b" };
  const away = defineInstance({
    domain: "alpha.test",
    media: { store: { ...keys, public_url: "https://files.example.org/x/" } },
  });
  const near = defineInstance({ domain: "alpha.test", media: { store: keys } });
  expect([plain, away, near].map(mediaBase)).toEqual([
    "https://alpha.test/media",
    "https://files.example.org/x",
    "https://alpha.test/media",
  ]);
  expect([mediaUrl(away, "media/a/b.webp"), mediaUrl(plain, ""), mediaUrl(plain, "https://b.test/x")]).toEqual([
    "https://files.example.org/x/media/a/b.webp",
    undefined,
    "https://b.test/x",
  ]);
  const portrait = (avatar: string) =>
    portraitUrl(
      plain,
      { id: 5, avatar, header: "", actor_type: "Person", members_only: 0 },
      "avatar",
      (path) => `${path}?marked`,
    );
  expect(portrait("https://b.test/one.png")).toMatch(/^https:\/\/alpha\.test\/media\/remote\/accounts\/5\/avatar\/[\w-]{16}$/);
  expect(portrait("https://b.test/one.png")).not.toBe(portrait("https://b.test/two.png"));
  expect(portrait("")).toBeUndefined();
});

test("an emoji's address bears the instance's own signature", async () => {
  await using one = await openTestKith("alpha.test");
  await using other = await openTestKith("alpha.test");
  const url = "https://wild.test/emoji/ä.png?x=1";
  const parts = (address: string) => address.split("/").slice(-2) as [string, string];
  const [signature, encoded] = parts(throughUs(one, url));
  expect(readThroughUs(one, signature, encoded)).toBe(url);
  expect(readThroughUs(other, signature, encoded)).toBeUndefined();
  expect(readThroughUs(one, signature, Buffer.from("https://wild.test/another").toString("base64url"))).toBeUndefined();
  for (const wrong of ["", "x", signature.slice(1), `${signature}AAAA`])
    expect(readThroughUs(one, wrong, encoded)).toBeUndefined();
  expect(throughUs(one, "https://alpha.test/media/media/a/b.webp")).toBe("https://alpha.test/media/media/a/b.webp");
  expect(throughUs(one, "/local.png")).toBe("/local.png");
});

test("what a file is is read from its bytes", async () => {
  const head = Buffer.from([0, 0, 0, 24, ...Buffer.from("ftypmp42"), 0, 0, 0, 0, ...Buffer.from("mp42isom")]);
  expect(await sniff({ bytes: head })).toEqual({ family: "moving", mime: "video/mp4", reader: "mov" });
  const refused = ["#EXTM3U\n", "<svg xmlns='http://www.w3.org/2000/svg'/>", "%PDF-1.4", "<html>", ""];
  for (const text of refused) await expect(sniff({ bytes: Buffer.from(text) })).rejects.toThrow("content type");
});

test("only so many at a time, and a failure frees its place", async () => {
  await using kith = await openTestKith();
  let [running, most] = [0, 0];
  const work = async (fails: boolean) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
    if (fails) throw new Error("no");
  };
  const all = Array.from({ length: 20 }, async (_, i) => await withinCapacity(kith, async () => await work(i % 3 === 0)));
  await Promise.allSettled(all);
  expect([most, running]).toEqual([2, 0]);
});

test("scratch folders go when work ends, and what a crash left goes after a day", async () => {
  await using kith = await openTestKith();
  const { scratch } = kith.files;
  const seen: string[] = [];
  const work = withScratch(kith.files, async (folder) => {
    seen.push(folder);
    writeFileSync(join(folder, "x"), "x");
    throw new Error("no");
  });
  await expect(work).rejects.toThrow("no");
  expect(() => statSync(seen[0] ?? "")).toThrow();
  const [old, fresh] = [join(scratch, "w-old"), join(scratch, "w-new")];
  for (const folder of [old, fresh]) mkdirSync(folder);
  const now = kith.now();
  utimesSync(old, new Date(now - 2 * 86_400_000), new Date(now - 2 * 86_400_000));
  utimesSync(fresh, new Date(now), new Date(now));
  await sweepScratch(kith.files, now);
  expect(() => statSync(old)).toThrow();
  expect(statSync(fresh).isDirectory()).toBe(true);
});

test("a file that is taken over is kept under its name only", async () => {
  await using kith = await openTestKith();
  await withScratch(kith.files, async (folder) => {
    const path = join(folder, "x");
    writeFileSync(path, "hello");
    await kith.files.take("media/ab/c.mp4", path);
    expect(() => statSync(path)).toThrow();
  });
  expect(await kith.files.local("media/ab/c.mp4", async (path) => await readFile(path, "utf8"))).toBe("hello");
  expect([await kith.files.size("media/ab/c.mp4"), await kith.files.size("media/ab/d.mp4")]).toEqual([5, undefined]);
  await expect(kith.files.read("../secret.key")).rejects.toThrow("not a file name");
});

test("ffmpeg is where the settings say, or nowhere", async () => {
  for (const ffmpeg of ["", "/nowhere/ffmpeg", "no-such-program"]) {
    await using kith = await openTestKith("alpha.test", { config: { media: { ffmpeg } } });
    expect(await findTools(kith)).toBeUndefined();
  }
});
