/** Where the pages and forms are. The views link by these helpers and the web door routes by the same paths. */
import type { Account } from "../src/db/schema.ts";

type Named = Pick<Account, "username" | "host">;

/** The name by which people here call an account: `mia`, or `mia@elsewhere.example`. */
export const acctOf = ({ username, host }: Named): string => (host === "" ? username : `${username}@${host}`);

export type StatusAct =
  | "favourite"
  | "unfavourite"
  | "reblog"
  | "unreblog"
  | "bookmark"
  | "unbookmark"
  | "delete"
  | "pin"
  | "unpin";
export type AccountAct = "follow" | "unfollow" | "block" | "unblock" | "mute" | "unmute" | "remove";

const profile = (account: Named): string => `/@${acctOf(account)}`;

export const routes = {
  front: "/",
  about: "/about",
  /** Chooses the language of the pages, and comes back. */
  language: (tag: string, return_to: string): string => `/language?${new URLSearchParams({ set: tag, return_to }).toString()}`,
  privacy: "/privacy-policy",
  terms: "/terms-of-service",
  signIn: "/sign_in",
  signUp: "/sign_up",
  /** POST only. */
  signOut: "/sign_out",
  setup: "/setup",
  home: "/home",
  local: "/local",
  federated: "/federated",
  notifications: "/notifications",
  bookmarks: "/bookmarks",
  favourites: "/favourites",
  followRequests: "/follow_requests",
  settingsProfile: "/settings/profile",
  settingsPreferences: "/settings/preferences",
  settingsPassword: "/settings/password",
  settingsSessions: "/settings/sessions",
  settingsMoving: "/settings/moving",
  /** POST. */
  addAlias: "/settings/moving/alias",
  removeAlias: "/settings/moving/alias/remove",
  claimAlias: "/settings/moving/alias/claim",
  moveAway: "/settings/moving/away",
  moveBack: "/settings/moving/back",
  importFollows: "/settings/moving/follows",
  /** GET. */
  exportFollows: "/settings/moving/following_accounts.csv",
  /** GET asks, POST does it. */
  deleteAccount: "/settings/delete",
  /** POST. */
  endSession: (id: number): string => `/settings/sessions/${id}/end`,
  /** GET and POST: asks for a letter; with `?token=` from that letter, GET shows the form for a new password, which goes to `newPassword`. */
  resetPassword: "/auth/password",
  newPassword: "/auth/password/new",
  hosts: (state?: string, after?: string): string => {
    const query = new URLSearchParams({
      ...(state === undefined ? {} : { state }),
      ...(after === undefined ? {} : { after }),
    }).toString();
    return query === "" ? "/admin/hosts" : `/admin/hosts?${query}`;
  },
  /** POST. */
  actOnHost: (host: string, act: "pause" | "retry" | "purge"): string => `/admin/hosts/${encodeURIComponent(host)}/${act}`,
  relays: "/admin/relays",
  /** POST. */
  actOnRelay: (id: number, act: "enable" | "disable" | "remove"): string => `/admin/relays/${id}/${act}`,
  search: (q = ""): string => (q === "" ? "/search" : `/search?q=${encodeURIComponent(q)}`),
  tag: (name: string): string => `/tags/${encodeURIComponent(name)}`,
  profile,
  /** The other tabs of a profile. */
  profileReplies: (account: Named): string => `${profile(account)}/replies`,
  profileMedia: (account: Named): string => `${profile(account)}/media`,
  followers: (account: Named): string => `${profile(account)}/followers`,
  following: (account: Named): string => `${profile(account)}/following`,
  status: (id: number, author: Named): string => `${profile(author)}/${id}`,
  /** GET the form (`?reply=ID` answers), POST it (multipart). */
  compose: (reply?: number): string => (reply === undefined ? "/compose" : `/compose?reply=${reply}`),
  /** The form with words in it already. */
  composeWith: ({ reply, text, spoiler_text }: { reply: number | undefined; text: string; spoiler_text: string }): string => {
    const given = Object.entries({
      reply: reply?.toString() ?? "",
      text: text.slice(0, 5000),
      spoiler_text: spoiler_text.slice(0, 500),
    });
    return `/compose?${new URLSearchParams(given.filter(([, value]) => value !== "")).toString()}`;
  },
  /** GET the form, POST it (multipart). */
  editStatus: (id: number): string => `/statuses/${id}/edit`,
  /** POST; `delete` is also a GET, which asks first. */
  actOnStatus: (id: number, act: StatusAct): string => `/statuses/${id}/${act}`,
  /** POST: `emoji`, or when that is empty `other`. */
  react: (status_id: number): string => `/statuses/${status_id}/react`,
  unreact: (status_id: number): string => `/statuses/${status_id}/unreact`,
  /** POST. */
  vote: (status_id: number): string => `/statuses/${status_id}/vote`,
  /** POST. */
  actOnAccount: (id: number, act: AccountAct): string => `/accounts/${id}/${act}`,
  /** POST; the id is that of the account that asks. */
  answerRequest: (account_id: number, answer: "authorize" | "reject"): string => `/follow_requests/${account_id}/${answer}`,
} as const;
