/** The words and JSON values that columns hold. */

/** `limited`: for those whom its author has addressed, mentioned or not: a circle of theirs, or whomever their server names. */
export type Visibility = "public" | "unlisted" | "private" | "limited" | "direct";
/** What a status is besides its words; other servers have names for it (`formerType` of what is deleted). */
export type StatusForm = "note" | "poll" | "event" | "page" | "film";
export type Role = "user" | "moderator" | "admin" | "owner";
export type FollowState = "pending" | "accepted";
/** How one gets into a group: at once, when a moderator agrees, or only when invited. */
export type GroupMembership = "public" | "approval" | "invitation";
/** Who may begin threads in a group and answer there; `moderators`: they begin, members answer. */
export type GroupPosting = "everybody" | "members" | "moderators";
/** How what is said in a group comes by mail; without a word: not at all. */
export type GroupMailMode = "each" | "daily";
export type GroupRole = "owner" | "moderator";
/** What moderators of a group do. */
export type GroupAct =
  | "created"
  | "changed"
  | "closed"
  | "handed_over"
  | "taken_over"
  | "inherited"
  | "appointed"
  | "dismissed"
  | "let_in"
  | "turned_away"
  | "taken_out"
  | "banned"
  | "unbanned"
  | "approved"
  | "refused"
  | "pinned"
  | "unpinned"
  | "locked"
  | "unlocked"
  | "removed"
  | "restored";
/** `free`: whoever wants to; `approval`: whom the organiser lets; `invited`: only those; `external`: one joins on another page. */
export type JoinMode = "free" | "approval" | "invited" | "external";
export type EventState = "confirmed" | "tentative" | "cancelled";
/** `pending` until the organiser answers, `waiting` for a place, `none`: invited and has not answered, `unconfirmed`: a guest whose address is not proven. */
export type RsvpState = "yes" | "maybe" | "no" | "waiting" | "pending" | "declined" | "none" | "unconfirmed";
/** Why an event is there no more: its status has been deleted, with its account or without; or its account is suspended, which may end. */
export type GoneReason = "deleted" | "suspended";
/** What is being done with all that somebody has posted in a group. */
export type GroupSweep = "remove" | "restore";
/** Who sees a part of a CV. */
export type CvAudience = "everyone" | "followers" | "friends" | "nobody";
/** What one wants to be written to about. */
export type OpenTo = "work" | "hiring" | "volunteering";
export type CvSection = "experience" | "education" | "skills" | "languages" | "links" | "open_to" | "recommendations";
/** A position, or a time of learning. Months are `2026-03`, or `2026`, or "" where it is not said; without `until` it goes on. */
export type CvEntry = {
  id: number;
  title: string;
  organisation: string;
  place: string;
  from: string;
  until: string;
  text: string;
};
export type CvLanguageLevel = "" | "basic" | "good" | "fluent" | "native";
export type CvLanguage = { name: string; level: CvLanguageLevel };
export type CvContent = {
  experience: CvEntry[];
  education: CvEntry[];
  skills: string[];
  languages: CvLanguage[];
  open_to: OpenTo[];
  /** A part that is not named is for everyone. */
  audience: { [Section in CvSection]?: CvAudience };
};
export type NotificationType =
  | "mention"
  | "status"
  | "reblog"
  | "follow"
  | "follow_request"
  | "favourite"
  | "reaction"
  | "poll"
  | "update"
  | "quote"
  | "quoted_update"
  | "severed_relationships"
  | "moderation_warning"
  | "added_to_collection"
  | "collection_update"
  | "group_invitation"
  | "group_request"
  | "group_post"
  | "group_report"
  | "group_closed"
  | "group_refused"
  | "group_orphaned"
  | "group_inherited"
  | "event_request"
  | "event_admitted"
  | "event_declined"
  | "event_waiting"
  | "event_reminder"
  | "event_gone"
  | "post_refused"
  | "recommendation"
  | "story_reaction"
  | "team_invitation"
  | "team_inherited"
  | "team_queue"
  | "admin.sign_up"
  | "admin.report";
/** `accepted` by the quoted author; `pending` until they say; what may not be shown is not in a page at all. */
export type QuoteState = "pending" | "accepted" | "rejected" | "revoked" | "deleted";
export type QuotePolicy = "public" | "followers" | "nobody";
export type CardType = "link" | "photo" | "video" | "rich";
export type MediaKind = "image" | "gifv" | "video" | "audio" | "unknown";
export type RepliesPolicy = "followed" | "list" | "none";
export type FilterContext = "home" | "notifications" | "public" | "thread" | "account";
export type FilterAction = "warn" | "hide" | "blur";
export type CollectionItemState = "pending" | "accepted" | "rejected" | "revoked";
export type TrendKind = "tag" | "status" | "link";
/** `pending` waits for somebody who looks after the server. */
export type TrendState = "pending" | "approved" | "rejected";
/** What became of a delivery: `failed` has been given up, `refused` was answered with a 4xx that no retry mends, `suspended` was not sent to a blocked server. */
export type DeliveryState = "pending" | "delivered" | "failed" | "refused" | "suspended";

/** draft-cavage-http-signatures, or RFC 9421. */
export type SignatureScheme = "cavage" | "rfc9421";
/** As Mastodon follows relays, or as Pleroma does. */
export type RelayKind = "mastodon" | "litepub";
export type RelayState = "idle" | "pending" | "accepted" | "rejected";

