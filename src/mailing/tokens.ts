/**
 * Addresses that carry who may write to them and what for. A token is a person, a thing, a day on which it ends, and a MAC over these, its purpose and the
 * person's e-mail address, in letters and digits of one case: mail servers may fold it. With its purpose it fits into the 64 characters of a local part
 * (RFC 5321, 4.5.3.1.1). Whoever forwards a letter gives its address away: so what comes there must also be from the person's own.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { User } from "../db/schema.ts";
import { findUser } from "../accounts/users.ts";
import { purposeKey } from "../keys/purpose.ts";
import type { Kith } from "../kith.ts";

/** `r` answers a status, `g` begins a thread in a group, `b` takes back what cannot be delivered. */
export type Purpose = "r" | "g" | "b";
export type Token = { purpose: Purpose; user: User; /** A status or a group; 0 of `b`. */ thing: number; expired: boolean };

const DAY = 86_400_000;
/** Days that an address is good for; what comes back may be late. */
const GOOD_FOR: Readonly<Record<Purpose, number>> = { r: 60, g: 365, b: 30 };
const HEAD = 16;
const MAC = 16;
const DIGITS = "abcdefghijklmnopqrstuvwxyz234567";

/** What stands behind the @; undefined where no mail comes in. */
export const inboundDomain = ({ instance }: Pick<Kith, "instance">): string | undefined => {
  const { inbound } = instance.mail;
  return inbound && (inbound.domain === "" ? instance.domain : inbound.domain).toLowerCase();
};

/** Undefined where no mail comes in. */
export function tokenAddress(kith: Kith, purpose: Purpose, user: User, thing = 0): string | undefined {
  const domain = inboundDomain(kith);
  if (domain === undefined) return undefined;
  const head = Buffer.alloc(HEAD);
  head.writeUIntBE(Math.floor(user.id / 256), 0, 6);
  head.writeUInt8(user.id % 256, 6);
  head.writeUIntBE(Math.floor(thing / 256), 7, 6);
  head.writeUInt8(thing % 256, 13);
  head.writeUInt16BE(Math.floor(kith.now() / DAY) + GOOD_FOR[purpose], 14);
  return `${purpose}.${toText(Buffer.concat([head, macOf(kith, purpose, user, head)]))}@${domain}`;
}

/** Undefined for what is no address of ours, or of nobody any more. */
export async function readTokenAddress(kith: Kith, address: string): Promise<Token | undefined> {
  const match = /^([rgb])\.([a-z2-7]{52})@([^@]{1,253})$/.exec(address.toLowerCase());
  if (match === null || match[3] !== inboundDomain(kith)) return undefined;
  const bytes = fromText(match[2] ?? "");
  const purpose = match[1] as Purpose;
  const head = bytes.subarray(0, HEAD);
  const user = await findUser(kith.db, head.readUIntBE(0, 6) * 256 + head.readUInt8(6));
  if (user === undefined || !timingSafeEqual(bytes.subarray(HEAD), macOf(kith, purpose, user, head))) return undefined;
  const thing = head.readUIntBE(7, 6) * 256 + head.readUInt8(13);
  return { purpose, user, thing, expired: head.readUInt16BE(14) < Math.floor(kith.now() / DAY) };
}

const macOf = (kith: Kith, purpose: Purpose, user: User, head: Buffer): Buffer =>
  createHmac("sha256", purposeKey(kith, `mail-address-${purpose}`))
    .update(head)
    .update(user.email_lower)
    .digest()
    .subarray(0, MAC);

/** Base32 (RFC 4648) in small letters, without padding: 32 bytes are 52 characters. */
function toText(bytes: Buffer): string {
  let [text, bits, held] = ["", 0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += DIGITS[(held >>> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + DIGITS[(held << (5 - bits)) & 31];
}

function fromText(text: string): Buffer {
  const bytes: number[] = [];
  let [bits, held] = [0, 0];
  for (const digit of text) {
    held = (held << 5) | DIGITS.indexOf(digit);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >>> bits) & 255);
    held &= (1 << bits) - 1;
  }
  return Buffer.from(bytes);
}
