/** Writes the row of a new account; what the caller does not say has the defaults of a fresh, empty profile. */
import { conflict } from "../errors.ts";
import { toJson } from "../db/columns.ts";
import { normalizeUsername } from "../text/names.ts";
import type { Account, Tx } from "../db/schema.ts";

/** What an account cannot be without; `host` is "" for ours, `created_at` in ms. */
export type NewAccount = Pick<Account, "id" | "username" | "host" | "uri" | "created_at"> &
  Partial<Omit<Account, "username_lower">>;

/** @throws Refusal `conflict` when the handle, the uri or the id is taken */
export async function insertAccount(tx: Tx, values: NewAccount): Promise<Account> {
  const account = await tx
    .insertInto("accounts")
    .values(wholeAccount(values))
    .onConflict((oc) => oc.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (account === undefined) throw conflict("This account exists already");
  return account;
}

/** The row as it will be. */
export const wholeAccount = (values: NewAccount): Account => ({
  url: values.uri,
  actor_type: "Person",
  display_name: "",
  note: "",
  note_source: "",
  fields: toJson([]),
  emojis: toJson([]),
  also_known_as: toJson([]),
  moved_to_uri: "",
  avatar: "",
  header: "",
  inbox_url: "",
  shared_inbox_url: "",
  outbox_url: "",
  followers_url: "",
  following_url: "",
  featured_url: "",
  collections_url: "",
  feature_policy: 0,
  avatar_description: "",
  header_description: "",
  show_media: 1,
  show_media_replies: 1,
  show_featured: 1,
  locked: 0,
  bot: 0,
  discoverable: 0,
  indexable: 0,
  members_only: 0,
  no_downvotes: 0,
  approves_posts: 0,
  passes_on: 0,
  signed_in_only: 0,
  playlists_url: "",
  playlists_asked_at: 0,
  hide_collections: 0,
  memorial: 0,
  statuses_count: 0,
  followers_count: 0,
  following_count: 0,
  last_status_at: 0,
  updated_at: values.created_at,
  fetched_at: 0,
  silenced_at: 0,
  sensitized_at: 0,
  suspended_at: 0,
  deleted_at: 0,
  featured_tags_url: "",
  attribution_domains: toJson([]),
  moved_at: 0,
  links_due_at: 0,
  suspended_there: 0,
  version: 0,
  ...values,
  username_lower: normalizeUsername(values.username),
});
