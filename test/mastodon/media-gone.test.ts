/** What has been deleted, or is over, is found at no address any more, nor on any disk: here, in a store, on a second server. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { findAccountById } from "../../src/accounts/find.ts";
import { removeLost } from "../../src/media/remove.ts";
import { editStatus } from "../../src/statuses/edit.ts";
import { publishStatus } from "../../src/statuses/publish.ts";
import { removeLeftovers } from "../../src/videos/ladder.ts";
import { expireStatuses } from "../../src/statuses/expire.ts";
import { expireStories } from "../../src/stories/end.ts";
import type { StatusJson } from "../world/entities.ts";
import type { Person } from "../world/person.ts";
import { openFakeS3 } from "../world/s3.ts";
import { staffOf } from "../world/staff.ts";
import { createWorld, type World } from "../world/world.ts";
import { makeSurfer } from "../web/site.ts";
import { ffmpeg, filmTest, PICTURES, upload, type MediaJson } from "./uploads.ts";

const keys = { access_key: "AKIDEXAMPLE", secret_key: "a secret/with+signs", region: "eu-test-1" };
const bucket = "pictures";

const picture = async (): Promise<Buffer> =>
  await sharp({ create: { width: 300, height: 200, channels: 3, background: "#37a" } })
    .jpeg()
    .toBuffer();

const pathOf = (url: string | null): string => {
  const { pathname, search } = new URL(url ?? "");
  return pathname + search;
};

async function shows(world: World, who: Person, more: object = {}, bytes?: Buffer): Promise<StatusJson> {
  const [, domain = ""] = who.handle.split("@");
  const media = (await upload(world.visitor(domain), who.token, bytes ?? (await picture()))).json<MediaJson>();
  await world.settles();
  return await who.posts("Look", { media_ids: [media.id], ...more } as never);
}

const addressesOf = (status: StatusJson | undefined): string[] =>
  ((status?.media_attachments ?? []) as unknown as MediaJson[]).flatMap(({ url, preview_url }) => [
    pathOf(url),
    pathOf(preview_url),
  ]);

/** As who had it before asks: for all of it, for a part, for whether it is still the same. */
async function answers(world: World, domain: string, addresses: readonly string[]): Promise<number[]> {
  const found: number[] = [];
  for (const address of addresses) {
    const etag = `"${(address.slice("/media/".length).split("?")[0] ?? "").replaceAll(/[^a-z0-9.]/g, "-")}"`;
    for (const headers of [{}, { range: "bytes=0-3" }, { "if-none-match": etag }])
      found.push((await world.visitor(domain)("GET", address, { headers })).status);
  }
  return found;
}
const gone = (addresses: readonly string[]): number[] => addresses.flatMap(() => [404, 404, 404]);

/** Files that are shown, or kept of other servers, by folder. */
function filesOf(world: World, domain: string, folder: "media" | "private" | "cache" | "stories"): string[] {
  const at = join(world.instance(domain).instance.data, "media", folder);
  return existsSync(at) ? readdirSync(at, { recursive: true, encoding: "utf8" }).filter((name) => name.includes(".")) : [];
}

/** Ways in which a post ends that nobody writes anew. */
const ENDS: Readonly<Record<string, (world: World, who: Person, status: StatusJson) => Promise<unknown>>> = {
  "its author, over the API": async (_, who, { id }) => await who.api("DELETE", `/api/v1/statuses/${id}?delete_media=true`),
  "its author, on a page": async (world, who, { id }) => {
    const surfer = makeSurfer(world.visitor("alpha.test"), "https://alpha.test");
    await surfer.signsIn(who.username);
    expect((await surfer.send(`/statuses/${id}/delete`, { do: "delete" })).status).toBe(303);
  },
  "a moderator": async (world, who, { id }) => {
    const mod = await staffOf(world, "mod@alpha.test", "moderator");
    await mod.api("POST", `/api/kith/v1/admin/accounts/${who.id}/statuses`, { type: "delete_statuses", status_ids: [id] });
  },
  "the clock": async (world, who, { id }) => {
    const kith = world.instance("alpha.test");
    await kith.write(
      async (tx) => await tx.updateTable("statuses").set({ expires_at: 1 }).where("id", "=", Number(id)).execute(),
    );
    await expireStatuses(kith);
  },
};

