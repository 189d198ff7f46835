/** `/api/kith/v1/groups/:id/…`: what stands in a group, who is in it, and what those have done who look after it. */
import { accountsById, pagedAccounts } from "../account-pages.ts";
import type { Account } from "../../db/schema.ts";
import { FEED_ORDERS, FURTHEST, pinnedIds } from "../../groups/feed.ts";
import { loadKnownMembers } from "../../groups/heard.ts";
import { groupStatusIds, sortedGroupIds } from "../../groups/lists.ts";
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

/** The group of the path, wherever it lives, for who may read it and see who is in it. @throws Refusal `missing` */
async function lookedAt(request: ApiRequest): Promise<Account> {
  const account = (await farGroupParam(request)) ?? (await groupParam(request)).account;
  await assertMayLook(request.kith.db, { account }, request.viewer_id);
  return account;
}

/** Of one elsewhere what it has shown. */
async function timeline(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id, query } = request;
  const group = await lookedAt(request);
  const order = FEED_ORDERS.find((one) => one === textOf(query["order"])) ?? "new";
  if (order === "new") {
    const paging = pagingOf(query);
    const ids = await groupStatusIds(kith, viewer_id, group, paging);
    return paged(request, await showStatuses(request, ids, "public"), { cursors: ids, paging });
  }
  const paging = { offset: offsetOf(query, FURTHEST), limit: limitOf(query, 20, 40) };
  const ids = await sortedGroupIds(kith, viewer_id, group, { order, ...paging });
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

/** Of one elsewhere those whom this server knows to be in it. */
async function members(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id } = request;
  const account = await lookedAt(request);
  const paging = pagingOf(request.query, 40, 80);
  const asked = { group_id: account.id, onlooker: await onlookerOf(kith, { account }, viewer_id) };
  const rows =
    account.host === ""
      ? await loadMembers(kith.db, { ...asked, state: "accepted" }, paging)
      : await loadKnownMembers(kith, asked, paging);
  return await pagedAccounts(request, rows, paging, "min_id");
}

/** Of one elsewhere those whom its server lists, who are all alike, as far as they are known here. */
async function moderators(request: ApiRequest): Promise<Answer> {
  const { id } = await lookedAt(request);
  const staff = (await loadStaff(request.kith.db, id)).filter(({ account }) => account.suspended_at === 0);
  const accounts = await renderAccounts(
    request,
    staff.map(({ account }) => account),
  );
  return answer(accounts.map((account, n) => ({ account, role: staff[n]?.role })));
}

/** Of one elsewhere what this server has heard of. */
async function log(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const { id } = await lookedAt(request);
  const paging = pagingOf(request.query, 40, 80);
  const rows = await loadLog(kith.db, id, paging);
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
