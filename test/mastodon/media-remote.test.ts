/** Media of other servers: shown through ours, fetched once, kept within a budget, and never for just anybody's address. */
import sharp from "sharp";
import { expect, test } from "vitest";
import { tidyRemoteFiles } from "../../src/media/remote/keep.ts";
import type { Client } from "../world/client.ts";
import type { Person } from "../world/person.ts";
import type { AccountJson, StatusJson } from "../world/entities.ts";
import type { Stranger } from "../world/stranger.ts";
import { createWorld, type World } from "../world/world.ts";
import type { MediaJson } from "./uploads.ts";

const path = (url: string | null | undefined): string => new URL(url ?? "").pathname;

const picture = async (width: number, height: number, background = "#37a"): Promise<Buffer> =>
  await sharp({ create: { width, height, channels: 3, background } })
    .jpeg()
    .toBuffer();

type Scene = { world: World; alice: Person; client: Client; mallory: Stranger; asked: Map<string, number> };

async function scene(world: World): Promise<Scene> {
  const mallory = await world.stranger("mallory@wild.test");
  return { world, alice: await world.person("alice@alpha.test"), client: world.visitor("alpha.test"), mallory, asked: new Map() };
}

/** Serves bytes, whole or the part that is asked for, and counts how often. */
function serves({ mallory, asked }: Scene, at: string, bytes: Buffer, type = "image/jpeg"): string {
  return mallory.serves(at, ({ headers }) => {
    asked.set(at, (asked.get(at) ?? 0) + 1);
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers["range"] ?? "") ?? [];
    if (from === undefined) return { type, body: bytes };
    const end = Math.min(Number(to), bytes.length - 1);
    const range = `bytes ${from}-${end}/${bytes.length}`;
    return { status: 206, type, headers: { "content-range": range }, body: bytes.subarray(Number(from), end + 1) };
  });
}

async function found({ alice, mallory }: Scene, properties: Record<string, unknown>, content = "Look"): Promise<StatusJson> {
  const note = mallory.note(content, properties);
  const { statuses } = await alice.api<{ statuses: StatusJson[] }>(
    "GET",
    `/api/v2/search?resolve=true&q=${encodeURIComponent(String(note["id"]))}`,
  );
  expect(statuses).toHaveLength(1);
  return statuses[0] as StatusJson;
}

const attached = (...urls: string[]) => ({
  attachment: urls.map((url) => ({
    type: "Document",
    mediaType: url.endsWith("mp4") ? "video/mp4" : "image/jpeg",
    url,
    name: "A wall",
  })),
});

const mediaOf = (status: StatusJson): MediaJson[] => status.media_attachments as unknown as MediaJson[];

