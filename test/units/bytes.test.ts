/** Bytes that are kept in caches take no more memory than they need. */
import { expect, test } from "vitest";
import { bytesToKeep } from "../../src/text/bytes.ts";

test("a short text that is kept does not keep the slab that it would have been cut from", () => {
  const kept = bytesToKeep("Grüße 🦔");
  expect(kept.toString("utf8")).toBe("Grüße 🦔");
  expect(kept.buffer.byteLength).toBe(kept.length);
  expect(Buffer.from("Grüße 🦔").buffer.byteLength).toBeGreaterThan(10_000);
});
