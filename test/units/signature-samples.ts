// Requests to sign and to verify, and keys to do it with.
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { signCavage } from "../../src/federation/signatures/cavage.ts";
import type { IncomingRequest, OutgoingRequest } from "../../src/federation/signatures/request.ts";
import { readSignature } from "../../src/federation/signatures/verify.ts";

export const HOUR = 3_600_000;
export const now = Date.UTC(2026, 2, 4, 5, 6, 7);
export const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
export const other = generateKeyPairSync("rsa", { modulusLength: 2048 });
export const body = Buffer.from('{"type":"Create","content":"grüße"}');
export const keyId = "https://alpha.test/users/alice#main-key";
export const url = new URL("https://beta.test/inbox?a=1&b=%20");

export function outgoing(changes: Partial<OutgoingRequest> = {}): OutgoingRequest {
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

export function incoming(headers: Record<string, string | undefined>, changes: Partial<IncomingRequest> = {}): IncomingRequest {
  return {
    method: "POST",
    target: url.pathname + url.search,
    headers: { host: url.host, ...headers },
    body,
    url: url.href,
    ...changes,
  };
}

export function get(headers: Record<string, string>): IncomingRequest {
  return incoming(headers, { method: "GET", body: Buffer.alloc(0) });
}

export function getting(): OutgoingRequest {
  const { body: _, ...rest } = outgoing({ method: "GET" });
  return rest;
}

/** "ok", "wrong key", "foreign", or the reason of the refusal. */
export function verdict(request: IncomingRequest, key: KeyObject = pair.publicKey, at = now): string {
  const read = readSignature(request, at);
  if ("foreign" in read) return "foreign";
  if ("refused" in read) return read.refused;
  return read.check(key) ? "ok" : "wrong key";
}

export const { date = "", digest = "" } = signCavage(outgoing());
