/** Where the pages and forms are. The views link by these helpers and the web door routes by the same paths. */
import type { Account } from "../../src/db/schema.ts";
import { cvPaths } from "../people/cv-paths.ts";
import { draftPaths } from "../writing/draft-paths.ts";
import { eventPaths } from "../events/event-paths.ts";
import { teamPaths } from "../teams/team-paths.ts";
import { friendPaths } from "../people/friend-paths.ts";
import { groupPaths } from "../groups/group-paths.ts";
import { insightPaths } from "../reading/insight-paths.ts";
import { messagePaths } from "../messages/message-paths.ts";
import { storyPaths } from "../reading/story-paths.ts";
import { videoPaths } from "../videos/video-paths.ts";

type Named = Pick<Account, "username" | "host">;

/** The name by which people here call an account: `mia`, or `mia@elsewhere.example`. */
export const acctOf = ({ username, host }: Named): string => (host === "" ? username : `${username}@${host}`);

export type StatusAct =
  | "favourite"
  | "unfavourite"
  | "downvote"
  | "undownvote"
  | "reblog"
  | "unreblog"
  | "bookmark"
  | "unbookmark"
  | "delete"
  | "pin"
  | "unpin"
  | "mute"
  | "unmute";
export type AccountAct =
  | "follow"
  | "unfollow"
  | "block"
  | "unblock"
  | "mute"
  | "unmute"
  | "remove"
  | "endorse"
  | "unendorse"
  | "befriend"
  | "unfriend"
  | "decline";
/** Pages about what one has with an account: GET the form, POST it. `note` is a POST alone, `reported` a page alone. */
export type AccountPage = "following" | "mute" | "lists" | "circles" | "domain" | "note" | "report" | "reported";

export type FeedKind = "rss" | "atom" | "json";

const profile = (account: Named): string => `/@${acctOf(account)}`;

