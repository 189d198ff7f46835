// Signatures of RFC 9421 as other servers make them, and everything about them that is refused.
import { generateKeyPairSync, sign } from "node:crypto";
import { expect, test } from "vitest";
import { signCavage } from "../../src/federation/signatures/cavage.ts";
import { signRfc9421 } from "../../src/federation/signatures/rfc9421.ts";
import { date, incoming, keyId, now, outgoing, pair, url, verdict } from "./signature-samples.ts";

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

test("rfc9421: the digest of followers is covered", () => {
  const signed = signRfc9421({ ...outgoing(), headers: { "collection-synchronization": "a" } });
  expect(signed["signature-input"]).toContain('"collection-synchronization"');
  expect(verdict(incoming(signed))).toBe("ok");
  expect(verdict(incoming({ ...signed, "collection-synchronization": "b" }))).not.toBe("ok");
});

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
