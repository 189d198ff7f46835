/** Where a redirect leads and what goes along, as RFC 9110 §15.4 and the fetch standard have it, with caution added. */
import { HttpFailure } from "./failure.ts";
import { parseHttpUrl } from "./urls.ts";

/** One request of a chain of redirects. Header names are in lower case. */
export type Hop = { url: URL; method: string; headers: Record<string, string>; body: Buffer | undefined };

/** What a hop tells its signer: `url.host` is what the Host header will say. */
export type Sign = (hop: Hop) => Record<string, string>;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Secrets, and signatures that were made for one request target: not for another origin's eyes. */
const PERSONAL = ["authorization", "proxy-authorization", "cookie", "signature", "signature-input"];
/** What describes a body, gone when the body is gone. */
const OF_BODY = ["content-type", "content-encoding", "content-language", "content-location", "content-digest", "digest"];
/** The connection's business, never the caller's: a forged Host or length would let one request speak for another. */
const CONNECTION = new Set([
  "host",
  "connection",
  "content-length",
  "expect",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * The next hop, or undefined when the answer is final: not a redirect, or one without a location.
 * @param insecure whether https may lead to http
 * @throws HttpFailure `redirects` where the location is not one that we would follow
 */
export function nextHop(
  hop: Hop,
  answer: { status: number; headers: Record<string, string> },
  insecure: boolean,
): Hop | undefined {
  const location = answer.headers["location"];
  if (location === undefined || !REDIRECTS.has(answer.status)) return undefined;
  const url = parseHttpUrl(location, hop.url);
  if (url === undefined) throw new HttpFailure("redirects", `${hop.url.host} redirects to what is no http(s) URL`);
  if (hop.url.protocol === "https:" && url.protocol === "http:" && !insecure) {
    throw new HttpFailure("redirects", `${hop.url.host} redirects from https to http`);
  }
  url.hash = "";
  const headers = { ...hop.headers };
  if (url.origin !== hop.url.origin) for (const name of PERSONAL) delete headers[name];
  if (answer.status === 307 || answer.status === 308) return { ...hop, url, headers };
  for (const name of OF_BODY) delete headers[name];
  return { url, method: hop.method === "HEAD" ? "HEAD" : "GET", headers, body: undefined };
}

/** The headers of a request as undici takes them quickest: name, value, name, value. */
export function headersOf(hop: Hop, sign: Sign | undefined): string[] {
  const headers = sign === undefined ? hop.headers : { ...hop.headers, ...lowerCased(sign(hop)) };
  const flat: string[] = [];
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined && !CONNECTION.has(name)) flat.push(name, value);
  }
  return flat;
}

export function lowerCased(headers: Record<string, string>): Record<string, string> {
  const lower: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) lower[name.toLowerCase()] = value;
  }
  return lower;
}
