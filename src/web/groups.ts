/** Groups that live here, as pages: joining them, what stands in them, making, changing and closing them. */
import { randomUUID } from "node:crypto";
import { getAccount, loadAccounts } from "../accounts/find.ts";
import type { Account } from "../db/schema.ts";
import { Refusal } from "../errors.ts";
import { changeGroup, closeGroup, type GroupChanges } from "../groups/change.ts";
import { createGroup, mayCreateGroup } from "../groups/create.ts";
import { complete, DIRECTORY_ORDERS, loadDirectory, loadJoined } from "../groups/directory.ts";
import { FEED_ORDERS, newIds, pinnedIds, sortedIds } from "../groups/feed.ts";
import { dropInvitation, findInvitation, getLink, joinGroup, loadInvitations, takeLink } from "../groups/invitations.ts";
import { getOwnGroup, type Group } from "../groups/load.ts";
import { loadLog } from "../groups/log.ts";
import { assertMayLook, loadStanding, mayKnow, mayLook } from "../groups/look.ts";
import { leaveGroupOf, loadMembers } from "../groups/membership.ts";
import { countWaiting } from "../groups/queue.ts";
import { assertRole, loadStaff } from "../groups/roles.ts";
import { whyNotPost } from "../groups/rules.ts";
import { addressKey, assertLimit } from "../access/limits.ts";
import { addPortrait, removePortrait } from "../media/portraits.ts";
import type { Problems } from "../../views/context.ts";
import { groupAboutView, groupView, type GroupHead } from "../../views/group.ts";
import { groupLogView, groupMembersView } from "../../views/group-staff.ts";
import {
  closeGroupView,
  exploreGroupsView,
  groupLinkView,
  groupSettingsView,
  groupsView,
  newGroupView,
} from "../../views/groups.ts";
import { routes } from "../../views/routes.ts";
import { loadShown, relationsOf, resolve } from "./accounts.ts";
import { contextOf } from "./context.ts";
import { cutByOffset, offsetPage } from "./explore.ts";
import { cut, isFirstPage, readPaging } from "./paging.ts";
import { problemsOf } from "./problems.ts";
import { action, go, page, show, upload, type Answer, type Handle, type Route } from "./respond.ts";
import { loadFor, loadTimeline } from "./timelines.ts";
import { idParam, me, returnPath, type Visit } from "./visit.ts";

const SIZE = 40;

export const groupOf = async (visit: Visit): Promise<Group> => await getOwnGroup(visit.kith.db, idParam(visit) ?? 0);

const viewerOf = (visit: Visit): Account | undefined => (visit.session === undefined ? undefined : me(visit));

/** What stands on top of all pages of a group. */
export async function headOf(visit: Visit, group: Group): Promise<GroupHead> {
  const { kith, viewer_id, locale } = visit;
  const standing = await loadStanding(kith, group, viewerOf(visit));
  const invitation = standing.invited ? await findInvitation(kith.db, group.account.id, viewer_id) : undefined;
  const why = standing.ban === undefined ? undefined : await whyNotPost(kith.db, viewer_id, [group.account.id], kith.now());
  const inviters = invitation === undefined ? [] : await loadShown(visit, [invitation.inviter_id]);
  return {
    ...group,
    standing,
    inside: mayKnow(group, standing),
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
    groupView(await contextOf(visit), head, { page: timeline.page, pager: timeline.pager, order, pinned, key: randomUUID() }),
  );
}

async function sorted(visit: Visit, group_id: number, order: "active" | "top") {
  const { items, pager } = cutByOffset(
    visit,
    await sortedIds(visit.kith, visit.viewer_id, group_id, { order, ...offsetPage(visit) }),
  );
  return { page: await loadFor(visit, items, "public"), pager };
}

async function showGroups(visit: Visit): Promise<Answer> {
  const { kith } = visit;
  const self = me(visit);
  const rows = await loadInvitations(kith.db, self.id);
  const groups = await complete(
    kith.db,
    rows.map(({ group_id }) => group_id),
  );
  const by = await loadAccounts(
    kith.db,
    rows.map(({ inviter_id }) => inviter_id),
  );
  const invitations = rows.flatMap(({ group_id, inviter_id }) => {
    const listed = groups.find(({ account }) => account.id === group_id);
    return listed === undefined ? [] : { listed, by: by.get(inviter_id) };
  });
  const joined = await loadJoined(kith.db, self.id);
  return show(groupsView(await contextOf(visit), { joined, invitations, may_make: await mayCreateGroup(kith, self) }));
}

