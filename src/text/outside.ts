/** What text and URLs from outside go through before anything else looks at them. */

const MAX_URL = 2048;

/**
 * A URL field from outside, or undefined unless it is an absolute http(s) URL of at most 2,048 characters without
 * credentials (CVE-2023-36459 and its kin came through URL fields). A plainly written URL is returned as it was, because URLs
 * and ids are compared as text; any other comes back as the WHATWG parser understood it.
 */
export function httpUrl(text: string): string | undefined {
  const trimmed = text.length > MAX_URL + 64 ? "" : text.trim();
  // The WHATWG parser silently drops line ends and tabs inside a URL; nobody who writes them means well.
  if (trimmed.length > MAX_URL || !/^https?:\/\/[^/\\]/i.test(trimmed) || /[\t\r\n]/.test(trimmed)) return undefined;
  const url = URL.parse(trimmed);
  if (!url || url.username !== "" || url.password !== "" || url.hostname === "") return undefined;
  const result = /^[!#-;=?-[\]_a-z~]+$/i.test(trimmed) ? trimmed : url.href;
  return result.length > MAX_URL ? undefined : result;
}

/** Drops U+0000, which PostgreSQL cannot store, and makes lone surrogates U+FFFD, which UTF-8 cannot write. */
export function stripNul(text: string): string {
  return (text.includes("\0") ? text.replaceAll("\0", "") : text).toWellFormed();
}
