/**
 * HTTP signatures as most of the fediverse makes them: draft-cavage-http-signatures-12 with RSA and SHA-256.
 *
 * Fedify's verifier accepts signatures that do not cover the host; ours insists on everything that says where, when and what.
 */
import { sign, verify, type KeyObject } from "node:crypto";
import { id } from "../read/shape.ts";
import { matchesDigest, toDigest } from "./digest.ts";
import {
  hasBody,
  hostProblem,
  refused,
  type IncomingRequest,
  type OutgoingRequest,
  type ReadSignature,
  type RefusedSignature,
} from "./request.ts";
import { createdProblem, dateProblem } from "./window.ts";

/**
 * The headers to send: the given ones, `date`, `digest` (if there is a body) and `signature`, over `(request-target) host date [digest]` and
 * `collection-synchronization`, if that is among them.
 * `host` is signed but not among them: the client sends it from the URL, which is what keeps the two the same.
 */
export function signCavage(request: OutgoingRequest): Record<string, string> {
  const { method, url, headers, body, keyId, key, now } = request;
  const date = headers.date ?? new Date(now).toUTCString();
  const digest = request.digest ?? (body === undefined ? undefined : toDigest(body));
  const target = `${method.toLowerCase()} ${url.pathname}${url.search}`;
  let text = `(request-target): ${target}\nhost: ${url.host}\ndate: ${date}`;
  if (digest !== undefined) text += `\ndigest: ${digest}`;
  const followers = headers["collection-synchronization"];
  if (followers !== undefined) text += `\ncollection-synchronization: ${followers}`;
  const signature = sign("sha256", Buffer.from(text), key).toString("base64");
  const covered = `(request-target) host date${digest === undefined ? "" : " digest"}${followers === undefined ? "" : " collection-synchronization"}`;
  return {
    ...headers,
    date,
    ...(digest === undefined ? {} : { digest }),
    signature: `keyId="${keyId}",algorithm="rsa-sha256",headers="${covered}",signature="${signature}"`,
  };
}

export type CavageSignature = {
  key_id: string;
  /** Lower-case; `hs2019` when the header names none. */
  algorithm: string;
  /** Names of what is covered, lower-case, in order. */
  covered: string[];
  signature: Buffer;
  /** Seconds since 1970. */
  created?: number;
  expires?: number;
};

const PARAMETER = /\s*([A-Za-z]+)=(?:"([^"]*)"|(\d{1,12}))\s*(,|$)/y;

/** The parts of a `Signature` header; undefined if it is malformed, incomplete, or says anything twice. */
export function parseCavage(header: string): CavageSignature | undefined {
  if (header.length > 8192) return undefined;
  const found = new Map<string, string>();
  let end = ",";
  for (PARAMETER.lastIndex = 0; end === ",";) {
    const match = PARAMETER.exec(header);
    if (match === null) return undefined;
    const [, name = "", quoted, number] = match;
    if (found.has(name)) return undefined;
    found.set(name, quoted ?? number ?? "");
    end = match[4] ?? "";
  }
  const [key_id, signature] = [id(found.get("keyId")), found.get("signature") ?? ""];
  const covered = (found.get("headers") ?? "date").toLowerCase().split(" ");
  const times = [found.get("created"), found.get("expires")];
  if (key_id === undefined || !/^[A-Za-z0-9+/]{1,2048}={0,2}$/.test(signature)) return undefined;
  if (covered.length > 32 || new Set(covered).size !== covered.length) return undefined;
  if (times.some((time) => time !== undefined && !/^\d{1,12}$/.test(time))) return undefined;
  return {
    key_id,
    algorithm: (found.get("algorithm") ?? "hs2019").toLowerCase(),
    covered,
    signature: Buffer.from(signature, "base64"),
    ...(times[0] === undefined ? {} : { created: Number(times[0]) }),
    ...(times[1] === undefined ? {} : { expires: Number(times[1]) }),
  };
}

