/** What an origin says of an account, as columns: texts made harmless, numbers clamped, addresses checked. */
import { flag, toJson } from "../db/columns.ts";
import type { Account } from "../db/schema.ts";
import { invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { readFeaturePolicy } from "../collections/policy.ts";
import { sanitizeContent, sanitizeField, sanitizeName } from "../sanitize.ts";
import { normalizeHost } from "../text/names.ts";
import { httpUrl, stripNul } from "../text/outside.ts";
import { isOurs } from "../uris.ts";

type Maybe<Value> = Value | undefined;

/** A remote account as its own origin has just described it; texts are raw. `host` is the one WebFinger has confirmed. */
export type RemoteAccount = {
  uri: string;
  type: string;
  username: string;
  host: string;
  display_name: string;
  note: string;
  url: string;
  inbox_url: string;
  shared_inbox_url: Maybe<string>;
  outbox_url: Maybe<string>;
  followers_url: Maybe<string>;
  following_url: Maybe<string>;
  featured_url: Maybe<string>;
  featured_tags_url?: Maybe<string>;
  attribution_domains?: readonly string[];
  /** Its collections (FEP-7aa9), and who may put it into one, by ids of people and collections. */
  collections_url?: Maybe<string>;
  feature_policy?: Maybe<{ automatic: readonly string[]; manual: readonly string[] }>;
  avatar_url: Maybe<string>;
  header_url: Maybe<string>;
  avatar_description?: Maybe<string>;
  header_description?: Maybe<string>;
  locked: boolean;
  discoverable: boolean;
  indexable: boolean;
  bot: boolean;
  memorial: boolean;
  /** By its own server. */
  suspended?: boolean;
  /** Visitors who are not signed in are not to see what it posts. */
  signed_in_only?: boolean;
  /** A group whose posts are for its members alone. */
  members_only?: boolean;
  /** A group that takes no votes against. */
  no_downvotes?: boolean;
  /** A group that looks at first posts before others see them. */
  approves_posts?: boolean;
  /** A group whose document has what only those have that pass on what their people do. */
  passes_on?: boolean;
  /** A group in which its moderators alone begin threads. */
  restricted?: boolean;
  /** Of a group, in plain text. */
  rules?: readonly string[];
  /** Where a group tells those in it what it tells nobody else. */
  inside_url?: Maybe<string>;
  /** Where its playlists are listed. */
  playlists_url?: Maybe<string>;
  /** What it tells everybody of what it does, and where its CV is. */
  headline?: string;
  open_to?: readonly string[];
  cv_url?: Maybe<string>;
  fields: readonly { name: string; value: string }[];
  also_known_as: readonly string[];
  moved_to: Maybe<string>;
  emojis: readonly { shortcode: string; url: string }[];
  /** ms */
  published: Maybe<number>;
  /** What its collections say; left out, the counts stay as they are. */
  followers_count?: Maybe<number>;
  following_count?: Maybe<number>;
  statuses_count?: Maybe<number>;
};

const MAX_COUNT = 1_000_000_000;

/** The columns that a description fills. */
export type Values = Pick<Account, "username" | "host" | "uri" | "created_at"> & Partial<Omit<Account, "username_lower" | "id">>;

/** @throws Refusal `invalid` for one that claims to be of this server */
export function readRecord(kith: Kith, record: RemoteAccount): Values {
  const host = normalizeHost(record.host);
  const { instance } = kith;
  if (host === undefined || host === instance.domain || isOurs(instance, record.uri))
    throw invalid("a remote account must be of another server");
  const now = kith.now();
  return {
    uri: record.uri,
    url: address(record.url) || record.uri,
    username: stripNul(record.username).slice(0, 200),
    host,
    actor_type: record.type,
    display_name: sanitizeName(record.display_name, 255),
    note: sanitizeContent(record.note.slice(0, 50_000)),
    fields: toJson(
      record.fields
        .slice(0, 20)
        .map(({ name, value }) => ({ name: sanitizeName(name), value: sanitizeField(value), verified_at: 0 })),
    ),
    emojis: toJson(record.emojis.slice(0, 100).flatMap(({ shortcode, url }) => (httpUrl(url) ? [{ shortcode, url }] : []))),
    also_known_as: toJson(
      record.also_known_as
        .slice(0, 50)
        .map(address)
        .filter((uri) => uri !== ""),
    ),
    moved_to_uri: address(record.moved_to),
    attribution_domains: toJson([...(record.attribution_domains ?? [])].slice(0, 50)),
    avatar: address(record.avatar_url),
    header: address(record.header_url),
    avatar_description: sanitizeName(record.avatar_description ?? "", 1500),
    header_description: sanitizeName(record.header_description ?? "", 1500),
    ...placesOf(record),
    ...flagsOf(record),
    ...countsOf(record),
    created_at: Math.min(record.published ?? now, now),
    updated_at: now,
    fetched_at: now,
  };
}

const placesOf = (record: RemoteAccount) => ({
  inbox_url: address(record.inbox_url),
  shared_inbox_url: address(record.shared_inbox_url),
  outbox_url: address(record.outbox_url),
  followers_url: address(record.followers_url),
  following_url: address(record.following_url),
  featured_url: address(record.featured_url),
  featured_tags_url: address(record.featured_tags_url),
  collections_url: address(record.collections_url),
  playlists_url: address(record.playlists_url),
  feature_policy: readFeaturePolicy(record.feature_policy, {
    uri: record.uri,
    followers_url: address(record.followers_url),
    following_url: address(record.following_url),
  }),
});

const flagsOf = (record: RemoteAccount) => ({
  signed_in_only: flag(record.signed_in_only === true),
  locked: flag(record.locked),
  bot: flag(record.bot),
  discoverable: flag(record.discoverable),
  indexable: flag(record.indexable),
  memorial: flag(record.memorial),
  members_only: flag(record.members_only ?? false),
  // Of a group for its members alone, who is in it is nobody else's business, also as far as it is known here.
  hide_collections: flag(record.members_only ?? false),
  no_downvotes: flag(record.no_downvotes ?? false),
  approves_posts: flag(record.approves_posts ?? false),
  // What it has done counts as well, and is not forgotten for a document that says nothing of it.
  ...(record.passes_on === true ? { passes_on: flag(true) } : {}),
});

function countsOf({ followers_count, following_count, statuses_count }: RemoteAccount) {
  const said = Object.entries({ followers_count, following_count, statuses_count }).filter(([, count]) => Number.isFinite(count));
  return Object.fromEntries(said.map(([name, count]) => [name, Math.min(Math.max(Math.trunc(Number(count)), 0), MAX_COUNT)]));
}

const address = (url: string | undefined): string => (url === undefined ? "" : (httpUrl(url) ?? ""));
