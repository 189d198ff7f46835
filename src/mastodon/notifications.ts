/** https://docs.joinmastodon.org/methods/notifications/: one by one. */
import { loadAccounts } from "../accounts/find.ts";
import { completeCollections, loadCollectionsById } from "../collections/load.ts";
import type { Row } from "../db/schema.ts";
import type { NotificationType } from "../db/values.ts";
import { withFilters } from "../filters/match.ts";
import { clearNotifications, dismissNotification } from "../notifications/clear.ts";
import { countUnread, getNotification, notificationRows, type NotificationQuery } from "../notifications/load.ts";
import { loadSubjects } from "../notifications/subjects.ts";
import { loadStatusPage } from "../statuses/load.ts";
import { renderCollection, type CollectionJson } from "./entities/collection.ts";
import { isOfCollection, renderNotifications, type NotificationJson, type NotificationPage } from "./entities/notification.ts";
import { sceneWith } from "./present.ts";
import { paged } from "./links.ts";
import { answer, get, idParam, me, nothing, post, user, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { idsOf, isTrue, limitOf, listOf, pagingOf, textOf } from "./shapes.ts";

/** What a query asks for; unknown types are none that we could have. */
export function askedOf({ query }: ApiRequest): NotificationQuery {
  const types = (name: string) => listOf(query[name])?.map((value) => textOf(value) as NotificationType);
  return {
    types: types("types"),
    exclude_types: types("exclude_types"),
    from_account_id: idsOf(query["account_id"], 1)[0],
    include_filtered: isTrue(query["include_filtered"]),
  };
}

/** All that showing the rows takes, in one go. */
export async function loadNotificationPage(
  request: ApiRequest,
  rows: readonly Row<"notifications">[],
): Promise<NotificationPage> {
  const { kith } = request;
  const status_ids = rows.map(({ status_id }) => status_id).filter((id) => id !== null);
  const loaded = await loadStatusPage(kith.db, me(request).id, [...new Set(status_ids)]);
  const statuses = await withFilters(kith, loaded, "notifications");
  const senders = rows.map(({ from_account_id }) => from_account_id);
  const missing = senders.filter((id) => !statuses.accounts.has(id));
  const accounts =
    missing.length === 0 ? statuses.accounts : new Map([...statuses.accounts, ...(await loadAccounts(kith.db, missing))]);
  const subjects = rows.filter(({ type }) => isOfCollection(type)).map(({ subject_id }) => subject_id);
  const about = await loadSubjects(kith.db, rows);
  const named = listOf(request.query["supported_types"])?.map(textOf);
  const collections = subjects.length === 0 ? {} : { collections: await loadCollections(request, subjects) };
  return { rows, accounts, statuses, subjects: about, ...collections, supported: named && new Set(named) };
}

async function loadCollections({ kith, viewer_id }: ApiRequest, ids: readonly number[]): Promise<Map<number, CollectionJson>> {
  const loaded = await completeCollections(kith.db, viewer_id, await loadCollectionsById(kith.db, ids));
  return new Map(loaded.map((one) => [one.collection.id, renderCollection(one, kith.instance)]));
}

export const showNotifications = async (
  request: ApiRequest,
  rows: readonly Row<"notifications">[],
): Promise<NotificationJson[]> => {
  const shown = await loadNotificationPage(request, rows);
  return renderNotifications(shown, await sceneWith(request.kith, request.viewer_id, [...shown.accounts.values()]));
};

async function page(request: ApiRequest): Promise<Answer> {
  const paging = pagingOf(request.query, 40, 80);
  const rows = await notificationRows(request.kith, me(request).id, askedOf(request), paging);
  return paged(request, await showNotifications(request, rows), { cursors: rows.map(({ id }) => id), paging });
}

async function one(request: ApiRequest): Promise<Answer> {
  const [shown] = await showNotifications(request, [await getNotification(request.kith, me(request).id, idParam(request))]);
  return answer(shown);
}

const at = "/api/v1/notifications";

export const notificationRoutes: readonly Route[] = [
  get(at, user("read:notifications"), page),
  get(`${at}/unread_count`, user("read:notifications"), async (request) =>
    answer({ count: await countUnread(request.kith, me(request).id, askedOf(request), limitOf(request.query, 100, 1000)) }),
  ),
  get(`${at}/:id`, user("read:notifications"), one),
  post(`${at}/clear`, user("write:notifications"), async (request) => {
    await clearNotifications(request.kith, me(request).id);
    return nothing;
  }),
  post(`${at}/:id/dismiss`, user("write:notifications"), async (request) => {
    const { id } = await getNotification(request.kith, me(request).id, idParam(request));
    await dismissNotification(request.kith, me(request).id, id);
    return nothing;
  }),
];
