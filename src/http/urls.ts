/** One spelling for every URL, host and origin that comes from outside. Pure; the network is not asked. */
import { HttpFailure } from "./failure.ts";

/** Longer than any URL in honest use; browsers and proxies stop near here. */
const MAX_URL = 8192;

/**
 * Reads an http(s) URL as WHATWG does, so that hosts are lower-case ASCII (IDNA) and IP addresses have one spelling,
 * and removes the host's trailing dot, which would make a second name for the same server.
 * @param base what a relative reference is relative to
 * @returns undefined for other schemes, credentials, empty hosts, over-long or unparsable text
 */
export function parseHttpUrl(text: string, base?: URL): URL | undefined {
  if (text.length > MAX_URL) return undefined;
  const url = URL.parse(text, base);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) return undefined;
  if (url.username !== "" || url.password !== "") return undefined;
  if (url.hostname.endsWith(".")) {
    const bare = url.hostname.slice(0, -1);
    if (bare === "" || bare.endsWith(".")) return undefined;
    url.hostname = bare;
  }
  return url;
}

/**
 * Scheme, host and port, such as `https://alpha.test` or `http://alpha.test:3000`; default ports are left out.
 * @throws HttpFailure `url` for what `parseHttpUrl` refuses
 */
export function originOf(url: string): string {
  return getHttpUrl(url).origin;
}

/**
 * Host with port, such as `alpha.test` or `alpha.test:3000`; default ports are left out.
 * @throws HttpFailure `url` for what `parseHttpUrl` refuses
 */
export function hostOf(url: string): string {
  return getHttpUrl(url).host;
}

/** @throws HttpFailure `url` for what `parseHttpUrl` refuses */
export function getHttpUrl(text: string): URL {
  const url = parseHttpUrl(text);
  // The text comes from anywhere and the message goes to logs: the beginning is enough.
  if (url === undefined) throw new HttpFailure("url", `not an http(s) URL: ${JSON.stringify(text.slice(0, 200))}`);
  return url;
}
