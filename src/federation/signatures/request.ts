// What signing and verifying are told about a request, and what they answer. Both schemes (draft-cavage and RFC 9421) speak in these terms.
import type { KeyObject } from "node:crypto";

/** A request about to be sent. */
export type OutgoingRequest = {
  /** In capitals, as it goes on the wire. */
  method: string;
  url: URL;
  /** Sent along, names in lower case; `date`, if present, is the one that is signed. */
  headers: Record<string, string>;
  body?: Buffer;
  /** `SHA-256=…` of the body, where it is already known: the body is then not hashed again. */
  digest?: string;
  keyId: string;
  /** An RSA private key. */
  key: KeyObject;
  /** Milliseconds. */
  now: number;
};

/** A request as it arrived. */
export type IncomingRequest = {
  method: string;
  /** Path and query as received, byte for byte: this is what was signed. */
  target: string;
  /** Lower-case names; what was sent more than once is joined with a comma, as node does. */
  headers: Record<string, string | undefined>;
  body: Buffer;
  /** Our public URL of this request: where the sender must have meant to send it. */
  url: string;
};

/** A signature that is complete and covers what it must, to be checked against the key that it names. */
export type ReadSignature = {
  scheme: "cavage" | "rfc9421";
  /** An http(s) URL: the key's id, which may also be the actor's. */
  key_id: string;
  /** When it was made, as the signature vouches for, ms. */
  made_at: number;
  /** Whether this key made the signature. Never throws: a key of the wrong kind made none. */
  check(key: KeyObject): boolean;
};

/** A signature that is ours to judge and that is not acceptable: 401, with a reason for the sender's logs. */
export type RefusedSignature = { refused: string };

export function refused(why: string): RefusedSignature {
  return { refused: why };
}

/** Whether the signature must vouch for a body. */
export function hasBody(request: IncomingRequest): boolean {
  return request.body.length > 0 || !["GET", "HEAD"].includes(request.method.toUpperCase());
}

/** The host of a `Host` header or URL in one spelling: lower-case, without the scheme's own port. */
export function plainHost(host: string, url: URL): string {
  const lower = host.trim().toLowerCase();
  const port = url.protocol === "https:" ? ":443" : ":80";
  return lower.endsWith(port) ? lower.slice(0, -port.length) : lower;
}

/** Why the `Host` header is refused: it must name the host at which we believe to be. Undefined when it does. */
export function hostProblem(request: IncomingRequest): string | undefined {
  const url = URL.parse(request.url);
  const same = url !== null && plainHost(request.headers.host ?? "", url) === plainHost(url.host, url);
  return same ? undefined : "the Host header names another host";
}
