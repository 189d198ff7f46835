/** The words and JSON values that columns hold. */

export type Visibility = "public" | "unlisted" | "private" | "direct";
export type Role = "user" | "moderator" | "admin" | "owner";
export type FollowState = "pending" | "accepted";
export type NotificationType =
  | "mention"
  | "status"
  | "reblog"
  | "follow"
  | "follow_request"
  | "favourite"
  | "poll"
  | "update"
  | "quote"
  | "admin.sign_up"
  | "admin.report";
export type MediaKind = "image" | "gifv" | "video" | "audio" | "unknown";
export type RepliesPolicy = "followed" | "list" | "none";
export type FilterContext = "home" | "notifications" | "public" | "thread" | "account";
export type FilterAction = "warn" | "hide" | "blur";
/** What became of a delivery: `failed` has been given up, `refused` was answered with a 4xx that no retry mends. */
export type DeliveryState = "pending" | "delivered" | "failed" | "refused";

/** A profile field; `verified_at` is ms since 1970, 0 = not verified. */
export type Field = { name: string; value: string; verified_at: number };
export type Emoji = { shortcode: string; url: string };
export type PollOption = { title: string; votes_count: number };
export type MediaMeta = {
  focus?: { x: number; y: number };
  original?: { width: number; height: number };
  small?: { width: number; height: number };
};

/** What an account that logs in here prefers. Absent keys have the defaults of `accounts/settings.ts`. */
export type UserSettings = {
  default_privacy?: Visibility;
  default_sensitive?: boolean;
  default_language?: string;
  expand_media?: "default" | "show_all" | "hide_all";
  expand_spoilers?: boolean;
  show_counts?: boolean;
};