for (const [by, ends] of Object.entries(ENDS))
  for (const visibility of ["public", "direct"] as const)
    test(`a ${visibility} post's files go with it when it is ended by ${by}, on this server and on a second one`, async () => {
      await using world = await createWorld("alpha.test", "beta.test");
      const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
      await bob.follows(alice);
      await world.settles();
      const status = await shows(world, alice, {
        visibility,
        ...(visibility === "direct" ? { status: "@bob@beta.test look" } : {}),
      });
      await world.settles();
      const [here, there] = [addressesOf(status), addressesOf(await bob.sees(status))];
      expect(there).toHaveLength(2);
      expect(await answers(world, "alpha.test", here)).not.toContain(404);
      expect(await answers(world, "beta.test", there)).not.toContain(404);
      expect(filesOf(world, "beta.test", "cache").length).toBeGreaterThan(0);
      await ends(world, alice, status);
      await world.settles();
      expect(await answers(world, "alpha.test", here)).toEqual(gone(here));
      expect(await answers(world, "beta.test", there)).toEqual(gone(there));
      for (const folder of ["media", "private"] as const) expect(filesOf(world, "alpha.test", folder)).toEqual([]);
      expect(filesOf(world, "beta.test", "cache")).toEqual([]);
    });

test("who deletes a post to write it better has its picture for that, and nobody finds it where it was", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  await bob.follows(alice);
  await world.settles();
  for (const visibility of ["public", "direct"] as const) {
    const status = await shows(world, alice, { visibility });
    const here = addressesOf(status);
    await alice.deletes(status);
    await world.settles();
    expect(await answers(world, "alpha.test", here)).toEqual(gone(here));
    const [media] = status.media_attachments;
    const mine = await alice.api<MediaJson>("GET", `/api/v1/media/${media?.id}`);
    expect(await answers(world, "alpha.test", [pathOf(mine.url)])).not.toContain(404);
    const again = await alice.posts("Look again", { media_ids: [media?.id ?? ""] });
    await world.settles();
    expect(await answers(world, "alpha.test", addressesOf(again))).not.toContain(404);
    expect(new URL(again.media_attachments[0]?.url ?? "").search).toBe("");
    expect(await answers(world, "beta.test", addressesOf(await bob.sees(again)))).not.toContain(404);
    await alice.api("DELETE", `/api/v1/statuses/${again.id}?delete_media=true`);
    await world.settles();
    for (const folder of ["media", "private"] as const) expect(filesOf(world, "alpha.test", folder)).toEqual([]);
  }
});

