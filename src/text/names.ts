/** One spelling for the names by which people, servers and tags are found: two spellings of one host must never pass for two hosts. */

const MAX_USERNAME = 128;
const MAX_HOST = 253;
const USERNAME = /^[a-z0-9_]+(?:[.-]+[a-z0-9_]+)*$/i;

/** An account's name, split. `host` is normalised and absent for an account of this server; `username` is as written. */
export type Handle = { username: string; host: string | undefined };

/**
 * A host as it is stored and compared: lower-case, IDNA in ASCII, no trailing dot, with its port unless that is 443. IP
 * addresses come out in the WHATWG spelling (`127.1` is `127.0.0.1`). Undefined for what is no host.
 */
export function normalizeHost(host: string): string | undefined {
  if (host.length > MAX_HOST + 6 || !/^[^\s/\\?#@%<>]+$/.test(host)) return undefined;
  const url = URL.parse(`https://${host}/`);
  if (!url) return undefined;
  const name = url.hostname.replace(/\.$/, "");
  if (name === "" || name.length > MAX_HOST || name.startsWith(".") || name.includes("..")) return undefined;
  return url.port === "" ? name : `${name}:${url.port}`;
}

/** The form of a username under which it is looked up. */
export function normalizeUsername(username: string): string {
  return username.toLowerCase();
}

/** A tag as it is looked up: without `#`, NFKC, lower-case (Mastodon shows the name as its author wrote it). */
export function normalizeTag(name: string): string {
  // NFKC may bring forth spaces and number signs, lower-casing may undo NFKC.
  return name.normalize("NFKC").trim().replace(/^#/, "").toLowerCase().normalize("NFKC");
}

/** Reads `@ann@host`, `ann@host`, `acct:ann@host` (RFC 7565), `!group@host` (as forums write it), `@ann` or `ann`; undefined for anything else. */
export function parseHandle(text: string): Handle | undefined {
  if (text.length > MAX_USERNAME + MAX_HOST + 16) return undefined;
  const bare = text
    .trim()
    .replace(/^acct:/i, "")
    .replace(/^(?:@|!(?=[^@]+@))/, "");
  const at = bare.indexOf("@");
  const username = at < 0 ? bare : bare.slice(0, at);
  if (username.length > MAX_USERNAME || !USERNAME.test(username)) return undefined;
  if (at < 0) return { username, host: undefined };
  const host = normalizeHost(bare.slice(at + 1));
  return host === undefined ? undefined : { username, host };
}

/** `ann` or `ann@host` in the one form under which accounts are looked up; undefined for what is no handle. */
export function normalizeHandle(text: string): string | undefined {
  const handle = parseHandle(text);
  if (!handle) return undefined;
  const username = normalizeUsername(handle.username);
  return handle.host === undefined ? username : `${username}@${handle.host}`;
}
