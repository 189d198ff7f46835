/** What happened around the viewer. Looking is reading: the mark on the bell goes. */
import { loadAccounts } from "../accounts/find.ts";
import { loadMarkers, writeMarkers } from "../markers/markers.ts";
import { notificationRows } from "../notifications/load.ts";
import { notificationsView } from "../../views/notifications.ts";
import { routes } from "../../views/routes.ts";
import { contextOf } from "./context.ts";
import { cut, isFirstPage, readPaging } from "./paging.ts";
import { page, show, type Answer, type Route } from "./respond.ts";
import { loadFor } from "./timelines.ts";
import type { Visit } from "./visit.ts";

/** More than posts on a page, for many become one line. */
const SIZE = 40;

async function showNotifications(visit: Visit): Promise<Answer> {
  const { kith, viewer_id } = visit;
  const mentions_only = visit.query.get("only") === "mentions";
  const paging = readPaging(visit, SIZE);
  const found = await notificationRows(kith, viewer_id, mentions_only ? { types: ["mention", "quote"] } : {}, paging);
  const { items: rows, pager } = cut(visit, paging, found, ({ id }) => id);
  const [marker] = await loadMarkers(kith.db, viewer_id, ["notifications"]);
  const newest = rows[0]?.id ?? 0;
  // Those who look at mentions alone have not seen the others.
  if (!mentions_only && isFirstPage(paging) && newest > (marker?.last_read_id ?? 0))
    await writeMarkers(kith, viewer_id, { notifications: newest });
  const accounts = await loadAccounts(
    kith.db,
    rows.map(({ from_account_id }) => from_account_id),
  );
  const statuses = await loadFor(visit, [...new Set(rows.flatMap(({ status_id }) => status_id ?? []))], "notifications");
  return show(
    notificationsView(await contextOf(visit), {
      rows,
      accounts,
      page: statuses,
      pager,
      mentions_only,
      last_read_id: marker?.last_read_id,
    }),
  );
}

export const notificationRoutes: readonly Route[] = [page(routes.notifications, "member", showNotifications)];
