/** What of a PNG is no picture is not unpacked, whoever sends it. */
import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { expect, test } from "vitest";
import { encodeImage, openImage } from "../../src/media/images.ts";
import { withoutTexts } from "../../src/media/png.ts";

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A picture with some chunks behind its header. */
async function pictureWith(extra: readonly Buffer[]): Promise<{ plain: Buffer; stuffed: Buffer }> {
  const plain = await sharp({ create: { width: 40, height: 30, channels: 3, background: "#37a" } })
    .png()
    .toBuffer();
  const behind = 8 + 25;
  return { plain, stuffed: Buffer.concat([plain.subarray(0, behind), ...extra, plain.subarray(behind)]) };
}

const packed = deflateSync(Buffer.alloc(4_000_000), { level: 9 });

test("texts in a PNG, packed or not, are taken out before anything reads it; the picture stays what it is", async () => {
  const texts = Array.from({ length: 50 }, (_, at) => [
    chunk("zTXt", Buffer.concat([Buffer.from(`z${at}\0\0`), packed])),
    chunk("iTXt", Buffer.concat([Buffer.from(`i${at}\0\u0001\0\0\0`, "latin1"), packed])),
    chunk("tEXt", Buffer.from(`t${at}\0Somewhere in the Alps`)),
  ]).flat();
  const { plain, stuffed } = await pictureWith(texts);
  expect(withoutTexts(stuffed).equals(withoutTexts(plain))).toBe(true);
  const { metadata } = await openImage(stuffed, 1_000_000);
  expect([metadata.width, metadata.comments]).toEqual([40, undefined]);
  expect((await encodeImage(stuffed, 1_000_000)).original.bytes).toEqual((await encodeImage(plain, 1_000_000)).original.bytes);
});

test("what is no PNG, or ends too early, or lies about its lengths is left as it is", async () => {
  const { stuffed } = await pictureWith([chunk("tEXt", Buffer.from("t\0words"))]);
  const jpeg = await sharp({ create: { width: 9, height: 9, channels: 3, background: "#fff" } })
    .jpeg()
    .toBuffer();
  expect(withoutTexts(jpeg)).toBe(jpeg);
  expect(withoutTexts(Buffer.alloc(0))).toHaveLength(0);
  const lying = Buffer.from(stuffed);
  lying.writeUInt32BE(0xffffffff, 33);
  expect(withoutTexts(lying)).toBe(lying);
  for (let length = 0; length < stuffed.length; length++)
    expect(withoutTexts(stuffed.subarray(0, length)).length).toBeLessThanOrEqual(length);
});
