/** `/api/kith/v1/groups/:id/…`: what stands in a group, who is in it, and what those have done who look after it. */
import { accountsById, pagedAccounts } from "../account-pages.ts";
import { FEED_ORDERS, newIds, pinnedIds, sortedIds, FURTHEST } from "../../groups/feed.ts";
import { groupStatusIds } from "../../groups/lists.ts";
import { loadLog } from "../../groups/log.ts";
import { assertMayLook } from "../../groups/look.ts";
import { loadMembers, onlookerOf } from "../../groups/membership.ts";
import { loadStaff } from "../../groups/roles.ts";
import { accountStatusIds } from "../../timelines/account.ts";
import { renderLogEntry } from "../entities/group.ts";
import { paged, pagedByOffset } from "../links.ts";
import { renderAccounts, showStatuses } from "../present.ts";
import { answer, anyone, get, type Answer, type ApiRequest, type Route } from "../respond.ts";
import { limitOf, offsetOf, pagingOf, textOf } from "../shapes.ts";
import { farGroupParam, groupParam } from "./groups.ts";

/** Of a group elsewhere. */
const MOST_PINNED = 20;

/** Of one elsewhere what it has shown, in the order in which it did. */
async function timeline(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id, query } = request;
  const far = await farGroupParam(request);
  if (far !== undefined) {
    const paging = pagingOf(query);
    const ids = await groupStatusIds(kith, viewer_id, far, paging);
    return paged(request, await showStatuses(request, ids, "public"), { cursors: ids, paging });
  }
  const group = await groupParam(request);
  await assertMayLook(kith.db, group, viewer_id);
  const order = FEED_ORDERS.find((one) => one === textOf(query["order"])) ?? "new";
  const id = group.account.id;
  if (order === "new") {
    const paging = pagingOf(query);
    const ids = await newIds(kith, viewer_id, id, paging);
    return paged(request, await showStatuses(request, ids, "public"), { cursors: ids, paging });
  }
  const paging = { offset: offsetOf(query, FURTHEST), limit: limitOf(query, 20, 40) };
  const ids = await sortedIds(kith, viewer_id, id, { order, ...paging });
  return pagedByOffset(request, await showStatuses(request, ids, "public"), paging);
}

async function pinned(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id } = request;
  const far = await farGroupParam(request);
  if (far !== undefined) {
    const ids = await accountStatusIds(kith, viewer_id, far.id, { pinned: true, paging: { limit: MOST_PINNED } });
    return answer(await showStatuses(request, ids, "public"));
  }
  const group = await groupParam(request);
  await assertMayLook(kith.db, group, viewer_id);
  return answer(await showStatuses(request, await pinnedIds(kith, viewer_id, group.account.id), "public"));
}

async function members(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id } = request;
  const group = await groupParam(request);
  await assertMayLook(kith.db, group, viewer_id);
  const paging = pagingOf(request.query, 40, 80);
  const onlooker = await onlookerOf(kith, group, viewer_id);
  const rows = await loadMembers(kith.db, { group_id: group.account.id, state: "accepted", onlooker }, paging);
  return await pagedAccounts(request, rows, paging, "min_id");
}

async function moderators(request: ApiRequest): Promise<Answer> {
  const group = await groupParam(request);
  await assertMayLook(request.kith.db, group, request.viewer_id);
  const staff = await loadStaff(request.kith.db, group.account.id);
  const accounts = await renderAccounts(
    request,
    staff.map(({ account }) => account),
  );
  return answer(accounts.map((account, n) => ({ account, role: staff[n]?.role })));
}

async function log(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id } = request;
  const group = await groupParam(request);
  await assertMayLook(kith.db, group, viewer_id);
  const paging = pagingOf(request.query, 40, 80);
  const rows = await loadLog(kith.db, group.account.id, paging);
  const shown = await accountsById(
    request,
    rows.flatMap(({ actor_id, account_id }) => [actor_id, account_id]),
  );
  const entries = rows.map((row) =>
    renderLogEntry(row, { by: shown.get(row.actor_id) ?? null, account: shown.get(row.account_id) ?? null }),
  );
  return paged(request, entries, { cursors: rows.map(({ id }) => id), paging });
}

const at = "/api/kith/v1/groups";
const look = anyone("read:statuses");

export const groupFeedRoutes: readonly Route[] = [
  get(`${at}/:id/timeline`, look, timeline),
  get(`${at}/:id/pinned`, look, pinned),
  get(`${at}/:id/members`, look, members),
  get(`${at}/:id/moderators`, look, moderators),
  get(`${at}/:id/log`, look, log),
];