test("a remote picture comes through us: fetched once for many, its preview our own, its place still told", async () => {
  await using world = await createWorld("alpha.test");
  const here = await scene(world);
  const bytes = await picture(1200, 900);
  const url = serves(here, "/big.jpg", bytes);
  const [media] = mediaOf(await found(here, attached(url)));
  expect(media).toMatchObject({ type: "image", remote_url: url, description: "A wall" });
  expect(media?.url).toMatch(/^https:\/\/alpha\.test\/media\/remote\/\d+\/original\/[\w-]{16}$/);
  expect(media?.preview_url).toMatch(/^https:\/\/alpha\.test\/media\/remote\/\d+\/small\/[\w-]{16}$/);
  expect(here.asked.size).toBe(0);
  const all = await Promise.all([1, 2, 3, 4, 5].map(async () => await here.client("GET", path(media?.url))));
  expect(all.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect(here.asked.get("/big.jpg")).toBe(1);
  expect(all[0]?.headers).toMatchObject({ "content-type": "image/jpeg", "x-content-type-options": "nosniff" });
  expect(Number(all[0]?.headers["content-length"])).toBe(bytes.length);
  const small = await here.client("GET", path(media?.preview_url));
  expect(small.headers["content-type"]).toBe("image/webp");
  await here.client("GET", path(media?.preview_url));
  expect(here.asked.get("/big.jpg")).toBe(2);
});

test("a film comes in pieces, is kept as it is, and players get the parts they ask for", async () => {
  await using world = await createWorld({ domain: "alpha.test", config: { limits: { video_bytes: 10_000_000 } } });
  const here = await scene(world);
  const head = Buffer.from([0, 0, 0, 24, ...Buffer.from("ftypmp42"), 0, 0, 0, 0, ...Buffer.from("mp42isom")]);
  const film = Buffer.concat([head, Buffer.alloc(9_000_000, 1), Buffer.from("THE END")]);
  const url = serves(here, "/film.mp4", film, "video/mp4");
  const long = serves(here, "/long.mp4", Buffer.concat([film, film]), "video/mp4");
  const [media, huge] = mediaOf(await found(here, attached(url, long)));
  const last = await here.client("GET", path(media?.url), { headers: { range: "bytes=-7" } });
  expect([last.status, last.text, last.headers["content-type"]]).toEqual([206, "THE END", "video/mp4"]);
  expect(last.headers["content-range"]).toBe(`bytes ${film.length - 7}-${film.length - 1}/${film.length}`);
  expect((await here.client("GET", path(media?.url), { headers: { range: "bytes=4-7" } })).text).toBe("ftyp");
  expect(here.asked.get("/film.mp4")).toBe(3);
  expect((await here.client("GET", path(huge?.url))).status).toBe(404);
  expect(here.asked.get("/long.mp4")).toBe(1);
});

test("failures are remembered for a while, each time for longer", async () => {
  await using world = await createWorld("alpha.test");
  const here = await scene(world);
  const { mallory, asked, client } = here;
  let works = false;
  const bytes = await picture(30, 30);
  const url = mallory.serves("/late.jpg", () => {
    asked.set("/late.jpg", (asked.get("/late.jpg") ?? 0) + 1);
    return works ? { type: "image/jpeg", body: bytes } : { status: 503, body: "later" };
  });
  const [media] = mediaOf(await found(here, attached(url)));
  const look = async () => (await client("GET", path(media?.url))).status;
  expect([await look(), await look()]).toEqual([404, 404]);
  expect(asked.get("/late.jpg")).toBe(1);
  await world.passes("6 minutes");
  expect([await look(), await look()]).toEqual([404, 404]);
  expect(asked.get("/late.jpg")).toBe(2);
  works = true;
  await world.passes("6 minutes");
  expect(await look()).toBe(404);
  await world.passes("6 minutes");
  expect(await look()).toBe(200);
});

test("what is no picture, or leads into the house, is not shown", async () => {
  await using world = await createWorld({ domain: "alpha.test", config: { federation: { allow_private_addresses: false } } });
  const here = await scene(world);
  const page = serves(here, "/page.jpg", Buffer.from("<html><script>alert(1)</script>"), "image/jpeg");
  const drawing = serves(here, "/drawing.jpg", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"), "image/svg+xml");
  const inside = here.mallory.serves("/inside.jpg", () => ({ status: 302, headers: { location: "http://127.0.0.1:1/secret" } }));
  for (const media of mediaOf(await found(here, attached(page, drawing, inside)))) {
    const answer = await here.client("GET", path(media.url));
    expect([answer.status, answer.headers["content-security-policy"]]).toEqual([404, expect.stringContaining("sandbox")]);
  }
});

test("nobody has us fetch what we did not show them", async () => {
  await using world = await createWorld("alpha.test");
  const here = await scene(world);
  const url = serves(here, "/one.jpg", await picture(20, 20));
  const other = serves(here, "/other.jpg", await picture(20, 20));
  const status = await found(here, attached(url));
  const [media] = mediaOf(status);
  const right = path(media?.url);
  const wrong = [
    right.slice(0, -1) + (right.endsWith("A") ? "B" : "A"),
    right.replace(/\/\d+\//, "/1/"),
    right.replace("original", "secret"),
    `/media/remote/${media?.id}/original`,
    `/media/remote/emoji/AAAAAAAAAAAAAAAAAAAAAA/${Buffer.from(other).toString("base64url")}`,
    `/media/remote/accounts/${status.account.id}/avatar/AAAAAAAAAAAAAAAA`,
    "/media/remote/..%2f..%2fsecret.key",
  ];
  for (const at of wrong) expect([at, (await here.client("GET", at)).status]).toEqual([at, 404]);
  expect(here.asked.size).toBe(0);
  const note = { type: "Tombstone", id: status.uri };
  await here.mallory.sends("alpha.test", here.mallory.activity("Delete", note));
  await world.settles();
  expect((await here.client("GET", right)).status).toBe(404);
});

test("faces and emoji come through us as well, and pages load nothing from elsewhere", async () => {
  await using world = await createWorld("alpha.test");
  const here = await scene(world);
  const face = serves(here, "/face.jpg", await picture(700, 500));
  const cat = serves(
    here,
    "/cat.png",
    await sharp(await picture(300, 300))
      .png()
      .toBuffer(),
    "image/png",
  );
  here.mallory.actor["icon"] = { type: "Image", mediaType: "image/jpeg", url: face };
  const emoji = { type: "Emoji", id: cat, name: ":cat:", icon: { type: "Image", mediaType: "image/png", url: cat } };
  here.mallory.actor["tag"] = [emoji];
  here.mallory.actor["name"] = "Mallory :cat:";
  const status = await found(here, { tag: [emoji] }, "<p>Hello :cat:</p>");
  const account = status.account as AccountJson & { avatar: string; emojis: { url: string; static_url: string }[] };
  expect(account.avatar).toMatch(/^https:\/\/alpha\.test\/media\/remote\/accounts\/\d+\/avatar\/[\w-]{16}$/);
  const avatar = await here.client("GET", path(account.avatar));
  expect([avatar.status, avatar.headers["content-type"]]).toEqual([200, "image/webp"]);
  const [shown] = (status as StatusJson & { emojis: { url: string; static_url: string }[] }).emojis;
  expect(shown?.url).toMatch(/^https:\/\/alpha\.test\/media\/remote\/emoji\//);
  expect(shown).toEqual(account.emojis[0]);
  expect((await here.client("GET", path(shown?.url))).status).toBe(200);
  expect((await here.client("GET", path(shown?.static_url))).headers["content-type"]).toBe("image/webp");
  expect(here.asked.get("/cat.png")).toBe(1);
  const page = await here.client("GET", `/@mallory@wild.test/${status.id}`, { headers: { accept: "text/html" } });
  expect(String(page.headers["content-security-policy"])).toMatch(/img-src 'self' data:;media-src 'self';/);
  expect(page.text).not.toMatch(/src="https?:\/\/wild\.test/);
});

test("the budget is kept: what was not looked at for longest goes", async () => {
  const noise = Buffer.from(Array.from({ length: 200 * 200 * 3 }, (_, i) => (i * 7919 * (i % 97)) % 256));
  const big = await sharp(noise, { raw: { width: 200, height: 200, channels: 3 } })
    .png()
    .toBuffer();
  await using world = await createWorld({
    domain: "alpha.test",
    config: { media: { cache_bytes: Math.round(big.length * 2.5) } },
  });
  const here = await scene(world);
  const urls = ["/a.png", "/b.png", "/c.png"].map((at) => serves(here, at, big, "image/png"));
  const media = mediaOf(await found(here, attached(...urls)));
  const look = async (at: number) => expect((await here.client("GET", path(media[at]?.url))).status).toBe(200);
  const kith = world.instance("alpha.test");
  const files = async () => (await kith.db.selectFrom("remote_files").select("file").execute()).map(({ file }) => file);
  await look(0);
  await world.passes("2 hours");
  await look(1);
  await world.passes("2 hours");
  await look(0);
  await look(2);
  expect(await files()).toHaveLength(2);
  // The second one was not looked at for longest.
  await look(0);
  expect([here.asked.get("/a.png"), here.asked.get("/b.png"), here.asked.get("/c.png")]).toEqual([1, 1, 1]);
  await look(1);
  expect(here.asked.get("/b.png")).toBe(2);
  // What was looked at just now stays for its minute; the upkeep comes back to it.
  const three = await files();
  await world.passes("2 minutes");
  await tidyRemoteFiles(kith);
  const left = await files();
  expect([three.length, left.length]).toEqual([3, 2]);
  for (const name of three) expect(await kith.files.size(name)).toBe(left.includes(name) ? big.length : undefined);
});

test("moderators may have nothing shown that comes from a server", async () => {
  await using world = await createWorld("alpha.test");
  const here = await scene(world);
  const [media] = mediaOf(await found(here, attached(serves(here, "/one.jpg", await picture(20, 20)))));
  const look = async () => (await here.client("GET", path(media?.url))).status;
  expect(await look()).toBe(200);
  const owner = await world.person("olga@alpha.test", { role: "owner", scopes: "read write admin:read admin:write" });
  const block = { domain: "wild.test", severity: "noop", reject_media: true };
  await owner.api("POST", "/api/v1/admin/domain_blocks", block);
  expect(await look()).toBe(404);
});
