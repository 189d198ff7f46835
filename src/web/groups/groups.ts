/** The pages of a group that lives here: what stands in it, what it is about, who is in it; joining and leaving. */
import { randomUUID } from "node:crypto";
import { getAccount } from "../../accounts/find.ts";
import type { Account } from "../../db/schema.ts";
import { FEED_ORDERS, newIds, pinnedIds, sortedIds } from "../../groups/feed.ts";
import { dropInvitation, findInvitation, joinGroup } from "../../groups/invitations.ts";
import { toProfile } from "../../groups/inside.ts";
import { getOwnGroup, type Group } from "../../groups/load.ts";
import { loadLog } from "../../groups/log.ts";
import { assertMayLook, loadStanding, mayKnow, mayLook } from "../../groups/look.ts";
import { leaveGroupOf, loadMembers, onlookerOf } from "../../groups/membership.ts";
import { takeOver } from "../../groups/orphans.ts";
import { withVotes } from "../../statuses/against.ts";
import { countWaiting } from "../../groups/queue.ts";
import { loadStaff } from "../../groups/roles.ts";
import { whyNotPost } from "../../groups/rules.ts";
import { groupAboutView, groupView, type GroupHead } from "../../../views/groups/group.ts";
import { groupLogView, groupMembersView } from "../../../views/groups/group-staff.ts";
import { routes } from "../../../views/frame/routes.ts";
import { loadShown } from "../people/accounts.ts";
import { contextOf } from "../frame/context.ts";
import { cutByOffset, offsetPage } from "../reading/explore.ts";
import { cut, isFirstPage, readPaging } from "../frame/paging.ts";
import { action, go, page, show, type Answer, type Handle, type Route } from "../frame/respond.ts";
import { loadFor, loadTimeline } from "../reading/timelines.ts";
import { loadLogged } from "./logged.ts";
import { idParam, me, returnPath, type Visit } from "../frame/visit.ts";

const SIZE = 40;

export const groupOf = async (visit: Visit): Promise<Group> => await getOwnGroup(visit.kith.db, idParam(visit) ?? 0);

export const viewerOf = (visit: Visit): Account | undefined => (visit.session === undefined ? undefined : me(visit));

/** What stands on top of all pages of a group. */
export async function headOf(visit: Visit, group: Group): Promise<GroupHead> {
  const { kith, viewer_id, locale } = visit;
  const standing = await loadStanding(kith, group, viewerOf(visit));
  const invitation = standing.invited ? await findInvitation(kith.db, group.account.id, viewer_id) : undefined;
  const why = standing.ban === undefined ? undefined : await whyNotPost(kith.db, viewer_id, [group.account.id], kith.now());
  const inviters = invitation === undefined ? [] : await loadShown(visit, [invitation.inviter_id]);
  const inside = mayKnow(group, standing);
  return {
    ...group,
    ...(inside ? { account: { ...group.account, ...toProfile(group.group) } } : {}),
    standing,
    inside,
    looking: await mayLook(kith.db, group, viewer_id),
    waiting: standing.role === undefined ? 0 : await countWaiting(kith.db, group.account.id),
    inviter: inviters[0],
    objection: why === undefined ? undefined : locale.refusal(why),
  };
}

/** The page of a group, at its account's address. */
export async function showGroup(visit: Visit, account: Account): Promise<Answer> {
  const { kith, viewer_id, query } = visit;
  const group = await getOwnGroup(kith.db, account.id);
  const head = await headOf(visit, group);
  const order = FEED_ORDERS.find((one) => one === query.get("order")) ?? "new";
  const { id } = account;
  const nothing = { page: await loadFor(visit, [], "account"), pager: {} };
  const timeline = !head.looking
    ? nothing
    : order === "new"
      ? await loadTimeline(visit, "public", async (paging) => await newIds(kith, viewer_id, id, paging))
      : await sorted(visit, id, order);
  const first = head.looking && order === "new" && isFirstPage(readPaging(visit));
  const pinned = first ? await loadFor(visit, await pinnedIds(kith, viewer_id, id), "public") : undefined;
  return show(
    groupView(await contextOf(visit), head, {
      page: await withVotes(kith.db, timeline.page),
      pager: timeline.pager,
      order,
      pinned: pinned === undefined ? undefined : await withVotes(kith.db, pinned),
      key: randomUUID(),
    }),
  );
}