/** What becomes of a notification that a policy meets. */
export type NotificationAction = "accept" | "filter" | "drop";
/** Whose notifications are pushed. */
export type PushPolicy = "all" | "followed" | "follower" | "none";

/** What a domain block does to the accounts of a host. */
export type DomainSeverity = "noop" | "silence" | "suspend";
export type IpSeverity = "sign_up_requires_approval" | "sign_up_block" | "no_access";
export type ReportCategory = "spam" | "legal" | "violation" | "other";
/** What a moderator did to an account, as it is told of it. */
export type StrikeAction =
  | "none"
  | "disable"
  | "mark_statuses_as_sensitive"
  | "delete_statuses"
  | "sensitive"
  | "silence"
  | "suspend";

/** A profile field; `verified_at` is ms since 1970, 0 = not verified. */
export type Field = { name: string; value: string; verified_at: number };
export type Emoji = { shortcode: string; url: string };
export type PollOption = { title: string; votes_count: number };
/** Of a video's sizes for streaming: `waiting` for a job that makes them; `failed`: there are none, or not all. */
/** `private`: for who has made it alone. */
export type PlaylistVisibility = "public" | "unlisted" | "private";
export type LadderState = "none" | "waiting" | "ready" | "failed";

/** `waiting`: a job makes of it what is shown; `failed`: it could not, and `media.error` says why; `aside`: it waits for a form (`media/aside.ts`). */
export type MediaState = "ready" | "waiting" | "failed" | "aside";
/** Widths and heights in pixels. */
export type MediaMeta = {
  focus?: { x: number; y: number };
  original?: { width: number; height: number } & Partial<Motion>;
  small?: { width: number; height: number };
  /** Of what is only heard. */
  sound?: Omit<Motion, "frame_rate">;
};
/** `frame_rate` as a fraction (`30/1`), `duration` in seconds, `bitrate` in bits a second. */
export type Motion = { frame_rate: string; duration: number; bitrate: number };

/** What an account that logs in here prefers. Absent keys have the defaults of `accounts/settings.ts`. */
export type UserSettings = {
  default_privacy?: Visibility;
  default_sensitive?: boolean;
  default_language?: string;
  default_quote_policy?: QuotePolicy;
  expand_media?: "default" | "show_all" | "hide_all";
  expand_spoilers?: boolean;
  show_counts?: boolean;
  /** IANA; "" is the server's. */
  time_zone?: string;
  /** "" follows the system. */
  theme?: "" | "light" | "dark";
  contrast?: "" | "more";
  text_size?: "" | "large" | "larger";
  /** Nothing moves, whatever the system says. */
  reduced_motion?: boolean;
  /** Without pictures' descriptions nothing is posted from our pages. */
  require_descriptions?: boolean;
  /** Keys for acting and moving, on our pages. */
  keyboard_shortcuts?: boolean;
  /** What stands in one's home, on our pages. */
  home_reblogs?: boolean;
  home_replies?: boolean;
  /** How often a letter sums up what one has missed; "" is never. */
  digest?: "" | "daily" | "weekly";
  /** Whether those one writes with hear that one has read, and that one is typing; and one of them. */
  read_marks?: boolean;
  /** One's profile lists one's friends. */
  show_friends?: boolean;
  /** When one is reminded of events to which one comes. */
  event_reminders?: "" | "both" | "day" | "hour";
  /** By letter, too. */
  event_letters?: boolean;
  /** Letters may quote what is not for everybody: messages, posts for followers and for members. */
  mail_private?: boolean;
  /** The address from which letters keep coming back, in small letters; "" = none. */
  mail_paused?: string;
  /** Others see that one has seen their stories, and one sees who has seen one's own. */
  story_views?: boolean;
  /** One's stories stay in an archive of one's own. */
  keep_stories?: boolean;
};

/** Followers; a circle of the author's; people whom the author has named, or to whom another server has addressed it. */
export type StoryAudience = "followers" | "circle" | "people";

/** What a half-open way in is for: the second factor after a password, a passkey instead of one, or a key that is being added. */
export type StepPurpose = "second-factor" | "passkey" | "add-key";
/** What a file that is read in holds. */
export type ImportKind = "follows" | "blocks" | "mutes" | "domain_blocks" | "bookmarks" | "lists" | "circles";
/** Of follows; `notifications` of mutes, `list` the name of a list; `ends`: it is taken away. Flags are 0 and 1. */
export type ImportOptions = {
  reblogs?: 0 | 1;
  notify?: 0 | 1;
  languages?: string[];
  notifications?: 0 | 1;
  list?: string;
  ends?: 1;
};

/**
 * Somebody's year: what they wrote most, and what of it was liked best. Ids as text, as it is answered. As version 2 of Mastodon's reports has it; reports
 * kept in version 1 hold more, which is not shown any more.
 */
export type AnnualReportData = {
  archetype: "lurker" | "booster" | "pollster" | "replier" | "oracle";
  top_statuses: { by_reblogs: string | null; by_favourites: string | null; by_replies: string | null };
  time_series: { month: number; statuses: number; following: number; followers: number }[];
  top_hashtags: { name: string; count: number }[];
};
