/** Notifications, one by one and in groups. */
import { rfc3339 } from "../../db/columns.ts";
import type { Account, Row } from "../../db/schema.ts";
import type { StatusPage } from "../../statuses/page.ts";
import { FRIEND_AGREES, FRIEND_ASKS } from "../../notifications/keys.ts";
import { escapeHtml } from "../../html.ts";
import { acct } from "../../uris.ts";
import { renderAccount, type AccountJson } from "./account.ts";
import type { CollectionJson } from "./collection.ts";
import type { Scene } from "./scene.ts";
import { renderStatus, type StatusJson } from "./status.ts";
import type { Subjects } from "../../notifications/subjects.ts";
import { renderSubject, type SubjectJson } from "./subject.ts";

type NotificationJson = {
  id: string;
  type: string;
  created_at: string;
  group_key: string;
  filtered?: true;
  /** Kith's own, of a follow: its author wants to be friends, or has agreed to be. */
  friendship?: "requested" | "accepted";
  account: AccountJson;
  status?: StatusJson;
  collection?: CollectionJson;
  fallback?: FallbackJson;
} & SubjectJson;
/** What notifications tell of besides accounts and statuses. */
export type NoticePage = {
  /** Reports and the like. */
  subjects: Subjects;
  /** Those that are told of, by id; left out where they cannot be shown. */
  collections?: ReadonlyMap<number, CollectionJson>;
  /** The types that a client knows (`supported_types[]`), if it says so: of others it gets words to show. */
  supported?: ReadonlySet<string> | undefined;
  /** By id: at least the senders of what a client does not know. */
  accounts: ReadonlyMap<number, Account>;
};
/** The rows of a page with who and what they tell of. */
type NotificationPage = NoticePage & { rows: readonly Row<"notifications">[]; statuses: StatusPage };
export type FallbackJson = { title: string; summary: string | null; details: string | null };

/** Whether it tells of a collection (4.6). */
export const isOfCollection = (type: string): boolean => type === "added_to_collection" || type === "collection_update";

/** What tells of a status that is gone, or of nobody, falls out. */
export function renderNotifications(page: NotificationPage, scene: Scene): NotificationJson[] {
  return page.rows.flatMap((row) => {
    const account = page.accounts.get(row.from_account_id);
    const status = row.status_id === null ? undefined : page.statuses.statuses.get(row.status_id);
    const notice = renderNotice(row, page, scene);
    if (account === undefined || notice === undefined || (row.status_id !== null && status === undefined)) return [];
    const shown = status === undefined ? {} : { status: renderStatus(status, page.statuses, scene) };
    return [{ ...notice, account: renderAccount(account, scene), ...shown }];
  });
}

/** A notification without its account and its status; undefined when what else it tells of is gone. */
export function renderNotice(row: Row<"notifications">, page: NoticePage, scene: Scene) {
  const { id, type, group_key, created_at } = row;
  const collection = isOfCollection(type) ? page.collections?.get(row.subject_id) : undefined;
  if (isOfCollection(type) && collection === undefined) return undefined;
  const subject = renderSubject(row, page.subjects, scene);
  if (subject === undefined) return undefined;
  const unknown = page.supported?.has(type) === false;
  return {
    id: String(id),
    type,
    created_at: rfc3339(created_at),
    group_key,
    ...subject,
    ...friendshipOf(row),
    ...(row.filtered === 1 ? { filtered: true as const } : {}),
    ...(collection === undefined ? {} : { collection }),
    ...(unknown ? { fallback: fallbackOf(type, page.accounts.get(row.from_account_id), collection) } : {}),
  };
}

/** The key says so: apps that know nothing of friends see a follow. */
function friendshipOf({ type, group_key }: Row<"notifications">): Pick<NotificationJson, "friendship"> {
  if (type !== "follow" && type !== "follow_request") return {};
  if (group_key.startsWith(FRIEND_ASKS)) return { friendship: "requested" };
  return group_key.startsWith(FRIEND_AGREES) ? { friendship: "accepted" } : {};
}

/** What a client shows, as HTML, of a notification that it does not know. */
function fallbackOf(type: string, account: Account | undefined, collection: CollectionJson | undefined): FallbackJson {
  const name = account === undefined ? "Somebody" : escapeHtml(account.display_name || acct(account));
  if (type === "added_to_collection")
    return { title: `${name} added you to a collection`, summary: summaryOf(collection), details: null };
  if (type === "collection_update")
    return { title: `${name} changed a collection you are in`, summary: summaryOf(collection), details: null };
  const words = Object.hasOwn(DEEDS, type) ? DEEDS[type] : undefined;
  if (type === "event_gone") return { title: "An event that you answered is there no more", summary: null, details: null };
  if (type === "post_refused") return { title: "What you had scheduled could not be posted", summary: null, details: null };
  if (words !== undefined) return { title: `${name} ${words}`, summary: null, details: null };
  return { title: `Something happened that concerns you: ${type.replace(/[._]/g, " ")}`, summary: null, details: null };
}

/** Of types that are ours: what somebody has done. */
const DEEDS: Readonly<Record<string, string>> = {
  recommendation: "wrote or shows a recommendation",
  story_reaction: "reacted to your story",
  event_request: "wants to come to your event",
  event_admitted: "has a place for you at an event",
  event_waiting: "has put you on the waiting list of an event",
  event_declined: "cannot let you in to an event",
};

const summaryOf = (collection: CollectionJson | undefined): string | null =>
  collection === undefined ? null : escapeHtml(collection.name);

/** Rows that are told as one, the newest first. */
export type Group = { group_key: string; rows: readonly [Row<"notifications">, ...Row<"notifications">[]] };
const SAMPLE = 8;

/** Undefined when what it tells of is gone. */
export function renderGroup({ group_key, rows }: Group, page: NoticePage, scene: Scene) {
  const [newest] = rows;
  const oldest = rows.at(-1) ?? newest;
  const collection = isOfCollection(newest.type) ? page.collections?.get(newest.subject_id) : undefined;
  if (isOfCollection(newest.type) && collection === undefined) return undefined;
  const unknown = page.supported?.has(newest.type) === false;
  const subject = renderSubject(newest, page.subjects, scene);
  return (
    subject && {
      group_key,
      notifications_count: rows.length,
      type: newest.type,
      most_recent_notification_id: newest.id,
      page_min_id: String(oldest.id),
      page_max_id: String(newest.id),
      latest_page_notification_at: rfc3339(newest.created_at),
      sample_account_ids: [...new Set(rows.map((row) => String(row.from_account_id)))].slice(0, SAMPLE),
      ...friendshipOf(newest),
      ...(newest.status_id === null ? {} : { status_id: String(newest.status_id) }),
      ...(collection === undefined ? {} : { collection }),
      ...(unknown ? { fallback: fallbackOf(newest.type, page.accounts.get(newest.from_account_id), collection) } : {}),
      ...subject,
    }
  );
}
