/**
 * Encryption of push messages for the app that asked for them, so that the push service reads nothing: `aes128gcm` (RFC 8291 over RFC 8188),
 * and `aesgcm`, its fourth draft, which older relays of apps still expect.
 */
import { createCipheriv, createECDH, hkdfSync, randomBytes, type ECDH } from "node:crypto";

/** What an app has given us: its public point (65 bytes) and its secret (16 bytes). */
export type PushKeys = { p256dh: Buffer; auth: Buffer };

const CURVE = "prime256v1";
/** RFC 8188's record; a message has to fit in one, with its tag and its delimiter. */
const RECORD = 4096;
const MOST_PLAIN = RECORD - 16 - 1 - 86;

const hkdf = (salt: Buffer, secret: Buffer, info: Buffer, length: number): Buffer =>
  Buffer.from(hkdfSync("sha256", secret, salt, info, length));
const label = (name: string, ...context: Buffer[]): Buffer => Buffer.concat([Buffer.from(`${name}\0`), ...context]);

function fresh(): ECDH {
  const own = createECDH(CURVE);
  own.generateKeys();
  return own;
}

function seal(plain: Buffer, key: Buffer, nonce: Buffer): Buffer {
  const cipher = createCipheriv("aes-128-gcm", key, nonce);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** The body of a message: RFC 8291, section 4. @throws RangeError for what does not fit in one record */
export function encrypt(plain: Buffer, { p256dh, auth }: PushKeys): Buffer {
  if (plain.length > MOST_PLAIN) throw new RangeError("a push message is too long for one record");
  const own = fresh();
  const point = own.getPublicKey();
  const secret = hkdf(auth, own.computeSecret(p256dh), label("WebPush: info", p256dh, point), 32);
  const salt = randomBytes(16);
  const key = hkdf(salt, secret, label("Content-Encoding: aes128gcm"), 16);
  const nonce = hkdf(salt, secret, label("Content-Encoding: nonce"), 12);
  const size = Buffer.alloc(5);
  size.writeUInt32BE(RECORD);
  size.writeUInt8(point.length, 4);
  // 2: this record is the last one.
  return Buffer.concat([salt, size, point, seal(Buffer.concat([plain, Buffer.from([2])]), key, nonce)]);
}

/** The body and what its headers say, of draft-ietf-webpush-encryption-04; `salt` and `dh` are base64url. */
export function encryptOld(plain: Buffer, { p256dh, auth }: PushKeys): { body: Buffer; salt: string; dh: string } {
  const own = fresh();
  const point = own.getPublicKey();
  const secret = hkdf(auth, own.computeSecret(p256dh), label("Content-Encoding: auth"), 32);
  const salt = randomBytes(16);
  const context = label("P-256", lengthOf(p256dh), p256dh, lengthOf(point), point);
  const key = hkdf(salt, secret, label("Content-Encoding: aesgcm", context), 16);
  const nonce = hkdf(salt, secret, label("Content-Encoding: nonce", context), 12);
  // Two bytes say how much padding follows: none.
  const body = seal(Buffer.concat([Buffer.alloc(2), plain]), key, nonce);
  return { body, salt: salt.toString("base64url"), dh: point.toString("base64url") };
}

function lengthOf(bytes: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return length;
}
