/** Finding groups: one's own and those one is invited to, the directory, and the page behind an invitation link. */
import { addressKey, assertLimit } from "../../access/limits.ts";
import { loadAccounts } from "../../accounts/find.ts";
import { mayCreateGroup } from "../../groups/create.ts";
import { complete, DIRECTORY_ORDERS, loadDirectory, loadJoined } from "../../groups/directory.ts";
import { loadInvitations } from "../../groups/invitations.ts";
import { getLink, takeLink } from "../../groups/invite-links.ts";
import { loadStanding, type Standing } from "../../groups/look.ts";
import type { Problems } from "../../../views/frame/context.ts";
import { exploreGroupsView, groupLinkView, groupsView } from "../../../views/groups/groups.ts";
import { routes } from "../../../views/frame/routes.ts";
import { relationsOf, resolve } from "../people/accounts.ts";
import { contextOf } from "../frame/context.ts";
import { cutByOffset, offsetPage } from "../reading/explore.ts";
import { viewerOf } from "./groups.ts";
import { action, go, page, show, type Answer, type Route } from "../frame/respond.ts";
import { me, type Visit } from "../frame/visit.ts";

async function showGroups(visit: Visit): Promise<Answer> {
  const { kith } = visit;
  const self = me(visit);
  const rows = await loadInvitations(kith, self.id);
  const groups = await complete(
    kith.db,
    self.id,
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
  const { kith, viewer_id, query } = visit;
  const q = (query.get("q") ?? "").trim().slice(0, 200);
  const order = DIRECTORY_ORDERS.find((one) => one === query.get("order")) ?? "active";
  const local = query.get("local") !== "0";
  const { items: groups, pager } = cutByOffset(
    visit,
    await loadDirectory(kith, viewer_id, { q, order, local, ...offsetPage(visit) }),
  );
  const relations = await relationsOf(
    visit,
    groups.map(({ account }) => account.id),
  );
  const viewer = viewerOf(visit);
  const standings = new Map<number, Standing>();
  for (const { account, group } of groups)
    if (group !== undefined && viewer !== undefined)
      standings.set(account.id, await loadStanding(kith, { account, group }, viewer));
  return show(exploreGroupsView(await contextOf(visit), { groups, relations, standings, q, order, local, pager }));
}

async function showLink(visit: Visit, problems?: Problems): Promise<Answer> {
  const code = visit.params["code"] ?? "";
  const { group } = await getLink(visit.kith, code);
  return show(
    groupLinkView(await contextOf(visit), { ...group, code, problems, typed: visit.form.typed }),
    problems === undefined ? 200 : 422,
  );
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

export const groupFindingRoutes: readonly Route[] = [
  page(routes.exploreGroups, "anyone", showDirectory),
  page(routes.groups, "member", showGroups),
  page("/groups/join/:code", "anyone", async (visit) => await showLink(visit)),
  action("/groups/join/:code", "anyone", useLink),
];
