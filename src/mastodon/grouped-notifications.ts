/** https://docs.joinmastodon.org/methods/grouped_notifications/: many favourites of one status told as one. */
import type { Row } from "../db/schema.ts";
import { missing } from "../errors.ts";
import { readId } from "../ids.ts";
import { loadMarkers } from "../markers/markers.ts";
import { dismissGroup, dismissNotification } from "../notifications/clear.ts";
import { GROUPED, groupNotifications, MOST_ROWS, ungroupedId } from "../notifications/groups.ts";
import { findNotification, notificationRows } from "../notifications/load.ts";
import type { AccountJson } from "./entities/account.ts";
import { listText, withTexts } from "./entities/joined.ts";
import { renderGroup, type Group } from "./entities/notification.ts";
import { paged } from "./links.ts";
import { askedOf, loadNotices } from "./notifications.ts";
import { showAccounts } from "./present.ts";
import { answer, get, me, nothing, post, user, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { limitOf, listOf, pagingOf, textOf } from "./shapes.ts";

type Notice = Row<"notifications">;

/** Types that the client wants grouped; all that can be, when it does not say. */
function groupedTypes({ query }: ApiRequest): ReadonlySet<unknown> {
  const asked = listOf(query["grouped_types"]);
  return new Set(asked === undefined ? GROUPED : GROUPED.filter((type) => asked.includes(type)));
}

async function show(request: ApiRequest, groups: readonly Group[]): Promise<string> {
  const rows = groups.flatMap((one) => one.rows.slice(0, 8));
  const { page, texts, scene } = await loadNotices(request, rows);
  const told = groups.filter(({ rows: [{ status_id }] }) => status_id === null || texts.statuses.has(status_id));
  const rendered = told.flatMap((one) => renderGroup(one, page, scene) ?? []);
  // Of a client that asks for it, only the newest account of each group is shown whole.
  const partial = textOf(request.query["expand_accounts"]) === "partial_avatars";
  const senders = new Set(rendered.flatMap((one) => one.sample_account_ids.map(Number)));
  const whole = partial ? new Set(rendered.flatMap((one) => one.sample_account_ids.slice(0, 1).map(Number))) : senders;
  const rest = partial ? { partial_accounts: (await showAccounts(request, [...senders.difference(whole)])).map(partOf) } : {};
  return withTexts(
    { ...rest, notification_groups: rendered },
    {
      accounts: listText([...whole].flatMap((id) => texts.accounts.get(id) ?? [])),
      statuses: listText(texts.statuses.values()),
    },
  );
}

/** What a row of faces takes. */
const partOf = ({ id, acct, locked, bot, url, avatar, avatar_static }: AccountJson) => ({
  id,
  acct,
  locked,
  bot,
  url,
  avatar,
  avatar_static,
});

async function page(request: ApiRequest): Promise<Answer> {
  const paging = pagingOf(request.query, 40, 80);
  // With min_id the rows next to the cursor are wanted: then groups are not filled up beyond the page.
  const limit = paging.min_id === undefined ? MOST_ROWS : paging.limit;
  const rows = await notificationRows(request.kith, me(request).id, askedOf(request), { ...paging, limit });
  const { groups, used } = groupNotifications(rows, groupedTypes(request), paging.limit);
  const cursors = rows.slice(0, used).map(({ id }) => id);
  const full = used < rows.length || rows.length === limit;
  return paged(request, await show(request, groups), { cursors, paging: { ...paging, limit: full ? 1 : cursors.length + 1 } });
}

async function rowsOfGroup(request: ApiRequest): Promise<[Notice, ...Notice[]]> {
  const { kith } = request;
  const group_key = request.params["group_key"] ?? "";
  const single = readId(ungroupedId(group_key));
  const found = single === undefined ? undefined : await findNotification(kith, me(request).id, single);
  if (found !== undefined) return [found];
  const [first, ...others] = await notificationRows(kith, me(request).id, { group_key, include_filtered: true }, { limit: 80 });
  if (first === undefined) throw missing();
  return [first, ...others];
}

const one = async (request: ApiRequest): Promise<Answer> =>
  answer(await show(request, [{ group_key: request.params["group_key"] ?? "", rows: await rowsOfGroup(request) }]));

async function people(request: ApiRequest): Promise<Answer> {
  const rows = await rowsOfGroup(request);
  return answer(await showAccounts(request, [...new Set(rows.map((row) => row.from_account_id))]));
}

async function dismiss(request: ApiRequest): Promise<Answer> {
  const rows = await rowsOfGroup(request);
  if (rows.length === 1) await dismissNotification(request.kith, me(request).id, rows[0].id);
  else await dismissGroup(request.kith, me(request).id, rows[0].group_key);
  return nothing;
}

async function unread(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const [marker] = await loadMarkers(kith.db, me(request).id, ["notifications"]);
  const rows = await notificationRows(kith, me(request).id, askedOf(request), {
    limit: MOST_ROWS,
    since_id: marker?.last_read_id,
  });
  const most = limitOf(request.query, 100, 1000);
  return answer({ count: groupNotifications(rows, groupedTypes(request), most).groups.length });
}

const at = "/api/v2/notifications";

export const groupedNotificationRoutes: readonly Route[] = [
  get(at, user("read:notifications"), page),
  get(`${at}/unread_count`, user("read:notifications"), unread),
  get(`${at}/:group_key`, user("read:notifications"), one),
  get(`${at}/:group_key/accounts`, user("read:notifications"), people),
  post(`${at}/:group_key/dismiss`, user("write:notifications"), dismiss),
];
