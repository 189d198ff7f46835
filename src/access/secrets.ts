/** Random secrets that people and programs carry, and the only form in which we keep them. */
import { createHash, hash, randomBytes, timingSafeEqual } from "node:crypto";

/** 256 random bits in base64url: 43 characters. */
export const makeSecret = (): string => randomBytes(32).toString("base64url");

/** How a secret is stored: SHA-256 is enough for what cannot be guessed. */
export const hashSecret = (secret: string): string => hash("sha256", secret, "base64url");

/** Compares in a time that says nothing about where two texts differ. */
export const isSame = (one: string, other: string): boolean =>
  timingSafeEqual(createHash("sha256").update(one).digest(), createHash("sha256").update(other).digest());
