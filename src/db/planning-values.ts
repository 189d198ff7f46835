/** The values of columns in which plans are kept: events that come again, posts that do, and what teams do. */
import type { JoinMode, EventState, Visibility } from "./values.ts";

/** What an event is, but for when; "" and 0 where nothing is said. Of one that comes again each is so. */
export type SeriesEvent = {
  title: string;
  all_day: boolean;
  place_name: string;
  place_address: string;
  latitude: string;
  longitude: string;
  online_url: string;
  capacity: number;
  join_mode: JoinMode;
  external_url: string;
  guests_max: number;
  mail_guests: boolean;
  state: EventState;
  categories: readonly string[];
};
/** What stands beside each event of a series, and who sees it. */
export type SeriesWords = {
  text: string;
  language: string;
  visibility: Visibility;
  group_id?: number | undefined;
  circle_id?: number | undefined;
  local_only?: boolean | undefined;
};
export type RecurringState = "active" | "paused" | "ended";
export type TeamRole = "owner" | "editor" | "writer" | "analyst";
/** `returned`: to be written better. */
export type SubmissionState = "waiting" | "returned" | "approved" | "refused";
export type TeamAct =
  | "created"
  | "settings"
  | "invited"
  | "joined"
  | "left"
  | "role"
  | "removed"
  | "submitted"
  | "approved"
  | "returned"
  | "refused"
  | "published"
  | "acted";
