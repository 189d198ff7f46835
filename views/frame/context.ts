/** What every page is given besides its own data: where it is shown, to whom, and when. Plain values and plain functions. */
import type { Permission } from "../../src/access/permissions.ts";
import type { Instance } from "../../src/config.ts";
import type { Account, Media, User } from "../../src/db/schema.ts";
import type { UserSettings } from "../../src/db/values.ts";
import type { TeamRole } from "../../src/db/planning-values.ts";
import type { LoadedVideo } from "../../src/videos/load.ts";
import type { VideoUrls } from "../../src/videos/url.ts";
import type { Locale } from "../../src/words/locale.ts";

/** The person who looks, signed in. */
export type Viewer = {
  account: Account;
  user: User;
  settings: UserSettings;
  unread_notifications: number;
  /** Conversations with something new, counted no further than shown. */
  unread_messages: number;
  /** Follow requests that wait for an answer; only locked accounts have any. */
  follow_requests: number;
  /** What their role lets them do. */
  may: (permission: Permission) => boolean;
  /** Who acts in the name of the account, where that is not who logs in with it. */
  acting?: { account: Account; role: TeamRole; messages: boolean } | undefined;
  /** Whether they may open a page of ours: whoever acts in another's name may not open all. */
  mayOpen: (path: string) => boolean;
  /** The same of a form. */
  maySend: (path: string) => boolean;
  /** Somebody waits for those who run the server, and they are one of them. */
  work_waits: boolean;
};

export type ViewContext = {
  instance: Pick<
    Instance,
    | "domain"
    | "title"
    | "description"
    | "contact_email"
    | "origin"
    | "registrations"
    | "source_url"
    | "limits"
    | "accent"
    | "icons"
    | "members_invite"
  >;
  viewer: Viewer | undefined;
  /** The language of the page and the time zone of its instants: `ctx.t` and `ctx.rich` give its texts, `ctx.locale` numbers and times. */
  locale: Locale;
  t: Locale["t"];
  rich: Locale["rich"];
  /** The languages that these pages speak, each by its own name. */
  languages: Readonly<Record<string, string>>;
  /** A service that translates is configured. */
  translates?: boolean;
  /** This server sends letters. */
  sends_mail?: boolean;
  /** Goes into every form as the hidden field `csrf`. */
  csrf: string;
  /** ms since 1970. */
  now: number;
  /** Path and query of this page, to which its forms return (hidden field `return_to`). */
  path: string;
  /** A small form of this page that could not be carried out, by the address to which it was sent. */
  refused?: { action: string; problems: Problems; typed: Typed } | undefined;
  /** Said once at the top of the page, after a form has been handled. */
  flash?: { kind: "done" | "problem"; text: string } | undefined;
  /** The address of a file of ours by its name (`kith.files.url`). */
  fileUrl: (name: string) => string;
  /** The address of an account's picture, of whatever server; "" when it has none. */
  portraitUrl: (account: Account, kind: "avatar" | "header") => string;
  /** The addresses of media and their preview, "" for none. */
  mediaUrls: (media: Media) => { url: string; preview_url: string };
  /** Where what a video has besides its file is. */
  videoUrls: (video: LoadedVideo) => VideoUrls;
  /** The address at which we show a custom emoji of any server. */
  emojiUrl: (url: string) => string;
  /** The address of a stylesheet or script of ours by its name: `style.css`, `posts.js`, `compose.js`. */
  assetUrl: (name: string) => string;
};

/** What the viewer and an account are to each other. */
export type Relation = {
  following: boolean;
  requested: boolean;
  followed_by: boolean;
  blocking: boolean;
  blocked_by: boolean;
  muting: boolean;
  friend: boolean;
  friend_requested: boolean;
  friend_requested_by: boolean;
};

/** The same, with all that the viewer has set about them: for the account's own pages. */
export type WholeRelation = Relation & {
  showing_reblogs: boolean;
  notifying: boolean;
  /** Null is all. */
  languages: readonly string[] | null;
  requested_by: boolean;
  muting_notifications: boolean;
  /** ms, 0 = never. */
  muting_expires_at: number;
  domain_blocking: boolean;
  endorsed: boolean;
  note: string;
};

/** What was wrong with a form, by the name of the field; each says what to do. */
export type Problems = Readonly<Record<string, string>>;

/** What somebody typed into a form, by the name of the field. */
export type Typed = Readonly<Record<string, string>>;

/** The neighbours of a page of a list, as addresses. */
export type Pager = { older?: string | undefined; newer?: string | undefined };