export const routes = {
  ...friendPaths,
  ...cvPaths,
  ...storyPaths,
  ...videoPaths,
  front: "/",
  about: "/about",
  /** POST `uri` and `server`: to the visitor's own server. */
  leave: "/leave",
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
  /** GET asks, POST does it. */
  clearNotifications: "/notifications/clear",
  /** POST. */
  readNotifications: "/notifications/read",
  dismissNotifications: "/notifications/dismiss",
  notificationRequests: "/notifications/requests",
  notificationRequest: (id: number): string => `/notifications/requests/${id}`,
  /** POST: `id`, once or often. */
  answerNotificationRequests: (answer: "accept" | "dismiss"): string => `/notifications/requests/${answer}`,
  /** GET and POST. */
  notificationPolicy: "/notifications/policy",
  /** Events for our own scripts: what is new after `since`, the newest id that the page shows. */
  live: (stream: string, since: number): string => `/live?stream=${encodeURIComponent(stream)}&since=${since}`,
  /** POST: what home shows. */
  homeShows: "/home/shows",
  /** GET, and POST switches them. */
  shortcuts: "/shortcuts",
  bookmarks: "/bookmarks",
  favourites: "/favourites",
  followRequests: "/follow_requests",
  /** The second step after the password, and the way in by a passkey alone. */
  signInStep: "/sign_in/step",
  signInKey: "/sign_in/passkey",
  invite: (code: string): string => `/invite/${code}`,
  settings: "/settings",
  settingsProfile: "/settings/profile",
  settingsAppearance: "/settings/appearance",
  settingsPreferences: "/settings/preferences",
  settingsNotifications: "/settings/notifications",
  /** POST saves; `/test` sends a letter, `/resume` says that the address works. */
  settingsMail: "/settings/mail",
  testMail: "/settings/mail/test",
  resumeMail: "/settings/mail/resume",
  settingsPrivacy: "/settings/privacy",
  settingsEmail: "/settings/email",
  settingsPassword: "/settings/password",
  settingsTwoFactor: "/settings/two-factor",
  settingsSessions: "/settings/sessions",
  settingsInvites: "/settings/invites",
  settingsData: "/settings/data",
  settingsMoving: "/settings/moving",
  /** POST. */
  featureTag: "/settings/profile/tags",
  unfeatureTag: (id: number): string => `/settings/profile/tags/${id}/remove`,
  forgetEmail: "/settings/email/cancel",
  /** GET the form that sets it up, POST what it asks for; `begin` is a POST that asks for the password. */
  twoFactorApp: "/settings/two-factor/app",
  twoFactorKey: "/settings/two-factor/key",
  beginTwoFactor: "/settings/two-factor/begin",
  /** POST, each with the password. */
  recoveryCodes: "/settings/two-factor/codes",
  removeTwoFactor: "/settings/two-factor/off",
  removeFactor: "/settings/two-factor/remove",
  /** POST. */
  endOtherSessions: "/settings/sessions/others",
  endInvite: (id: number): string => `/settings/invites/${id}/end`,
  revokeApp: (id: number): string => `/settings/apps/${id}/revoke`,
  importFile: "/settings/data/import",
  /** GET. */
  exportFile: (name: string): string => `/settings/data/${name}`,
  /** POST asks for it, GET fetches it. */
  archive: "/settings/data/archive",
  /** POST. */
  addAlias: "/settings/moving/alias",
  removeAlias: "/settings/moving/alias/remove",
  claimAlias: "/settings/moving/alias/claim",
  moveAway: "/settings/moving/away",
  moveBack: "/settings/moving/back",
  /** GET asks, POST does it. */
  deleteAccount: "/settings/delete",
  /** POST. */
  endSession: (id: number): string => `/settings/sessions/${id}/end`,
  /** GET and POST: asks for a letter; with `?token=` from that letter, GET shows the form for a new password, which goes to `newPassword`. */
  resetPassword: "/auth/password",
  newPassword: "/auth/password/new",
  /** GET asks for the address, POST sends the letter once more. */
  confirmAgain: "/auth/confirmation/new",
  /** The pages of those who run the server: the others are in `admin/routes.ts`. */
  admin: "/admin",
  search: (q = ""): string => (q === "" ? "/search" : `/search?q=${encodeURIComponent(q)}`),
  /** `type` as the API has it, "" for all. */
  searchFor: (q: string, type: string, offset = 0): string =>
    `/search?${new URLSearchParams({ q, ...(type === "" ? {} : { type }), ...(offset === 0 ? {} : { offset: String(offset) }) }).toString()}`,
  /** The form that builds a query; it leads to `search`. */
  advancedSearch: "/search/advanced",
  /** What trends: posts; and tags, pages of the web, people. */
  explore: "/explore",
  exploreTags: "/explore/tags",
  exploreNews: "/explore/news",
  explorePeople: "/explore/people",
  /** POST: `id`. */
  dismissSuggestion: "/explore/people/dismiss",
  /** One's people and filters: what there is. */
  people: "/people",
  followedTags: "/followed_tags",
  mutes: "/mutes",
  blocks: "/blocks",
  /** GET, and POST `domain`. */
  domainBlocks: "/domain_blocks",
  endDomainBlock: "/domain_blocks/remove",
  /** GET, and POST makes one. */
  lists: "/lists",
  editList: (id: number): string => `/lists/${id}/edit`,
  /** POST (`account`); `delete` is also a GET, which asks first. */
  actOnList: (id: number, act: "add" | "remove" | "delete"): string => `/lists/${id}/${act}`,
  ...groupPaths,
  ...eventPaths,
  ...teamPaths,
  filters: "/filters",
  newFilter: "/filters/new",
  filter: (id: number): string => `/filters/${id}`,
  /** POST; `delete` is also a GET, which asks first. */
  actOnFilter: (id: number, act: "delete" | "release"): string => `/filters/${id}/${act}`,
  collections: "/collections",
  newCollection: "/collections/new",
  editCollection: (id: number): string => `/collections/${id}/edit`,
  /** POST (`account`, or `item`); `delete` and `leave` are also a GET, which asks first. */
  actOnCollection: (id: number, act: "add" | "remove" | "leave" | "delete"): string => `/collections/${id}/${act}`,
  tag: (name: string): string => `/tags/${encodeURIComponent(name)}`,
  /** POST. */
  actOnTag: (name: string, act: "follow" | "unfollow" | "feature" | "unfeature"): string =>
    `/tags/${encodeURIComponent(name)}/${act}`,
  /** What is said of a page of the web. */
  link: (url: string): string => `/links?url=${encodeURIComponent(url)}`,
  collection: (id: number): string => `/collections/${id}`,
  listTimeline: (id: number): string => `/lists/${id}`,
  profile,
  /** The other tabs of a profile. */
  profileReplies: (account: Named): string => `${profile(account)}/replies`,
  profileMedia: (account: Named): string => `${profile(account)}/media`,
  profileCv: (account: Named): string => `${profile(account)}/cv`,
  profileAbout: (account: Named): string => `${profile(account)}/about`,
  profileAboutPart: (account: Named, part: "members" | "log"): string => `${profile(account)}/about/${part}`,
  profileFeatured: (account: Named): string => `${profile(account)}/featured`,
  /** Their posts with a tag. */
  profileTagged: (account: Named, tag: string): string => `${profile(account)}/tagged/${encodeURIComponent(tag)}`,
  followers: (account: Named): string => `${profile(account)}/followers`,
  profileFriends: (account: Named): string => `${profile(account)}/friends`,
  following: (account: Named): string => `${profile(account)}/following`,
  status: (id: number, author: Named): string => `${profile(author)}/${id}`,
  /** For frames on other sites. */
  embed: (id: number, author: Named): string => `${profile(author)}/${id}/embed`,
  profileFeed: (account: Named, kind: FeedKind): string => `${profile(account)}.${kind}`,
  tagFeed: (name: string, kind: FeedKind): string => `/tags/${encodeURIComponent(name)}.${kind}`,
  statusHistory: (id: number, author: Named): string => `${profile(author)}/${id}/history`,
  statusBoosts: (id: number, author: Named): string => `${profile(author)}/${id}/boosts`,
  statusFavourites: (id: number, author: Named): string => `${profile(author)}/${id}/favourites`,
  statusQuotes: (id: number, author: Named): string => `${profile(author)}/${id}/quotes`,
  /** POST; the thread page then shows it. */
  translate: (status_id: number): string => `/statuses/${status_id}/translate`,
  /** GET shows one's filters, POST (`filter`) puts the post behind one or takes it away. */
  filterStatus: (status_id: number): string => `/statuses/${status_id}/filter`,
  /** GET the form (`?reply=ID` answers), POST it (multipart). */
  compose: (reply?: number): string => (reply === undefined ? "/compose" : `/compose?reply=${reply}`),
  ...draftPaths,
  ...messagePaths,
  ...insightPaths,
  /** GET the form, POST it (multipart). */
  editStatus: (id: number): string => `/statuses/${id}/edit`,
  /** POST; `delete` is also a GET, which asks first. */
  actOnStatus: (id: number, act: StatusAct): string => `/statuses/${id}/${act}`,
  /** POST. */
  postWithoutGroup: (id: number): string => `/statuses/${id}/post_without_group`,
  /** POST: `emoji`, or when that is empty `other`. */
  react: (status_id: number): string => `/statuses/${status_id}/react`,
  unreact: (status_id: number): string => `/statuses/${status_id}/unreact`,
  /** POST. */
  vote: (status_id: number): string => `/statuses/${status_id}/vote`,
  /** POST. */
  actOnAccount: (id: number, act: AccountAct): string => `/accounts/${id}/${act}`,
  aboutAccount: (id: number, what: AccountPage): string => `/accounts/${id}/${what}`,
  /** The report begins with a status. */
  reportStatus: (account_id: number, status_id: number): string => `/accounts/${account_id}/report?status_id=${status_id}`,
  /** POST; the id is that of the account that asks. */
  answerRequest: (account_id: number, answer: "authorize" | "reject"): string => `/follow_requests/${account_id}/${answer}`,
} as const;
