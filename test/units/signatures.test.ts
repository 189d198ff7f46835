// HTTP signatures: what is accepted, from ourselves and from an independent implementation, and everything that is refused.
import { generateKeyPairSync, sign, webcrypto, type KeyObject } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseCavage, signCavage } from "../../src/federation/signatures/cavage.ts";
import { readMultikey, readPublicKey } from "../../src/federation/signatures/keys.ts";
import type { IncomingRequest, OutgoingRequest } from "../../src/federation/signatures/request.ts";
import { signRfc9421 } from "../../src/federation/signatures/rfc9421.ts";
import { readSignature } from "../../src/federation/signatures/verify.ts";

const HOUR = 3_600_000;
const now = Date.UTC(2026, 2, 4, 5, 6, 7);
const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const other = generateKeyPairSync("rsa", { modulusLength: 2048 });
const body = Buffer.from('{"type":"Create","content":"grüße"}');
const keyId = "https://alpha.test/users/alice#main-key";
const url = new URL("https://beta.test/inbox?a=1&b=%20");

function outgoing(changes: Partial<OutgoingRequest> = {}): OutgoingRequest {
  return {
    method: "POST",
    url,
    headers: { "content-type": "application/activity+json" },
    body,
    keyId,
    key: pair.privateKey,
    now,
    ...changes,
  };
}

function incoming(headers: Record<string, string | undefined>, changes: Partial<IncomingRequest> = {}): IncomingRequest {
  return {
    method: "POST",
    target: url.pathname + url.search,
    headers: { host: url.host, ...headers },
    body,
    url: url.href,
    ...changes,
  };
}

function get(headers: Record<string, string>): IncomingRequest {
  return incoming(headers, { method: "GET", body: Buffer.alloc(0) });
}

function getting(): OutgoingRequest {
  const { body: _, ...rest } = outgoing({ method: "GET" });
  return rest;
}

/** "ok", "wrong key", "foreign", or the reason of the refusal. */
function verdict(request: IncomingRequest, key: KeyObject = pair.publicKey, at = now): string {
  const read = readSignature(request, at);
  if ("foreign" in read) return "foreign";
  if ("refused" in read) return read.refused;
  return read.check(key) ? "ok" : "wrong key";
}

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

/** Signs any list of headers by hand, as other servers do. */
function byHand(covered: string, headers: Record<string, string>, params = 'algorithm="hs2019",'): Record<string, string> {
  const values: Record<string, string> = { host: url.host, ...headers, "(request-target)": `post ${url.pathname}${url.search}` };
  const lines = covered.split(" ").map((name) => `${name}: ${values[name] ?? /created=(\d+)/.exec(params)?.[1]}`);
  const signature = sign("sha256", Buffer.from(lines.join("\n")), pair.privateKey).toString("base64");
  return { ...headers, signature: `keyId="${keyId}",${params}headers="${covered}",signature="${signature}"` };
}

const { date = "", digest = "" } = signCavage(outgoing());

test("cavage: the orders and extras of snac and Hollo are fine", () => {
  const type = { "content-type": "application/activity+json" };
  expect(verdict(incoming(byHand("(request-target) host digest date", { date, digest }, 'algorithm="rsa-sha256",')))).toBe("ok");
  expect(verdict(incoming(byHand("(request-target) content-type date digest host", { date, digest, ...type })))).toBe("ok");
  expect(verdict(incoming(byHand("(request-target) host date digest", { date, digest }, "")))).toBe("ok");
  expect(verdict(incoming(byHand("(request-target) host date digest", { date, digest: digest.replace("SHA", "sha") })))).toBe(
    "ok",
  );
});

test("cavage: (created) stands for the date under hs2019 only", () => {
  const created = Math.floor(now / 1000);
  const covered = "(request-target) host (created) digest";
  expect(verdict(incoming(byHand(covered, { digest }, `algorithm="hs2019",created=${created},`)))).toBe("ok");
  expect(verdict(incoming(byHand(covered, { digest }, `algorithm="rsa-sha256",created=${created},`)))).toMatch("hs2019");
  expect(verdict(incoming(byHand(covered, { digest }, `algorithm="hs2019",created=${created - 50_000},`)))).toMatch("12 hours");
  expect(verdict(incoming(byHand(covered, { digest }, 'algorithm="hs2019",')))).toMatch("must cover date");
  expect(
    verdict(incoming(byHand(covered, { digest }, `algorithm="hs2019",created=${created},expires=${created - 100},`))),
  ).toMatch("expired");
});

