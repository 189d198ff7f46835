/** OAuth scopes as Mastodon has them: `read` holds every `read:…`, `follow` is the old name of six of them. */

const ACCESS = "accounts blocks bookmarks collections favourites filters follows lists mutes notifications".split(" ");
const READ = [...ACCESS, "search", "statuses"];
const WRITE = [...ACCESS, "conversations", "media", "reports", "statuses"];
const ADMIN = [
  "accounts",
  "reports",
  "domain_allows",
  "domain_blocks",
  "ip_blocks",
  "email_domain_blocks",
  "canonical_email_blocks",
];
const FOLLOW = ["blocks", "follows", "mutes"];

/** Every scope that an app may ask for. */
export const SCOPES: readonly string[] = [
  "read",
  "profile",
  "write",
  "follow",
  "push",
  "admin:read",
  "admin:write",
  ...READ.map((name) => `read:${name}`),
  ...WRITE.map((name) => `write:${name}`),
  ...ADMIN.map((name) => `admin:read:${name}`),
  ...ADMIN.map((name) => `admin:write:${name}`),
];
const KNOWN: ReadonlySet<string> = new Set(SCOPES);

export const DEFAULT_SCOPES: readonly string[] = ["read"];

/** The scopes of a request, parted by spaces (`+` in a query is one already) or given as a list; each once, in their order. */
export const splitScopes = (scopes: string | readonly string[]): string[] => {
  const text = typeof scopes === "string" ? scopes : scopes.join(" ");
  return [...new Set(text.slice(0, 2000).split(/[\s,+]+/))].filter((scope) => scope !== "");
};

/** Whether every one of them is a scope that exists. */
export const areScopes = (scopes: readonly string[]): boolean => scopes.every((scope) => KNOWN.has(scope));

/** Whether a token with the granted scopes may do what needs `needed`, such as `read:statuses`, `push` or `profile`. */
export function mayUse(granted: readonly string[], needed: string): boolean {
  if (granted.includes(needed)) return true;
  // Who may read accounts may read their own.
  if (needed === "profile") return granted.includes("read") || granted.includes("read:accounts");
  const parts = needed.split(":");
  for (let length = parts.length - 1; length > 0; length--) {
    const parent = parts.slice(0, length).join(":");
    if (parent !== "admin" && granted.includes(parent)) return true;
  }
  return granted.includes("follow") && parts.length === 2 && parts[0] !== "admin" && FOLLOW.includes(parts[1] ?? "");
}

/** The requested scopes if all of them lie within the registered ones, otherwise undefined: an app never gets more than it registered. */
export function narrowScopes(requested: readonly string[], registered: readonly string[]): string[] | undefined {
  return areScopes(requested) && requested.every((scope) => mayUse(registered, scope)) ? [...requested] : undefined;
}