test("who posts it anew at the very moment at which it is put apart still shows it to everybody", async () => {
  await using world = await createWorld("alpha.test");
  const kith = world.instance("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const author = (await findAccountById(kith.db, Number(alice.id)))!;
  for (const edited of [false, true]) {
    const status = await shows(world, alice);
    const media_ids = status.media_attachments.map(({ id }) => Number(id));
    const other = await alice.posts("Without a picture");
    await world.settles();
    await alice.deletes(status);
    // Between the moment at which the file is found where it belongs and the one at which it is shown.
    let moved = false;
    const write: typeof kith.write = async (work) => {
      if (!moved) {
        moved = true;
        await removeLost(kith, { media_ids, again: true });
      }
      return await kith.write(work);
    };
    const meanwhile = { ...kith, write };
    const draft = {
      text: "Look again",
      media_ids,
      visibility: "public",
      sensitive: false,
      spoiler_text: "",
      language: "",
    } as const;
    const { id } = edited
      ? await editStatus(meanwhile, author, Number(other.id), draft)
      : await publishStatus(meanwhile, author, draft);
    await world.settles();
    const shown = await alice.api<StatusJson>("GET", `/api/v1/statuses/${id}`);
    expect(shown.media_attachments).toHaveLength(1);
    for (const address of addressesOf(shown)) expect(address).toMatch(/^\/media\/media\/[^?]*$/);
    expect(await answers(world, "alpha.test", addressesOf(shown))).not.toContain(404);
    expect(filesOf(world, "alpha.test", "private")).toEqual([]);
  }
});

test("in a store it is the same, also for a process that has just shown it", async () => {
  await using store = await openFakeS3(keys);
  await using world = await createWorld({
    domain: "alpha.test",
    config: { media: { store: { ...keys, endpoint: store.endpoint, bucket } } },
  });
  const alice = await world.person("alice@alpha.test");
  const status = await shows(world, alice);
  const here = addressesOf(status);
  const twin = await world.twin("alpha.test");
  const [first = "", second = ""] = here;
  const { headers } = await twin.visitor("GET", first);
  await twin.visitor("GET", second);
  expect(headers["cache-control"]).toBe("public, max-age=31536000, s-maxage=3600, immutable");
  await alice.api("DELETE", `/api/v1/statuses/${status.id}?delete_media=true`);
  await world.settles();
  expect([...store.objects.keys()]).toEqual([]);
  expect(await answers(world, "alpha.test", here)).toEqual(gone(here));
  const late = await twin.visitor("GET", first);
  expect([late.status, late.headers["cache-control"], late.headers["etag"]]).toEqual([404, undefined, undefined]);
  // Who keeps it asks whether it is still there, and nothing else.
  await world.passes("2 minutes");
  const etag = `"${second.slice("/media/".length).replaceAll(/[^a-z0-9.]/g, "-")}"`;
  expect((await twin.visitor("GET", second, { headers: { "if-none-match": etag } })).status).toBe(404);
});

filmTest("of a film go its sizes, lists and poster", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const status = await shows(world, alice, {}, ffmpeg("mp4", ...PICTURES, "-pix_fmt", "yuv420p"));
  await world.settles();
  const seen = await alice.looksAt(status);
  type Film = { hls_url?: string; sizes?: { url: string }[] };
  const [media] = (seen?.media_attachments ?? []) as unknown as { meta: { kith?: Film } }[];
  const film = [media?.meta.kith?.hls_url ?? [], ...(media?.meta.kith?.sizes ?? []).map(({ url }) => url)].flat().map(pathOf);
  const here = [...addressesOf(seen), ...film];
  expect(await answers(world, "alpha.test", here)).not.toContain(404);
  await alice.api("DELETE", `/api/v1/statuses/${status.id}?delete_media=true`);
  await world.settles();
  await removeLeftovers(world.instance("alpha.test"));
  expect(await answers(world, "alpha.test", here)).toEqual(gone(here));
  for (const folder of ["media", "private"] as const) expect(filesOf(world, "alpha.test", folder)).toEqual([]);
});

test("of a story that is over nothing is left, here or on a second server", async () => {
  await using world = await createWorld("alpha.test", "beta.test");
  const [alice, bob] = [await world.person("alice@alpha.test"), await world.person("bob@beta.test")];
  await bob.follows(alice);
  await world.settles();
  type Tray = { stories: { media_attachment?: MediaJson; media?: MediaJson }[] }[];
  const file = (await upload(world.visitor("alpha.test"), alice.token, await picture())).json<MediaJson>();
  await alice.api("POST", "/api/kith/v1/stories", { media_id: file.id, expires_in: 3600 });
  await world.settles();
  const shown = JSON.stringify(await bob.api<Tray>("GET", "/api/kith/v1/stories"));
  const there = [...new Set(shown.match(/https:\/\/beta\.test\/media\/[^"]+/g))].map(pathOf);
  expect(there.length).toBeGreaterThan(0);
  for (const address of there) await world.visitor("beta.test")("GET", address);
  expect(filesOf(world, "beta.test", "cache").length).toBeGreaterThan(0);
  await world.passes("2 hours");
  for (const domain of ["alpha.test", "beta.test"]) await expireStories(world.instance(domain));
  await world.settles();
  expect(await answers(world, "beta.test", there)).toEqual(gone(there));
  expect(filesOf(world, "beta.test", "cache")).toEqual([]);
  for (const folder of ["media", "private", "stories"] as const) expect(filesOf(world, "alpha.test", folder)).toEqual([]);
});