test("cavage: what must be covered must be covered", () => {
  for (const missing of ["(request-target)", "host", "date", "digest"]) {
    const covered = ["(request-target)", "host", "date", "digest"].filter((name) => name !== missing).join(" ");
    expect(verdict(incoming(byHand(covered, { date, digest })))).toMatch(`must cover ${missing}`);
  }
});

test("cavage: malformed dates, digests and signatures are refused", () => {
  const covered = "(request-target) host date digest";
  for (const bad of [
    "yesterday",
    "2026-03-04T05:06:07Z",
    "Wed, 04 Mar 2026 05:06:07 +0000",
    "Wed, 99 Mar 2026 05:06:07 GMT",
    "0",
  ]) {
    expect(verdict(incoming(byHand(covered, { date: bad, digest })))).toMatch("malformed");
  }
  for (const bad of ["MD5=aaaa", "SHA-256", "SHA-256=", `${digest},SHA-512=AAAA`, `${digest},`, "", "SHA-256=AAAA"]) {
    expect(verdict(incoming(byHand(covered, { date, digest: bad })))).toMatch("does not match");
  }
  const { signature = "" } = byHand(covered, { date, digest });
  const malformed = [
    `${signature},keyId="https://evil.test/key"`,
    `${signature},`,
    signature.replace("https://", "ftp://"),
    "",
    "sig1=:AAAA:",
    `x${signature}`.slice(1, -1),
  ];
  for (const bad of malformed) expect(verdict(incoming({ date, digest, signature: bad }))).toMatch("malformed");
  expect(verdict(incoming({ date, digest, signature: signature.replace("digest", "digest date") }))).toMatch("malformed");
  expect(verdict(incoming({ date, digest, signature: signature.replace("hs2019", "hmac-sha256") }))).toMatch("not supported");
  expect(verdict(incoming(byHand(`${covered} x-gone`, { date, digest, "x-gone": "1" }))).startsWith("ok")).toBe(true);
  expect(verdict(incoming({ ...byHand(`${covered} x-gone`, { date, digest, "x-gone": "1" }), "x-gone": undefined }))).toMatch(
    "that the request lacks",
  );
  expect(verdict(incoming(byHand(`${covered} constructor`, { date, digest })))).toMatch("that the request lacks");
});

test("cavage: the parts of a header", () => {
  expect(parseCavage('keyId="https://a.test/k",headers="Date Host",signature="AAAA"')).toEqual({
    key_id: "https://a.test/k",
    algorithm: "hs2019",
    covered: ["date", "host"],
    signature: Buffer.from("AAAA", "base64"),
  });
});

/** A message signature over these components. */
function message(components: string, params: string, more: Record<string, string> = {}): Record<string, string> {
  const digestHeader = signRfc9421(outgoing())["content-digest"] ?? "";
  const values: Record<string, string> = {
    "@method": "POST",
    "@target-uri": url.href,
    "@authority": url.host,
    "@path": url.pathname,
    "@query": url.search,
    "content-digest": digestHeader,
    date,
    ...more,
  };
  const raw = `(${components})${params}`;
  const names = components === "" ? [] : components.split(" ").map((name) => name.replaceAll('"', ""));
  const base = [...names.map((name) => `"${name}": ${values[name]}`), `"@signature-params": ${raw}`].join("\n");
  const signature = sign("sha256", Buffer.from(base), pair.privateKey).toString("base64");
  return { "content-digest": digestHeader, date, "signature-input": `sig1=${raw}`, signature: `sig1=:${signature}:` };
}

const needed = '"@method" "@target-uri" "content-digest"';
const created = Math.floor(now / 1000);