/** Reads the `Signature` header of a request: what it refuses is 401; the rest awaits the key. `now` in milliseconds. */
export function verifyCavage(request: IncomingRequest, now: number): ReadSignature | RefusedSignature {
  const signed = parseCavage(request.headers.signature ?? "");
  if (signed === undefined) return refused("the Signature header is malformed");
  const problem =
    coverageProblem(signed, request) ?? hostProblem(request) ?? timeProblem(signed, request, now) ?? contentProblem(request);
  if (problem !== undefined) return refused(problem);
  const text = signedText(signed, request);
  if (text === undefined) return refused("the signature covers a header that the request lacks");
  const check = (key: KeyObject) => made(key, signed, text) || madeWithoutQuery(key, signed, request);
  const made_at = signed.covered.includes("date") ? Date.parse(request.headers.date ?? "") : (signed.created ?? 0) * 1000;
  return { scheme: "cavage", key_id: signed.key_id, made_at, check };
}

/** Fedify and old Mastodons leave the query out of what they sign. For a GET that changes nothing but the page of a list. */
function madeWithoutQuery(key: KeyObject, signed: CavageSignature, request: IncomingRequest): boolean {
  const mark = request.target.indexOf("?");
  if (mark < 0 || hasBody(request)) return false;
  const text = signedText(signed, { ...request, target: request.target.slice(0, mark) });
  return text !== undefined && made(key, signed, text);
}

function coverageProblem(signed: CavageSignature, request: IncomingRequest): string | undefined {
  const { algorithm, covered } = signed;
  if (algorithm !== "hs2019" && algorithm !== "rsa-sha256") return "the signature's algorithm is not supported";
  const when = covered.includes("date") || (covered.includes("(created)") && signed.created !== undefined);
  if (!when) return "the signature must cover date or (created)";
  // The draft forbids these two under the old names of algorithms, whose signers did not know them.
  if (algorithm !== "hs2019" && covered.some((name) => name === "(created)" || name === "(expires)"))
    return "(created) and (expires) need hs2019";
  const must = ["(request-target)", "host", ...(hasBody(request) ? ["digest"] : [])];
  const missing = must.find((name) => !covered.includes(name));
  return missing === undefined ? undefined : `the signature must cover ${missing}`;
}

function timeProblem(signed: CavageSignature, request: IncomingRequest, now: number): string | undefined {
  const late = createdProblem(signed.created, signed.expires, now);
  if (late !== undefined || !signed.covered.includes("date")) return late;
  return dateProblem(request.headers.date ?? "", now);
}

function contentProblem(request: IncomingRequest): string | undefined {
  const { digest } = request.headers;
  if (digest === undefined) return hasBody(request) ? "the Digest header is missing" : undefined;
  return matchesDigest(digest, request.body) ? undefined : "the Digest header does not match the body";
}

/** The signing string (draft-cavage-12, 2.3), or undefined if the request has not all that is covered. */
function signedText(signed: CavageSignature, request: IncomingRequest): Buffer | undefined {
  const lines = signed.covered.map((name) => signedLine(name, signed, request));
  return lines.includes(undefined) ? undefined : Buffer.from(lines.join("\n"));
}

function signedLine(name: string, signed: CavageSignature, request: IncomingRequest): string | undefined {
  if (name === "(request-target)") return `(request-target): ${request.method.toLowerCase()} ${request.target}`;
  if (name === "(created)") return signed.created === undefined ? undefined : `(created): ${signed.created}`;
  if (name === "(expires)") return signed.expires === undefined ? undefined : `(expires): ${signed.expires}`;
  const value = Object.hasOwn(request.headers, name) ? request.headers[name] : undefined;
  return value === undefined ? undefined : `${name}: ${value.trim()}`;
}

/** In practice hs2019 with an RSA key is PKCS#1 v1.5 with SHA-256 everywhere, whatever the draft says. */
function made(key: KeyObject, signed: CavageSignature, text: Buffer): boolean {
  try {
    if (key.asymmetricKeyType === "rsa") return verify("sha256", text, key, signed.signature);
    return key.asymmetricKeyType === "ed25519" && signed.algorithm === "hs2019" && verify(null, text, key, signed.signature);
  } catch {
    return false;
  }
}