async function showDirectory(visit: Visit): Promise<Answer> {
  const { kith, query } = visit;
  const q = (query.get("q") ?? "").trim().slice(0, 200);
  const order = DIRECTORY_ORDERS.find((one) => one === query.get("order")) ?? "active";
  const local = query.get("local") !== "0";
  const { items: groups, pager } = cutByOffset(visit, await loadDirectory(kith.db, { q, order, local, ...offsetPage(visit) }));
  const relations = await relationsOf(
    visit,
    groups.map(({ account }) => account.id),
  );
  const viewer = viewerOf(visit);
  const standings = new Map();
  for (const { account, group } of groups)
    if (group !== undefined && viewer !== undefined)
      standings.set(account.id, await loadStanding(kith, { account, group }, viewer));
  return show(exploreGroupsView(await contextOf(visit), { groups, relations, standings, q, order, local, pager }));
}

const onGroup =
  (showIt: (visit: Visit, group: Group, head: GroupHead) => Promise<Answer>): Handle =>
  async (visit) => {
    const group = await groupOf(visit);
    return await showIt(visit, group, await headOf(visit, group));
  };

async function showMembers(visit: Visit, group: Group, head: GroupHead): Promise<Answer> {
  const { kith, viewer_id } = visit;
  await assertMayLook(kith.db, group, viewer_id);
  const paging = readPaging(visit, SIZE);
  const rows = await loadMembers(kith.db, group.account.id, "accepted", paging);
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
  const accounts = await loadAccounts(kith.db, new Set(items.flatMap(({ actor_id, account_id }) => [actor_id, account_id])));
  const ids = [...new Set(items.map(({ status_id }) => status_id).filter((id) => id > 0))];
  const statuses = await loadFor(visit, ids, "public");
  return show(groupLogView(await contextOf(visit), head, { rows: items, accounts, statuses, pager }));
}

async function showAbout(visit: Visit, group: Group, head: GroupHead): Promise<Answer> {
  const staff = head.looking ? await loadStaff(visit.kith.db, group.account.id) : [];
  return show(groupAboutView(await contextOf(visit), head, { staff }));
}

const MEMBERSHIPS = ["public", "approval", "invitation"] as const;
const POSTINGS = ["everybody", "members", "moderators"] as const;

const readValues = ({ form }: Visit) => ({
  title: form.text("title"),
  note: form.text("note"),
  rules: form.text("rules").split("\n"),
  membership: MEMBERSHIPS.find((one) => one === form.text("membership")) ?? "public",
  posting: POSTINGS.find((one) => one === form.text("posting")) ?? "members",
  approve_first: form.has("approve_first"),
  private: form.has("private"),
  revealed: form.has("revealed"),
  discoverable: form.has("discoverable"),
});

/** The names of the pictures that came, kept already; what could not be read is told. */
async function readPictures({ kith, form, locale }: Visit): Promise<{ pictures: GroupChanges; problems: Problems }> {
  const pictures: GroupChanges = {};
  const problems: Record<string, string> = {};
  for (const name of ["avatar", "header"] as const) {
    const file = form.file(name);
    if (file === undefined) continue;
    try {
      if (file.too_large)
        problems[name] = locale.t("common.file_too_large", { size: locale.bytes(kith.instance.limits.image_bytes) });
      else pictures[name] = await addPortrait(kith, name, file.bytes);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problems[name] = locale.refusal(error.message);
    }
  }
  return { pictures, problems };
}

/** Does it with the pictures that came, or forgets them and says what was wrong. */
async function withPictures<Done>(
  visit: Visit,
  act: (pictures: GroupChanges) => Promise<Done>,
): Promise<Done | { problems: Problems }> {
  const { pictures, problems } = await readPictures(visit);
  const failed = Object.keys(problems).length > 0;
  const done = failed
    ? { problems }
    : await act(pictures).catch((error: unknown) => ({ problems: problemsOf(error, visit.locale, "") }));
  if (typeof done === "object" && done !== null && "problems" in done)
    for (const name of [pictures.avatar, pictures.header]) await removePortrait(visit.kith, name ?? "");
  return done;
}

