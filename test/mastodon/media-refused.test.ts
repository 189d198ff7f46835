/** A media store that is set up wrong says so in words, and one that takes a bucket only before the name of its host. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { Agent, fetch } from "undici";
import { expect, onTestFinished, test } from "vitest";
import { checkMedia } from "../../src/health/media.ts";
import { nameFor } from "../../src/media/names.ts";
import { openS3Files } from "../../src/media/s3.ts";
import { openFakeS3 } from "../world/s3.ts";
import { createWorld } from "../world/world.ts";
import { upload } from "./uploads.ts";

const keys = { access_key: "AKIDEXAMPLE", secret_key: "a secret/with+signs", region: "eu-test-1" };
const bucket = "pictures";
const picture = async (): Promise<Buffer> =>
  await sharp({ create: { width: 60, height: 40, channels: 3, background: "teal" } })
    .jpeg()
    .toBuffer();

test.for([
  [{ status: 403, code: "RequestTimeTooSkewed" }, /have this one set by NTP/],
  [{ status: 403, code: "InvalidAccessKeyId" }, /it knows no such "access_key"/],
  [{ status: 404, code: "NoSuchBucket" }, /it has no such "bucket"/],
  [
    { status: 301, code: "PermanentRedirect", region: "eu-west-9" },
    /set "region" to "eu-west-9", and "endpoint" to that of this region/,
  ],
  [{ status: 307 }, /the bucket lies elsewhere: set "region"/],
] as const)("what a store refuses is said with what to set: %o", async ([refusal, reason]) => {
  await using store = await openFakeS3(keys);
  const config = { media: { store: { ...keys, endpoint: store.endpoint, bucket } } };
  await using world = await createWorld({ domain: "alpha.test", config });
  const alice = await world.person("alice@alpha.test");
  store.refusal = refusal;
  expect((await upload(world.visitor("alpha.test"), alice.token, await picture())).status).toBe(503);
  expect((await checkMedia(world.instance("alpha.test"))).text).toMatch(reason);
  store.refusal = undefined;
  expect((await upload(world.visitor("alpha.test"), alice.token, await picture())).status).toBe(200);
});

test("a bucket in the name of the host is asked there, and signed for it", async () => {
  await using store = await openFakeS3(keys);
  const { port } = new URL(store.endpoint);
  const scratch = mkdtempSync(join(tmpdir(), "kith-s3-"));
  onTestFinished(() => rmSync(scratch, { recursive: true, force: true }));
  // Whatever the name, it is this machine.
  const dispatcher = new Agent({
    connect: { lookup: (_name, _options, found) => found(null, [{ address: "127.0.0.1", family: 4 }]) },
  });
  onTestFinished(async () => await dispatcher.close());
  const settings = { ...keys, endpoint: `http://s3.example.net:${port}/`, bucket, path_style: false, public_url: "" };
  const here = { scratch, base: "", now: () => 0 };
  const files = openS3Files(settings, {
    ...here,
    fetch: async (input, init) => (await fetch(input as string, { ...init, dispatcher } as never)) as unknown as Response,
  });
  const name = nameFor("txt");
  await files.write(name, Buffer.from("Hello"));
  expect((await files.read(name)).toString()).toBe("Hello");
  expect([...store.hosts]).toEqual([`${bucket}.s3.example.net:${port}`]);
  expect([...store.objects.keys()]).toEqual([name]);
});
