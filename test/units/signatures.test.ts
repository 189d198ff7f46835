// HTTP signatures of both schemes: what is accepted, from ourselves and from an independent implementation, and what never is.
import { generateKeyPairSync, webcrypto } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { signCavage } from "../../src/federation/signatures/cavage.ts";
import { signRfc9421 } from "../../src/federation/signatures/rfc9421.ts";
import { readSignature } from "../../src/federation/signatures/verify.ts";
import {
  body,
  date,
  digest,
  get,
  getting,
  HOUR,
  incoming,
  keyId,
  now,
  other,
  outgoing,
  pair,
  url,
  verdict,
} from "./signature-samples.ts";

const schemes = [
  ["cavage", signCavage],
  ["rfc9421", signRfc9421],
] as const;

for (const [scheme, signRequest] of schemes) {
  test(`${scheme}: what we sign, we accept`, () => {
    const read = readSignature(incoming(signRequest(outgoing())), now);
    expect(read).toMatchObject({ scheme, key_id: keyId });
    expect(verdict(incoming(signRequest(outgoing())))).toBe("ok");
    expect(verdict(get(signRequest(getting())))).toBe("ok");
    expect(verdict(incoming(signRequest(outgoing())), other.publicKey)).toBe("wrong key");
    expect(verdict(incoming(signRequest(outgoing())), generateKeyPairSync("ed25519").publicKey)).toBe("wrong key");
  });

  test(`${scheme}: a digest that is already known is not computed again`, () => {
    const { digest } = signCavage(outgoing());
    const { body: _, ...bodiless } = outgoing({ digest: digest ?? "" });
    expect(signRequest(bodiless)).toEqual(signRequest(outgoing()));
  });

  test(`${scheme}: nothing that is signed can be changed`, () => {
    const headers = signRequest(outgoing());
    expect(verdict(incoming(headers, { body: Buffer.from("{}") }))).toMatch("does not match the body");
    expect(verdict(incoming(headers, { method: "PUT" }))).toBe("wrong key");
    const elsewhere = { target: "/users/bob/inbox", url: "https://beta.test/users/bob/inbox" };
    expect(verdict(incoming(headers, elsewhere))).toBe("wrong key");
    const otherHost = incoming(headers, { url: "https://gamma.test/inbox?a=1&b=%20" });
    expect(verdict(otherHost)).toBe("the Host header names another host");
    expect(verdict({ ...otherHost, headers: { ...otherHost.headers, host: "gamma.test" } })).toBe("wrong key");
  });

  test(`${scheme}: the window is 12 hours back and 1 hour ahead`, () => {
    const headers = signRequest(outgoing());
    expect(verdict(incoming(headers), pair.publicKey, now + 11.9 * HOUR)).toBe("ok");
    expect(verdict(incoming(headers), pair.publicKey, now + 12.1 * HOUR)).toMatch("12 hours");
    expect(verdict(incoming(headers), pair.publicKey, now - 0.9 * HOUR)).toBe("ok");
    expect(verdict(incoming(headers), pair.publicKey, now - 1.1 * HOUR)).toMatch("in the future");
  });

  test(`${scheme}: a missing digest is refused, and a body must be covered`, () => {
    const headers = signRequest(outgoing());
    expect(verdict(incoming({ ...headers, digest: undefined, "content-digest": undefined }))).toMatch("Digest header is missing");
    expect(verdict(incoming(signRequest(getting()), { method: "GET" }))).toMatch(/must cover (content-)?digest/);
    expect(verdict(incoming(signRequest({ ...getting(), method: "POST" }), { body: Buffer.alloc(0) }))).toMatch(
      /must cover (content-)?digest/,
    );
  });

  test(`${scheme}: nonsense never throws`, () => {
    const headers = signRequest(outgoing());
    const names = Object.keys(headers);
    const nonsense = fc.record({
      name: fc.constantFrom(...names, "host"),
      at: fc.nat(400),
      cut: fc.nat(40),
      put: fc.oneof(fc.string(), fc.constantFrom('"', ",", "=", ":", "(", ")", ";", "é", "\\")),
    });
    fc.assert(
      fc.property(nonsense, ({ name, at, cut, put }) => {
        const value = { host: url.host, ...headers }[name] ?? "";
        const changed = value.slice(0, at) + put + value.slice(at + cut);
        const answer = verdict(incoming({ ...headers, [name]: changed }));
        expect(typeof answer).toBe("string");
      }),
      { numRuns: 500 },
    );
  });
}

test("requests without a signature are somebody else's to judge", () => {
  expect(verdict(incoming({ date, digest }))).toBe("foreign");
});

test("Fedify's signatures pass ours", async () => {
  const { signRequest } = await import("@fedify/fedify/sig");
  const der = pair.privateKey.export({ type: "pkcs8", format: "der" });
  const key = await webcrypto.subtle.importKey("pkcs8", der, { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, true, ["sign"]);
  const currentTime = Temporal.Instant.fromEpochMilliseconds(now) as never;
  for (const spec of ["draft-cavage-http-signatures-12", "rfc9421"] as const) {
    const headers = { "content-type": "application/activity+json" };
    const posted = await signRequest(
      new Request("https://beta.test/inbox", { method: "POST", body, headers }),
      key as CryptoKey,
      new URL(keyId),
      { spec, currentTime },
    );
    const plain = { url: "https://beta.test/inbox", target: "/inbox" };
    expect(verdict(incoming(Object.fromEntries(posted.headers), plain))).toBe("ok");
    expect(verdict(incoming(Object.fromEntries(posted.headers), plain), other.publicKey)).toBe("wrong key");
    // Fedify signs without the query here, which is forgiven for what has no body.
    const got = await signRequest(new Request(url), key as CryptoKey, new URL(keyId), { spec, currentTime });
    expect(verdict(get(Object.fromEntries(got.headers)))).toBe("ok");
    expect(verdict(get(Object.fromEntries(got.headers)), other.publicKey)).toBe("wrong key");
  }
});