async function makeGroup(visit: Visit): Promise<Answer> {
  const { kith, form } = visit;
  const self = await getAccount(kith.db, me(visit).id);
  const done = await withPictures(visit, async (pictures) => {
    const made = await createGroup(kith, self, { ...readValues(visit), name: form.text("name") });
    return { made: Object.keys(pictures).length === 0 ? made : await changeGroup(kith, made, self, pictures) };
  });
  if ("made" in done) return go(routes.profile(done.made.account), "groups.said_made");
  return show(newGroupView(await contextOf(visit), { typed: form.typed, problems: done.problems }), 422);
}

async function saveSettings(visit: Visit): Promise<Answer> {
  const group = await groupOf(visit);
  const self = await getAccount(visit.kith.db, me(visit).id);
  await assertRole(visit.kith.db, group, self);
  const done = await withPictures(visit, async (pictures) => ({
    changed: await changeGroup(visit.kith, group, self, { ...readValues(visit), ...pictures }),
  }));
  if ("changed" in done) return go(routes.groupPage(group.account.id, "settings"), "groups.said_saved");
  const state = { typed: visit.form.typed, problems: done.problems };
  return show(groupSettingsView(await contextOf(visit), await headOf(visit, group), state), 422);
}

async function showSettings(visit: Visit, group: Group, head: GroupHead): Promise<Answer> {
  await assertRole(visit.kith.db, group, me(visit));
  return show(groupSettingsView(await contextOf(visit), head, {}));
}

async function showClose(visit: Visit, group: Group, head: GroupHead, problems?: Problems): Promise<Answer> {
  await assertRole(visit.kith.db, group, me(visit), "owner");
  return show(closeGroupView(await contextOf(visit), head, { problems }), problems === undefined ? 200 : 422);
}

async function close(visit: Visit): Promise<Answer> {
  const group = await groupOf(visit);
  if (visit.form.text("confirm").trim().replace(/^@/, "") !== group.account.username)
    return await showClose(visit, group, await headOf(visit, group), { confirm: visit.locale.t("groups.close_wrong") });
  await closeGroup(visit.kith, group, await getAccount(visit.kith.db, me(visit).id));
  return go(routes.groups, "groups.said_closed");
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

async function showLink(visit: Visit, problems?: Problems): Promise<Answer> {
  const code = visit.params["code"] ?? "";
  const { group } = await getLink(visit.kith, code);
  return show(groupLinkView(await contextOf(visit), { ...group, code, problems }), problems === undefined ? 200 : 422);
}

/** Who lives here is in; of who lives elsewhere it is noted that they may come. */
async function useLink(visit: Visit): Promise<Answer> {
  const { kith, form, locale } = visit;
  const code = visit.params["code"] ?? "";
  const acct = form.text("acct").trim();
  if (acct === "" && visit.session !== undefined) {
    const group = await takeLink(kith, code, me(visit));
    return go(routes.profile(group.account), "groups.said_joined");
  }
  await assertLimit(kith, "elsewhere", addressKey(visit.ip));
  await getLink(kith, code);
  const target = acct === "" ? undefined : await resolve(visit, acct.startsWith("@") ? acct : `@${acct}`);
  if (target === undefined || target.host === "") return await showLink(visit, { acct: locale.t("groups.link_unknown") });
  const group = await takeLink(kith, code, target);
  return go(routes.groupPage(group.account.id, "about"), "groups.said_may_follow");
}

export const groupRoutes: readonly Route[] = [
  page(routes.exploreGroups, "anyone", showDirectory),
  page(routes.groups, "member", showGroups),
  page(routes.newGroup, "member", async (visit) => show(newGroupView(await contextOf(visit), {}))),
  upload(routes.groups, makeGroup),
  page("/groups/join/:code", "anyone", async (visit) => await showLink(visit)),
  action("/groups/join/:code", "anyone", useLink),
  page("/groups/:id/about", "anyone", onGroup(showAbout)),
  page("/groups/:id/members", "anyone", onGroup(showMembers)),
  page("/groups/:id/log", "anyone", onGroup(showLog)),
  page("/groups/:id/settings", "member", onGroup(showSettings)),
  upload("/groups/:id/settings", saveSettings),
  page("/groups/:id/close", "member", onGroup(showClose)),
  action("/groups/:id/close", "member", close),
  action("/groups/:id/join", "member", join),
  action("/groups/:id/leave", "member", leave),
  action("/groups/:id/decline", "member", decline),
];
