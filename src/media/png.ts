/** What of a PNG is for no picture, taken out before anybody unpacks it (PNG, third edition, 5 and 11.3). */

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
/** Bytes of a chunk besides its data: length, type, checksum. */
const AROUND = 12;
/** Words, which may be packed a thousandfold, and any number of them in one file; and when it was changed. */
const DROPPED: readonly string[] = ["zTXt", "iTXt", "tEXt", "tIME"];

/** The file without its texts; anything else, and what is no whole chunk, as it is. */
export function withoutTexts(bytes: Buffer): Buffer {
  if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return bytes;
  const kept: Buffer[] = [];
  let from = 0;
  for (let at = SIGNATURE.length; at + AROUND <= bytes.length;) {
    const end = at + AROUND + bytes.readUInt32BE(at);
    if (end > bytes.length) break;
    if (DROPPED.includes(bytes.toString("latin1", at + 4, at + 8))) {
      if (at > from) kept.push(bytes.subarray(from, at));
      from = end;
    }
    at = end;
  }
  return from === 0 ? bytes : Buffer.concat([...kept, bytes.subarray(from)]);
}