test("rfc9421: parameters in any order, other components, no alg", () => {
  expect(verdict(incoming(message(needed, `;created=${created};keyid="${keyId}"`)))).toBe("ok");
  expect(
    verdict(incoming(message(needed, `;keyid="${keyId}";alg="rsa-v1_5-sha256";nonce="x\\"y";tag="t";created=${created}`))),
  ).toBe("ok");
  expect(
    verdict(incoming(message(`"@authority" "@path" "@query" "date" ${needed}`, `;created=${created};keyid="${keyId}"`))),
  ).toBe("ok");
});

test("rfc9421: what must be covered, when, and by what", () => {
  const params = `;created=${created};keyid="${keyId}"`;
  for (const missing of ['"@method"', '"@target-uri"', '"content-digest"']) {
    const components = needed.replace(missing, "").replace("  ", " ").trim();
    expect(verdict(incoming(message(components, params)))).toMatch(`must cover ${missing.replaceAll('"', "")}`);
  }
  expect(verdict(incoming(message(needed, `;keyid="${keyId}"`)))).toMatch("when it was created");
  expect(verdict(incoming(message(needed, `${params};expires=${created - 100}`)))).toMatch("expired");
  expect(verdict(incoming(message(needed, `${params};expires=soon`)))).toMatch("malformed");
  expect(verdict(incoming(message(needed, `${params};alg="hmac-sha256"`)))).toMatch("not supported");
  expect(verdict(incoming(message(needed, `${params};alg="ed25519"`)))).toBe("wrong key");
  expect(verdict(incoming(message(needed, `;created=${created};keyid="alice"`)))).toMatch("not a URL");
  expect(verdict(incoming(message(`${needed} "@status"`, params)))).toMatch("that the request lacks");
});

test("rfc9421: one signature, said once", () => {
  const good = message(needed, `;created=${created};keyid="${keyId}"`);
  const input = good["signature-input"] ?? "";
  for (const bad of [
    `${input}, sig2=("@method")`,
    `${input};created=1`,
    input.replace('"@method"', '"@method";req'),
    input.replace('"@method"', '"@method" "@method"'),
    "sig1=",
    "",
  ]) {
    expect(verdict(incoming({ ...good, "signature-input": bad }))).toMatch("malformed");
  }
  expect(verdict(incoming({ ...good, signature: good.signature?.replace("sig1", "sig2") }))).toMatch("does not fit");
  expect(verdict(incoming({ ...good, signature: undefined }))).toMatch("does not fit");
  // No falling back to the other scheme when this one fails.
  expect(verdict(incoming({ ...signCavage(outgoing()), "signature-input": "x" }))).toMatch("malformed");
});

test("rfc9421: Ed25519", () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const headers = signRfc9421(outgoing());
  const input = (headers["signature-input"] ?? "").replace("rsa-v1_5-sha256", "ed25519");
  const base = `"@method": POST\n"@target-uri": ${url.href}\n"content-digest": ${headers["content-digest"]}\n"@signature-params": ${input.slice(5)}`;
  const signature = `sig1=:${sign(null, Buffer.from(base), privateKey).toString("base64")}:`;
  expect(verdict(incoming({ ...headers, "signature-input": input, signature }), publicKey)).toBe("ok");
  expect(verdict(incoming({ ...headers, "signature-input": input, signature }), pair.publicKey)).toBe("wrong key");
});

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
    const posted = await signRequest(new Request("https://beta.test/inbox", { method: "POST", body, headers }), key as CryptoKey, new URL(keyId), { spec, currentTime });
    const plain = { url: "https://beta.test/inbox", target: "/inbox" };
    expect(verdict(incoming(Object.fromEntries(posted.headers), plain))).toBe("ok");
    expect(verdict(incoming(Object.fromEntries(posted.headers), plain), other.publicKey)).toBe("wrong key");
    // Fedify signs without the query here, which is forgiven for what has no body.
    const got = await signRequest(new Request(url), key as CryptoKey, new URL(keyId), { spec, currentTime });
    expect(verdict(get(Object.fromEntries(got.headers)))).toBe("ok");
    expect(verdict(get(Object.fromEntries(got.headers)), other.publicKey)).toBe("wrong key");
  }
});

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
