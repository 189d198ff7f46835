/**
 * Passwords at the least cost that argon2 knows. At Kith's own it takes tens of milliseconds to make a person, on purpose, and the tests make thousands.
 *
 * What is weighed is Node's function, as the clock and the network are the tests' own: Kith hashes and compares as ever, and writes its true cost into
 * every hash. Processes that tests start pay it.
 */
import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";

const { argon2 } = crypto;
const LEAST = { memory: 8, passes: 1, parallelism: 1 };
let atTrueCost = false;

const light: typeof argon2 = (algorithm, parameters, callback) =>
  argon2(algorithm, atTrueCost ? parameters : { ...parameters, ...LEAST }, callback);

Object.assign(crypto, { argon2: light });
syncBuiltinESMExports();

/** For tests of the hash itself. */
export async function withTrueCost<T>(work: () => Promise<T>): Promise<T> {
  atTrueCost = true;
  try {
    return await work();
  } finally {
    atTrueCost = false;
  }
}
