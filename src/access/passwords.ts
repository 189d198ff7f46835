/** Passwords, kept as argon2id (RFC 9106) in the usual `$argon2id$v=19$m=…,t=…,p=…$salt$hash` form, which says its own cost. */
import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

/** OWASP's least: 19 MiB, two passes, one lane; some 60 ms of a thread. */
const COST: Cost = { memory: 19_456, passes: 2, parallelism: 1 };
const TAG = 32;
/** For names that nobody has: refusing them must take as long as refusing a wrong password. */
const NOBODY = `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${"A".repeat(22)}$${"A".repeat(43)}`;

/** `memory` in KiB. */
type Cost = { memory: number; passes: number; parallelism: number };

const derive = async (password: string, nonce: Buffer, cost: Cost): Promise<Buffer> =>
  await promisify(argon2)("argon2id", { message: password.normalize("NFKC"), nonce, tagLength: TAG, ...cost });

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, COST);
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${unpadded(salt)}$${unpadded(hash)}`;
}

/**
 * Whether a password is the one that was hashed, in a time that does not tell how nearly.
 *
 * @param encoded undefined when there is no such user: then the answer is no, and takes as long
 */
export async function isPassword(encoded: string | undefined, password: string): Promise<boolean> {
  const parts = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(
    encoded ?? NOBODY,
  );
  if (parts === null) return false;
  const [memory = 0, passes = 0, parallelism = 0] = parts.slice(1, 4).map(Number);
  const expected = Buffer.from(parts[5] ?? "", "base64");
  const hash = await derive(password, Buffer.from(parts[4] ?? "", "base64"), { memory, passes, parallelism });
  return expected.length === hash.length && timingSafeEqual(expected, hash) && encoded !== undefined;
}

const unpadded = (bytes: Buffer): string => bytes.toString("base64").replace(/=+$/, "");
