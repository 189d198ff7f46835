/** Many favourites of one status told as one: notifications made into groups, as apps and pages show them. */
import type { NotificationType } from "../db/values.ts";
import type { Notification } from "./load.ts";

/** The newest first; never empty. */
export type NotificationGroup = { group_key: string; rows: [Notification, ...Notification[]] };

/** What can be grouped. */
export const GROUPED: readonly NotificationType[] = ["favourite", "follow", "reblog", "admin.sign_up"];
/** Rows read for a page of groups: a status that everybody likes must not read on for ever. */
export const MOST_ROWS = 400;

const keyOf = (row: Notification, grouped: ReadonlySet<unknown>): string =>
  grouped.has(row.type) ? row.group_key : `ungrouped-${row.id}`;

/**
 * The first `most` groups of the rows, which come newest first. What comes after the row at which they are full belongs to the next page.
 *
 * @param grouped types that are to be grouped
 * @returns `used`: how many rows the groups hold
 */
export function groupNotifications(
  rows: readonly Notification[],
  grouped: ReadonlySet<unknown>,
  most: number,
): { groups: NotificationGroup[]; used: number } {
  const groups = new Map<string, NotificationGroup["rows"]>();
  let used = 0;
  for (const row of rows) {
    const key = keyOf(row, grouped);
    const known = groups.get(key);
    if (known === undefined && groups.size === most) break;
    if (known === undefined) groups.set(key, [row]);
    else known.push(row);
    used++;
  }
  return { groups: [...groups].map(([group_key, list]) => ({ group_key, rows: list })), used };
}

/** The id of a notification that stands for itself, from the key of its group. */
export const ungroupedId = (group_key: string): string | undefined => /^ungrouped-(\d+)$/.exec(group_key)?.[1];
