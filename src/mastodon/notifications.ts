/** https://docs.joinmastodon.org/methods/notifications/: one by one. */
import { loadAccounts } from "../accounts/find.ts";
import { completeCollections, loadCollectionsById } from "../collections/load.ts";
import type { Row } from "../db/schema.ts";
import type { NotificationType } from "../db/values.ts";
import { missing } from "../errors.ts";
import { clearNotifications, dismissNotification } from "../notifications/clear.ts";
import { countUnread, getNotification, notificationRows, type NotificationQuery } from "../notifications/load.ts";
import { loadSubjects } from "../notifications/subjects.ts";
import { renderCollection, type CollectionJson } from "./entities/collection.ts";
import { listText, withTexts } from "./entities/joined.ts";
import { isOfCollection, renderNotice, type NoticePage } from "./entities/notification.ts";
import type { Scene } from "./entities/scene.ts";
import { paged } from "./links.ts";
import { sceneWith } from "./present.ts";
import { answer, get, idParam, me, nothing, post, user, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { idsOf, isTrue, limitOf, listOf, pagingOf, textOf } from "./shapes.ts";
import type { Texts } from "./texts/join.ts";
import { loadTexts } from "./texts/load.ts";

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

/** All that showing the rows takes, in one go: what they tell of, and the texts of who and of statuses. */
export async function loadNotices(
  request: ApiRequest,
  rows: readonly Row<"notifications">[],
): Promise<{ page: NoticePage; texts: Texts; scene: Scene }> {
  const { kith, viewer_id } = request;
  const senders = rows.map(({ from_account_id }) => from_account_id);
  const status_ids = rows.map(({ status_id }) => status_id).filter((id) => id !== null);
  const wanted = { found: [...new Set(status_ids)], account_ids: [...new Set(senders)], context: "notifications" } as const;
  const texts = await loadTexts(kith, viewer_id, wanted);
  const collections = rows.filter(({ type }) => isOfCollection(type)).map(({ subject_id }) => subject_id);
  const named = listOf(request.query["supported_types"])?.map(textOf);
  const subjects = await loadSubjects(kith.db, rows);
  const page: NoticePage = {
    subjects,
    accounts: named === undefined ? new Map() : await loadAccounts(kith.db, senders),
    ...(collections.length === 0 ? {} : { collections: await loadCollections(request, collections) }),
    supported: named && new Set(named),
  };
  return { page, texts, scene: await sceneWith(kith, viewer_id, [...subjects.accounts.values()]) };
}

async function loadCollections({ kith, viewer_id }: ApiRequest, ids: readonly number[]): Promise<Map<number, CollectionJson>> {
  const loaded = await completeCollections(kith.db, viewer_id, await loadCollectionsById(kith.db, ids));
  return new Map(loaded.map((one) => [one.collection.id, renderCollection(one, kith.instance)]));
}

/** What tells of a status that is gone, or of nobody, falls out. */
async function notificationTexts(request: ApiRequest, rows: readonly Row<"notifications">[]): Promise<string[]> {
  const { page: shown, texts, scene } = await loadNotices(request, rows);
  return rows.flatMap((row) => {
    const account = texts.accounts.get(row.from_account_id);
    const status = row.status_id === null ? undefined : texts.statuses.get(row.status_id);
    const notice = renderNotice(row, shown, scene);
    if (account === undefined || notice === undefined || (row.status_id !== null && status === undefined)) return [];
    return [withTexts(notice, { account, status })];
  });
}

async function page(request: ApiRequest): Promise<Answer> {
  const paging = pagingOf(request.query, 40, 80);
  const rows = await notificationRows(request.kith, me(request).id, askedOf(request), paging);
  const shown = listText(await notificationTexts(request, rows));
  return paged(request, shown, { cursors: rows.map(({ id }) => id), paging });
}

/** @throws Refusal `missing` also when what it tells of is gone */
async function one(request: ApiRequest): Promise<Answer> {
  const [shown] = await notificationTexts(request, [await getNotification(request.kith, me(request).id, idParam(request))]);
  if (shown === undefined) throw missing();
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
