/** What an app may do, in words: whole permissions first, then the parts of others. */
import type { Key } from "../../src/words/catalogue.ts";
import type { ViewContext } from "../frame/context.ts";

const WHOLE: Readonly<Record<string, Key>> = {
  profile: "access.may_profile",
  read: "access.may_read",
  write: "access.may_write",
  follow: "access.may_follow",
  push: "access.may_push",
  "admin:read": "access.may_admin_read",
  "admin:write": "access.may_admin_write",
};

const PARTS: readonly (readonly [parent: string, words: Key])[] = [
  ["read", "access.may_read_some"],
  ["write", "access.may_write_some"],
  ["admin:read", "access.may_admin_read_some"],
  ["admin:write", "access.may_admin_write_some"],
];

const THINGS: Readonly<Record<string, Key>> = {
  accounts: "access.thing_accounts",
  blocks: "access.thing_blocks",
  bookmarks: "access.thing_bookmarks",
  canonical_email_blocks: "access.thing_email_blocks",
  collections: "access.thing_collections",
  conversations: "access.thing_conversations",
  domain_allows: "access.thing_domain_allows",
  domain_blocks: "access.thing_domain_blocks",
  email_domain_blocks: "access.thing_email_blocks",
  favourites: "access.thing_favourites",
  filters: "access.thing_filters",
  follows: "access.thing_follows",
  ip_blocks: "access.thing_ip_blocks",
  lists: "access.thing_lists",
  media: "access.thing_media",
  mutes: "access.thing_mutes",
  notifications: "access.thing_notifications",
  reports: "access.thing_reports",
  search: "access.thing_search",
  statuses: "access.thing_statuses",
};

export function scopesInWords({ t, locale }: ViewContext, scopes: readonly string[]): string[] {
  const whole = scopes.filter((scope) => scope in WHOLE);
  // Parts of what is granted whole say nothing new.
  const within = scopes.filter((scope) => !whole.some((parent) => scope === parent || scope.startsWith(`${parent}:`)));
  const named = (thing: string) => {
    const key = THINGS[thing];
    return key === undefined ? thing.replaceAll("_", " ") : t(key);
  };
  const several = PARTS.flatMap(([parent, words]) => {
    const things = within.filter((scope) => scope.startsWith(`${parent}:`)).map((scope) => named(scope.slice(parent.length + 1)));
    return things.length === 0 ? [] : [t(words, { things: locale.list([...new Set(things)]) })];
  });
  return [...whole.flatMap((scope) => (WHOLE[scope] === undefined ? [] : [t(WHOLE[scope])])), ...several];
}