async function sorted(visit: Visit, group_id: number, order: "active" | "top") {
  const { items, pager } = cutByOffset(
    visit,
    await sortedIds(visit.kith, visit.viewer_id, group_id, { order, ...offsetPage(visit) }),
  );
  return { page: await loadFor(visit, items, "public"), pager };
}

export const onGroup =
  (showIt: (visit: Visit, group: Group, head: GroupHead) => Promise<Answer>): Handle =>
  async (visit) => {
    const group = await groupOf(visit);
    return await showIt(visit, group, await headOf(visit, group));
  };

async function showMembers(visit: Visit, group: Group, head: GroupHead): Promise<Answer> {
  const { kith, viewer_id } = visit;
  await assertMayLook(kith.db, group, viewer_id);
  const paging = readPaging(visit, SIZE);
  const onlooker = await onlookerOf(kith, group, viewer_id);
  const rows = await loadMembers(kith.db, { group_id: group.account.id, state: "accepted", onlooker }, paging);
  const { items, pager } = cut(visit, paging, rows, ({ id }) => id);
  const members = await loadShown(
    visit,
    items.map(({ account_id }) => account_id),
  );
  return show(
    groupMembersView(await contextOf(visit), head, { members, staff: await loadStaff(kith.db, group.account.id), pager }),
  );
}

async function showLog(visit: Visit, group: Group, head: GroupHead): Promise<Answer> {
  const { kith, viewer_id } = visit;
  await assertMayLook(kith.db, group, viewer_id);
  const paging = readPaging(visit, SIZE);
  const { items, pager } = cut(visit, paging, await loadLog(kith.db, group.account.id, paging), ({ id }) => id);
  return show(groupLogView(await contextOf(visit), head, { ...(await loadLogged(visit, items)), pager }));
}

async function showAbout(visit: Visit, group: Group, head: GroupHead): Promise<Answer> {
  const staff = head.looking ? await loadStaff(visit.kith.db, group.account.id) : [];
  return show(groupAboutView(await contextOf(visit), head, { staff }));
}

async function join(visit: Visit): Promise<Answer> {
  const group = await groupOf(visit);
  await joinGroup(visit.kith, group, me(visit));
  const { member } = await loadStanding(visit.kith, group, me(visit));
  return go(returnPath(visit, routes.profile(group.account)), member ? "groups.said_joined" : "groups.said_requested");
}

const leave: Handle = async (visit) => {
  const group = await groupOf(visit);
  await leaveGroupOf(visit.kith, group, me(visit));
  return go(
    group.account.members_only === 1 ? routes.groups : returnPath(visit, routes.profile(group.account)),
    "groups.said_left",
  );
};

const decline: Handle = async (visit) => {
  const group = await groupOf(visit);
  await dropInvitation(visit.kith, group, me(visit), visit.viewer_id);
  return go(routes.groups);
};

const takeOverGroup: Handle = async (visit) => {
  const group = await groupOf(visit);
  await takeOver(visit.kith, group, await getAccount(visit.kith.db, me(visit).id));
  return go(routes.groupPage(group.account.id, "settings"), "groups.said_taken_over");
};

export const groupRoutes: readonly Route[] = [
  page("/groups/:id/about", "anyone", onGroup(showAbout)),
  page("/groups/:id/members", "anyone", onGroup(showMembers)),
  page("/groups/:id/log", "anyone", onGroup(showLog)),
  action("/groups/:id/join", "member", join),
  action("/groups/:id/leave", "member", leave),
  action("/groups/:id/decline", "member", decline),
  action("/groups/:id/take_over", "member", takeOverGroup),
];
