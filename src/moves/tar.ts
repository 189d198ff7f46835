/** A tar archive (POSIX.1-1988 ustar), as a stream of its bytes: enough for plain files with short names. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Readable } from "node:stream";

/** A file of this machine, bytes, or so many of them in a stream, and its name in the archive: at most 100 letters of ASCII. */
export type Member = { name: string } & ({ path: string } | { bytes: Buffer } | { size: number; stream: Readable });

const BLOCK = 512;

/** @param at the files' time, in ms. @throws Error when a file cannot be read, or is not as long as it was said to be */
export async function* tarOf(members: AsyncIterable<Member>, at: number): AsyncGenerator<Buffer> {
  for await (const member of members) {
    const size = await sizeOf(member);
    yield headerOf(member.name, size, at);
    let written = 0;
    for await (const part of partsOf(member, size)) {
      written += part.length;
      yield part;
    }
    if (written !== size) throw new Error(`${member.name} has ${written} bytes, not ${size}`);
    const rest = size % BLOCK;
    if (rest > 0) yield Buffer.alloc(BLOCK - rest);
  }
  yield Buffer.alloc(BLOCK * 2);
}

async function sizeOf(member: Member): Promise<number> {
  if ("bytes" in member) return member.bytes.length;
  return "size" in member ? member.size : (await stat(member.path)).size;
}

async function* partsOf(member: Member, size: number): AsyncGenerator<Buffer> {
  if ("bytes" in member) yield member.bytes;
  else if ("stream" in member) for await (const part of member.stream) yield part as Buffer;
  else if (size > 0) for await (const part of createReadStream(member.path, { end: size - 1 })) yield part as Buffer;
}

function headerOf(name: string, size: number, at: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, "0")}\0`;
  header.write(name.slice(0, 100), 0, "ascii");
  header.write(octal(0o644, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(size, 12), 124);
  header.write(octal(Math.floor(at / 1000), 12), 136);
  header.write("        ", 148);
  header.write("0", 156);
  header.write("ustar\u000000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}
