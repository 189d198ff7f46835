/** What happened around the viewer. Looking is reading: the mark on the bell goes. */
import { loadAccounts } from "../../accounts/find.ts";
import type { NotificationType } from "../../db/values.ts";
import { readId } from "../../ids.ts";
import { loadMarkers, writeMarkers } from "../../markers/markers.ts";
import { clearNotifications, dismissGroup, dismissNotification } from "../../notifications/clear.ts";
import { GROUPED, groupNotifications, MOST_ROWS, ungroupedId, type NotificationGroup } from "../../notifications/groups.ts";
import { notificationRows, type NotificationQuery } from "../../notifications/load.ts";
import { countPending } from "../../notifications/policy.ts";
import { loadSubjects } from "../../notifications/subjects.ts";
import type { Paging } from "../../db/paging.ts";
import type { Pager } from "../../../views/frame/context.ts";
import {
  clearNotificationsView,
  NOTICE_KINDS,
  notificationsView,
  type NoticeKind,
} from "../../../views/reading/notifications.ts";
import { routes } from "../../../views/frame/routes.ts";
import { contextOf } from "../frame/context.ts";
import { cut, isFirstPage, readPaging, seenBefore, withSeen } from "../frame/paging.ts";
import { action, go, page, show, type Answer, type Route } from "../frame/respond.ts";
import { loadFor } from "./timelines.ts";
import { me, returnPath, type Visit } from "../frame/visit.ts";

/** Groups on a page: more than posts, for most are a line. */
const SIZE = 40;
/** Faces of a group. */
const FACES = 8;

const TYPES: Readonly<Record<NoticeKind, readonly NotificationType[] | undefined>> = {
  all: undefined,
  mentions: ["mention", "quote"],
  boosts: ["reblog"],
  favourites: ["favourite", "reaction"],
  follows: ["follow", "follow_request"],
  polls: ["poll"],
  posts: ["status", "update", "quoted_update"],
};

/** A page of one's notifications in groups. */
export async function loadGroups(
  visit: Visit,
  asked: NotificationQuery,
): Promise<{ groups: NotificationGroup[]; pager: Pager; paging: Paging }> {
  const paging = readPaging(visit, SIZE);
  if (paging.min_id !== undefined) {
    // The rows next to the cursor are wanted: groups are not filled up beyond them.
    const { items, pager } = cut(
      visit,
      paging,
      await notificationRows(visit.kith, visit.viewer_id, asked, paging),
      ({ id }) => id,
    );
    return { groups: groupNotifications(items, new Set(GROUPED), SIZE).groups, pager, paging };
  }
  const rows = await notificationRows(visit.kith, visit.viewer_id, asked, { ...paging, limit: MOST_ROWS });
  const { groups, used } = groupNotifications(rows, new Set(GROUPED), SIZE);
  const more = used < rows.length || rows.length === MOST_ROWS;
  const found = more ? [...rows.slice(0, used), ...rows.slice(used - 1, used)] : rows;
  const { pager } = cut(visit, { ...paging, limit: used + 1 }, found, ({ id }) => id);
  return { groups, pager, paging };
}

/** Who and what the groups tell of. */
export async function loadAbout(visit: Visit, groups: readonly NotificationGroup[]) {
  const rows = groups.flatMap((group) => group.rows.slice(0, FACES));
  const accounts = await loadAccounts(
    visit.kith.db,
    rows.map(({ from_account_id }) => from_account_id),
  );
  const ids = [...new Set(rows.flatMap(({ status_id }) => status_id ?? []))];
  return { accounts, page: await loadFor(visit, ids, "notifications"), subjects: await loadSubjects(visit.kith.db, rows) };
}

async function showNotifications(visit: Visit): Promise<Answer> {
  const { kith, viewer_id } = visit;
  const kind = NOTICE_KINDS.find((each) => each === visit.query.get("only")) ?? "all";
  const { groups, pager, paging } = await loadGroups(visit, { types: TYPES[kind] });
  const [marker] = await loadMarkers(kith.db, viewer_id, ["notifications"]);
  const newest = groups[0]?.rows[0].id ?? 0;
  // Those who look at one kind alone have not seen the others.
  if (kind === "all" && isFirstPage(paging) && newest > (marker?.last_read_id ?? 0))
    await writeMarkers(kith, viewer_id, { notifications: newest });
  const about = await loadAbout(visit, groups);
  const { requests: waiting } = await countPending(kith.db, viewer_id);
  const last_read_id = kind === "all" ? seenBefore(visit, paging, marker?.last_read_id) : marker?.last_read_id;
  return show(
    notificationsView(await contextOf(visit), {
      groups,
      ...about,
      pager: withSeen(pager, last_read_id, groups.at(-1)?.rows[0].id),
      kind,
      last_read_id,
      waiting,
    }),
  );
}

/** Whoever has not looked at them all says so. */
async function markRead(visit: Visit): Promise<Answer> {
  const { kith } = visit;
  const [newest] = await notificationRows(kith, me(visit).id, {}, { limit: 1 });
  if (newest !== undefined) await writeMarkers(kith, me(visit).id, { notifications: newest.id });
  return go(returnPath(visit, routes.notifications), "notifications.said_read");
}

async function clear(visit: Visit): Promise<Answer> {
  await clearNotifications(visit.kith, me(visit).id);
  return go(routes.notifications, "notifications.said_cleared");
}

async function dismiss(visit: Visit): Promise<Answer> {
  const key = visit.form.text("group").slice(0, 200);
  const id = readId(ungroupedId(key));
  if (id !== undefined) await dismissNotification(visit.kith, me(visit).id, id);
  else if (key !== "") await dismissGroup(visit.kith, me(visit).id, key);
  return go(returnPath(visit, routes.notifications));
}

export const notificationRoutes: readonly Route[] = [
  page(routes.notifications, "member", showNotifications),
  action(routes.readNotifications, "member", markRead),
  action(routes.dismissNotifications, "member", dismiss),
  page(routes.clearNotifications, "member", async (visit) => show(clearNotificationsView(await contextOf(visit)))),
  action(routes.clearNotifications, "member", clear),
];
