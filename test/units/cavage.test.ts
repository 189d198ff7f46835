// Signatures of draft-cavage as other servers make them, and everything about them that is refused.
import { sign } from "node:crypto";
import { expect, test } from "vitest";
import { parseCavage } from "../../src/federation/signatures/cavage.ts";
import { date, digest, incoming, keyId, now, pair, url, verdict } from "./signature-samples.ts";

/** Signs any list of headers by hand, as other servers do. */
function byHand(covered: string, headers: Record<string, string>, params = 'algorithm="hs2019",'): Record<string, string> {
  const values: Record<string, string> = { host: url.host, ...headers, "(request-target)": `post ${url.pathname}${url.search}` };
  const lines = covered.split(" ").map((name) => `${name}: ${values[name] ?? /created=(\d+)/.exec(params)?.[1]}`);
  const signature = sign("sha256", Buffer.from(lines.join("\n")), pair.privateKey).toString("base64");
  return { ...headers, signature: `keyId="${keyId}",${params}headers="${covered}",signature="${signature}"` };
}

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
