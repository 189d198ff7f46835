/** The JSON of the client API as the tests read it: the fields that they look at, in Mastodon's names. */

export type AccountJson = {
  id: string;
  username: string;
  acct: string;
  uri: string;
  url: string;
  display_name: string;
  locked: boolean;
  note: string;
  statuses_count: number;
  followers_count: number;
  following_count: number;
  fields: { name: string; value: string; verified_at: string | null }[];
};

export type PollJson = {
  id: string;
  expired: boolean;
  votes_count: number;
  voters_count: number | null;
  options: { title: string; votes_count: number | null }[];
  voted?: boolean;
};

export type StatusJson = {
  id: string;
  uri: string;
  url: string;
  content: string;
  spoiler_text: string;
  sensitive: boolean;
  visibility: "public" | "unlisted" | "private" | "direct";
  created_at: string;
  edited_at: string | null;
  in_reply_to_id: string | null;
  in_reply_to_account_id: string | null;
  account: AccountJson;
  reblog: StatusJson | null;
  favourites_count: number;
  reblogs_count: number;
  replies_count: number;
  favourited: boolean;
  reblogged: boolean;
  bookmarked: boolean;
  mentions: { id: string; acct: string; username: string; url: string }[];
  tags: { name: string; url: string }[];
  poll: PollJson | null;
  media_attachments: { id: string; type: string; url: string; description: string | null; blurhash: string | null }[];
};

export type NotificationJson = { id: string; type: string; created_at: string; account: AccountJson; status?: StatusJson };

export type RelationshipJson = {
  id: string;
  following: boolean;
  followed_by: boolean;
  requested: boolean;
  requested_by: boolean;
  blocking: boolean;
  blocked_by: boolean;
  muting: boolean;
};

export type ContextJson = { ancestors: StatusJson[]; descendants: StatusJson[] };
export type SearchJson = { accounts: AccountJson[]; statuses: StatusJson[]; hashtags: { name: string }[] };

/** What `posts` takes besides the text. */
export type PostOptions = {
  visibility?: StatusJson["visibility"];
  in_reply_to_id?: string;
  spoiler_text?: string;
  sensitive?: boolean;
  media_ids?: string[];
  language?: string;
  poll?: { options: string[]; expires_in: number; multiple?: boolean; hide_totals?: boolean };
  group_id?: string;
  title?: string;
};
