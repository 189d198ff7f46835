/** Accounts, those who log in to them, and how they prove it. Columns as in `migrations/`; a test compares them. */
import type { Generated } from "kysely";
import type { Flag, Json } from "../columns.ts";
import type { Role, Field, Emoji, UserSettings } from "../values.ts";

export interface AccountsTable {
  id: number;
  username: string;
  username_lower: string;
  host: string;
  uri: string;
  url: string;
  actor_type: string;
  display_name: string;
  note: string;
  note_source: string;
  fields: Json<Field[]>;
  emojis: Json<Emoji[]>;
  also_known_as: Json<string[]>;
  moved_to_uri: string;
  avatar: string;
  header: string;
  inbox_url: string;
  shared_inbox_url: string;
  outbox_url: string;
  followers_url: string;
  following_url: string;
  featured_url: string;
  /** Its collections (FEP-7aa9); "" for ours and where there are none. */
  collections_url: string;
  /** Who may put it into a collection, as bits (quotes/policy.ts); ours say so otherwise. */
  feature_policy: number;
  /** Plain words for those who do not see the pictures. */
  avatar_description: string;
  header_description: string;
  /** Which tabs its profile has. */
  show_media: Flag;
  show_media_replies: Flag;
  show_featured: Flag;
  locked: Flag;
  bot: Flag;
  discoverable: Flag;
  indexable: Flag;
  /** A group whose posts are for its members alone. */
  members_only: Flag;
  /** One elsewhere whose posts nobody is to see who is not signed in somewhere (Misskey). */
  signed_in_only: Generated<Flag>;
  /** A group elsewhere that takes no votes against; of ours `groups` says it. */
  no_downvotes: Generated<Flag>;
  /** A group elsewhere that looks at first posts before others see them. */
  approves_posts: Generated<Flag>;
  /** A group elsewhere that passes on what its people do (FEP-1b12): its document says so, or it has done it. */
  passes_on: Generated<Flag>;
  /** Where one elsewhere lists its playlists (PeerTube), or "". */
  playlists_url: Generated<string>;
  /** ms: when it was last asked for them. */
  playlists_asked_at: Generated<number>;
  hide_collections: Flag;
  memorial: Flag;
  statuses_count: number;
  followers_count: number;
  following_count: number;
  last_status_at: number;
  created_at: number;
  updated_at: number;
  fetched_at: number;
  silenced_at: number;
  /** Its media count as sensitive. */
  sensitized_at: number;
  suspended_at: number;
  deleted_at: number;
  featured_tags_url: string;
  /** Hosts whose pages may name this account as their author. */
  attribution_domains: Json<string[]>;
  /** When it last moved away, or its follows were last moved here. */
  moved_at: number;
  /** Its own server has suspended it, and for that reason alone it is suspended here. */
  suspended_there: Flag;
  /** When the links of its profile are to be asked whether they link back; 0 = never. */
  links_due_at: number;
  /** Raised by the database itself whenever something of it changes that is shown and is no counter. */
  version: Generated<number>;
}

export interface UsersTable {
  id: number;
  email: string;
  email_lower: string;
  password_hash: string;
  role: Role;
  locale: string;
  settings: Json<UserSettings>;
  sign_up_reason: string;
  confirmed_at: number;
  approved: Flag;
  disabled: Flag;
  created_at: number;
  last_seen_at: number;
}

export interface SessionsTable {
  id: number;
  token_hash: string;
  user_id: number;
  ip: string;
  user_agent: string;
  created_at: number;
  last_seen_at: number;
  /** The team for which its person acts; null = for themselves. */
  acting_id: Generated<number | null>;
}

export interface KeysTable {
  account_id: number;
  kind: "rsa" | "ed25519";
  public_jwk: Json<Record<string, unknown>>;
  private_jwe: string;
  created_at: number;
}

export interface RemoteKeysTable {
  uri: string;
  owner_uri: string;
  pem: string;
  fetched_at: number;
}

export interface AppsTable {
  id: number;
  client_id: string;
  client_secret_hash: string;
  name: string;
  website: string;
  redirect_uris: Json<string[]>;
  scopes: string;
  created_at: number;
}

export interface CodesTable {
  code_hash: string;
  app_id: number;
  user_id: number;
  redirect_uri: string;
  scopes: string;
  challenge: string;
  expires_at: number;
  used_at: number;
  /** Of a team: for whose hands the token is. */
  member_id: Generated<number | null>;
}

export interface TokensTable {
  id: number;
  token_hash: string;
  app_id: number;
  user_id: number | null;
  scopes: string;
  created_at: number;
  last_used_at: number;
  code_hash: string;
  /** Of a team: whose hands it is in; null = of who logs in. */
  member_id: Generated<number | null>;
}

export interface AccountsTables {
  accounts: AccountsTable;
  users: UsersTable;
  sessions: SessionsTable;
  keys: KeysTable;
  remote_keys: RemoteKeysTable;
  apps: AppsTable;
  codes: CodesTable;
  tokens: TokensTable;
}
