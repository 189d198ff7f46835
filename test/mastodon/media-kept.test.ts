/** In which form a picture is kept: one that every server takes, as small as it may be without losing what matters. */
import sharp, { type Sharp } from "sharp";
import { expect, test } from "vitest";
import { encodeImage } from "../../src/media/images.ts";
import { readRgba, upload, type MediaJson } from "./uploads.ts";
import { createWorld } from "../world/world.ts";

/** Like a photograph: no two pixels are alike. */
const photo = (width = 900, height = 700): Sharp =>
  sharp({ create: { width, height, channels: 3, background: "#777", noise: { type: "gaussian", mean: 128, sigma: 30 } } });

const svg = (body: string): Sharp =>
  sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300" viewBox="0 0 400 300">${body}</svg>`));
const WORDS = `<text x="20" y="150" font-size="40" fill="#c00">Bread on Friday</text>`;
/** Like what is written on a screen, with an alpha channel through which nothing shows, as screens give it. */
const screen = (): Sharp => svg(`<rect width="400" height="300" fill="#fff"/>${WORDS}`).ensureAlpha();
const logo = (): Sharp => svg(`<circle cx="200" cy="150" r="140" fill="#080"/>${WORDS}`);

test("what is drawn stays a PNG, to the pixel; photographs become JPEGs, whatever they came as; what shows through goes on doing so", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const client = world.visitor("alpha.test");
  const clear = photo().ensureAlpha(0.5);
  const uploads: readonly [what: string, bytes: Buffer][] = [
    ["screenshot", await screen().png().toBuffer()],
    ["screenshot of few colours", await screen().png({ palette: true }).toBuffer()],
    ["still GIF", await screen().gif().toBuffer()],
    ["logo", await logo().png().toBuffer()],
    ["logo of few colours", await logo().png({ palette: true }).toBuffer()],
    ["logo as WebP", await logo().webp({ lossless: true }).toBuffer()],
    ["photograph as PNG", await photo().png().toBuffer()],
    ["photograph as WebP", await photo().webp().toBuffer()],
    ["photograph as AVIF", await photo().avif({ effort: 0 }).toBuffer()],
    ["photograph", await photo().jpeg().toBuffer()],
    ["clear photograph as WebP", await clear.clone().webp().toBuffer()],
    ["clear photograph as PNG", await clear.clone().png().toBuffer()],
    ["grey and clear", await logo().toColourspace("b-w").png().toBuffer()],
  ];
  const kept: string[] = [];
  for (const [what, bytes] of uploads) {
    const media = (await upload(client, alice.token, bytes)).json<MediaJson>();
    const { pathname } = new URL(media.url ?? "");
    const served = (await client("GET", pathname)).headers["content-type"];
    const file = await world.instance("alpha.test").files.read(pathname.slice("/media/".length));
    const { format, hasAlpha } = await sharp(file).metadata();
    const same = (await readRgba(file)).equals(await readRgba(bytes));
    kept.push(`${what}: ${String(served)} ${format}${hasAlpha ? ", clear" : ""}${same ? ", exact" : ""}`);
  }
  expect(kept).toEqual([
    "screenshot: image/png png, exact",
    "screenshot of few colours: image/png png, exact",
    "still GIF: image/png png, exact",
    "logo: image/png png, clear, exact",
    "logo of few colours: image/png png, clear, exact",
    "logo as WebP: image/png png, clear, exact",
    "photograph as PNG: image/jpeg jpeg",
    "photograph as WebP: image/jpeg jpeg",
    "photograph as AVIF: image/jpeg jpeg",
    "photograph: image/jpeg jpeg",
    "clear photograph as WebP: image/png png, clear, exact",
    "clear photograph as PNG: image/png png, clear, exact",
    "grey and clear: image/png png, clear, exact",
  ]);
});

test("a page photographed in one piece, longer than any WebP may be, is kept", async () => {
  await using world = await createWorld("alpha.test");
  const alice = await world.person("alice@alpha.test");
  const long = await sharp({ create: { width: 60, height: 20_000, channels: 3, background: "#fff" } })
    .png()
    .toBuffer();
  const answer = await upload(world.visitor("alpha.test"), alice.token, long);
  expect([answer.status, answer.json<MediaJson>().meta.original]).toEqual([
    200,
    { width: 60, height: 20_000, size: "60x20000", aspect: 0.003 },
  ]);
});

test("what has been cut out of a picture is not kept under what lets everything through", async () => {
  const [width, height] = [300, 200];
  // Noise everywhere, of which the left half alone is shown.
  const seen = Buffer.alloc(width * height * 4);
  for (let at = 0; at < seen.length; at++)
    seen[at] = at % 4 < 3 ? (at * 7919) % 251 : Math.floor(at / 4) % width < width / 2 ? 255 : 0;
  const file = await sharp(seen, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
  const { original } = await encodeImage(file, 1_000_000);
  expect(original.extension).toBe("png");
  const kept = await sharp(original.bytes).raw().toBuffer();
  const expected = seen.map((value, at) => (at % 4 < 3 && seen[at - (at % 4) + 3] === 0 ? 0 : value));
  expect(kept.equals(expected)).toBe(true);
});
