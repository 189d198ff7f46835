/**
 * What this machine is worth now: the CPU that an RSA-2048 signature takes. Machines differ, and the same one at two moments; what an
 * operation costs "in RSA signatures" differs less.
 */
import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { median } from "./figures.ts";

const SIGNATURES = 40;

export type Yardstick = { take(): void; /** ms of CPU for a signature, the median of all takes. */ read(): number };

export function makeYardstick(): Yardstick {
  const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const takes: number[] = [];
  once(key);
  return { take: () => void takes.push(once(key)), read: () => median(takes) };
}

function once(key: KeyObject): number {
  const before = process.cpuUsage();
  for (let n = 0; n < SIGNATURES; n++) sign("sha256", Buffer.from(`what is signed ${n}`), key);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / SIGNATURES;
}
