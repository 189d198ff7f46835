/** Where the feeds of a page are, for its head and for people. */
import type { FeedKind } from "../frame/routes.ts";

const TYPES: Readonly<Record<FeedKind, string>> = {
  rss: "application/rss+xml",
  atom: "application/atom+xml",
  json: "application/feed+json",
};

/** @param address that of each kind, such as `(kind) => routes.profileFeed(account, kind)` */
export const feedsAt = (address: (kind: FeedKind) => string): { href: string; type: string }[] =>
  (Object.keys(TYPES) as FeedKind[]).map((kind) => ({ href: address(kind), type: TYPES[kind] }));
