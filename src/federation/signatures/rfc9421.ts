/**
 * HTTP message signatures (RFC 9421), as the fediverse has begun to make them: one signature, label `sig1`, RSA v1.5 with SHA-256 or Ed25519.
 *
 * Fedify's verifier accepts signatures that leave out the content's digest; ours does not.
 */
import { sign, verify, type KeyObject } from "node:crypto";
import { id } from "../read/shape.ts";
import { matchesContentDigest, toContentDigest, toDigest } from "./digest.ts";
import {
  hasBody,
  hostProblem,
  plainHost,
  refused,
  type IncomingRequest,
  type OutgoingRequest,
  type ReadSignature,
  type RefusedSignature,
} from "./request.ts";
import { parseSignature, parseSignatureInput, type SignatureInput } from "./structured.ts";
import { createdProblem, dateProblem } from "./window.ts";

/** The headers to send: the given ones, `content-digest` (if there is a body), `signature-input` and `signature`, over `@method`, `@target-uri` and the digest. */
export function signRfc9421(request: OutgoingRequest): Record<string, string> {
  const { method, url, headers, body, keyId, key, now } = request;
  const digest = request.digest ?? (body === undefined ? undefined : toDigest(body));
  const contentDigest = digest === undefined ? undefined : toContentDigest(digest);
  const followers = headers["collection-synchronization"];
  const names = ["@method", "@target-uri", ...(contentDigest === undefined ? [] : ["content-digest"])];
  if (followers !== undefined) names.push("collection-synchronization");
  const list = names.map((name) => `"${name}"`).join(" ");
  const params = `(${list});created=${Math.floor(now / 1000)};keyid="${keyId}";alg="rsa-v1_5-sha256"`;
  // A fragment is never sent, so it cannot be signed either.
  let text = `"@method": ${method}\n"@target-uri": ${url.href.split("#", 1)[0]}\n`;
  if (contentDigest !== undefined) text += `"content-digest": ${contentDigest}\n`;
  if (followers !== undefined) text += `"collection-synchronization": ${followers}\n`;
  const signature = sign("sha256", Buffer.from(`${text}"@signature-params": ${params}`), key).toString("base64");
  return {
    ...headers,
    ...(contentDigest === undefined ? {} : { "content-digest": contentDigest }),
    "signature-input": `sig1=${params}`,
    signature: `sig1=:${signature}:`,
  };
}

/** Reads the `Signature-Input` and `Signature` headers of a request: what it refuses is 401; the rest awaits the key. `now` in milliseconds. */
export function verifyRfc9421(request: IncomingRequest, now: number): ReadSignature | RefusedSignature {
  const input = parseSignatureInput(request.headers["signature-input"] ?? "");
  if (input === undefined) return refused("the Signature-Input header is malformed or has not exactly one signature");
  const signature = parseSignature(request.headers.signature ?? "", input.label);
  if (signature === undefined) return refused("the Signature header does not fit the Signature-Input header");
  const key_id = id(input.params.get("keyid"));
  if (key_id === undefined) return refused("the signature's keyid is not a URL");
  const problem = parameterProblem(input, request, now) ?? hostProblem(request) ?? contentProblem(input, request);
  if (problem !== undefined) return refused(problem);
  const lines = input.components.map((name) => signedLine(name, request));
  if (lines.includes(undefined)) return refused("the signature covers a component that the request lacks");
  const text = Buffer.from([...lines, `"@signature-params": ${input.raw}`].join("\n"));
  const algorithm = input.params.get("alg");
  const made_at = Number(input.params.get("created")) * 1000;
  return { scheme: "rfc9421", key_id, made_at, check: (key) => made(key, algorithm, text, signature) };
}

function parameterProblem(input: SignatureInput, request: IncomingRequest, now: number): string | undefined {
  const { components, params } = input;
  const [created, expires, algorithm] = [params.get("created"), params.get("expires"), params.get("alg")];
  if (typeof created !== "number") return "the signature must say when it was created";
  if (expires !== undefined && typeof expires !== "number") return "the signature's expires is malformed";
  if (algorithm !== undefined && algorithm !== "rsa-v1_5-sha256" && algorithm !== "ed25519")
    return "the signature's algorithm is not supported";
  const late = createdProblem(created, expires, now);
  if (late !== undefined) return late;
  return components.includes("date") ? dateProblem(request.headers.date ?? "", now) : undefined;
}

function contentProblem({ components }: SignatureInput, request: IncomingRequest): string | undefined {
  const must = ["@method", "@target-uri", ...(hasBody(request) ? ["content-digest"] : [])];
  const missing = must.find((name) => !components.includes(name));
  if (missing !== undefined) return `the signature must cover ${missing}`;
  const digest = request.headers["content-digest"];
  if (digest === undefined) return hasBody(request) ? "the Content-Digest header is missing" : undefined;
  return matchesContentDigest(digest, request.body) ? undefined : "the Content-Digest header does not match the body";
}

/** One line of the signature base (RFC 9421, 2.5), or undefined for what we do not know or the request does not have. */
function signedLine(name: string, request: IncomingRequest): string | undefined {
  const value = name.startsWith("@") ? derived(name, request) : header(name, request);
  return value === undefined ? undefined : `"${name}": ${value}`;
}

function header(name: string, request: IncomingRequest): string | undefined {
  return Object.hasOwn(request.headers, name) ? request.headers[name]?.trim() : undefined;
}

/** Derived components (RFC 9421, 2.2). */
function derived(name: string, request: IncomingRequest): string | undefined {
  const url = URL.parse(request.url);
  if (url === null) return undefined;
  const mark = request.target.indexOf("?");
  switch (name) {
    case "@method":
      return request.method.toUpperCase();
    case "@target-uri":
      return request.url;
    case "@authority":
      return plainHost(url.host, url);
    case "@scheme":
      return url.protocol.slice(0, -1);
    case "@request-target":
      return request.target;
    case "@path":
      return mark < 0 ? request.target : request.target.slice(0, mark);
    case "@query":
      return mark < 0 ? "?" : request.target.slice(mark);
    default:
      return undefined;
  }
}

function made(key: KeyObject, algorithm: unknown, text: Buffer, signature: Buffer): boolean {
  try {
    if (key.asymmetricKeyType === "rsa") return algorithm !== "ed25519" && verify("sha256", text, key, signature);
    return key.asymmetricKeyType === "ed25519" && algorithm !== "rsa-v1_5-sha256" && verify(null, text, key, signature);
  } catch {
    return false;
  }
}
