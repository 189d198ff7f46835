// Public keys as actors publish them.
import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { readMultikey, readPublicKey } from "../../src/federation/signatures/keys.ts";
import { pair } from "./signature-samples.ts";

test("keys: RSA in both PEM forms, of a sensible size, and nothing else", () => {
  const spki = pair.publicKey.export({ type: "spki", format: "pem" }).toString();
  const pkcs1 = pair.publicKey.export({ type: "pkcs1", format: "pem" }).toString();
  for (const pem of [spki, pkcs1, spki.trim(), spki.replaceAll("\n", "\r\n"), `\n${spki}\n`])
    expect(readPublicKey(pem)?.equals(pair.publicKey)).toBe(true);
  const small = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey.export({ type: "spki", format: "pem" }).toString();
  const curve = generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "pem" }).toString();
  const secret = pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  for (const bad of [
    small,
    curve,
    secret,
    "",
    "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
    spki.slice(0, -60),
    spki + spki,
  ]) {
    expect(readPublicKey(bad)).toBeUndefined();
  }
});

test("keys: Multikeys", () => {
  // The example of FEP-521a.
  const key = readMultikey("z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2");
  expect(key?.asymmetricKeyType).toBe("ed25519");
  for (const bad of ["", "z", "z6Mk", "m7QF", "z0OIl", "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ", `z${"2".repeat(60)}`]) {
    expect(readMultikey(bad)).toBeUndefined();
  }
});
