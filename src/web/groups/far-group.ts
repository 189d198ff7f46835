/** A group elsewhere, as its server tells of it: rules, who looks after it, who is in it, what takes place there; and what is heard here of its log. Nobody is asked while a page waits. */
import type { Account } from "../../db/schema.ts";
import { eventStatusIds } from "../../events/load.ts";
import { loadKnownMembers } from "../../groups/heard.ts";
import { loadInsides } from "../../groups/inside.ts";
import { loadLog } from "../../groups/log.ts";
import { assertMayLook, mayLook } from "../../groups/look.ts";
import { onlookerOf } from "../../groups/membership.ts";
import { loadTold } from "../../groups/moderators.ts";
import type { Html } from "../../html.ts";
import { farGroupView, farLogView, farMembersView } from "../../../views/groups/far-group.ts";
import type { ViewContext } from "../../../views/frame/context.ts";
import { loadLogged } from "./logged.ts";
import { loadShown } from "../people/accounts.ts";
import { loadFor } from "../reading/timelines.ts";
import { cut, readPaging } from "../frame/paging.ts";
import type { Visit } from "../frame/visit.ts";

const EVENTS = 10;
const [MEMBERS, DEEDS] = [60, 20];

export async function aboutFarGroup(
  visit: Visit,
  ctx: ViewContext,
  { account, looking, part }: { account: Account; looking: boolean; part?: "members" | "log" | undefined },
): Promise<Html> {
  if (part !== undefined) return await (part === "members" ? showMembers : showLog)(visit, ctx, account);
  const { kith, viewer_id } = visit;
  const told = await loadTold(kith.db, account.id);
  const inside = (await loadInsides(kith.db, viewer_id, [account])).get(account.id);
  const ahead = { from: kith.now(), far_group_id: account.id, limit: EVENTS, offset: 0 };
  const looked = await mayLook(kith.db, { account }, viewer_id);
  const asked = { group_id: account.id, onlooker: await onlookerOf(kith, { account }, viewer_id) };
  const known = looked ? await loadKnownMembers(kith, asked, { limit: MEMBERS + 1 }) : [];
  const deeds = looked ? await loadLog(kith.db, account.id, { limit: DEEDS + 1 }) : [];
  const members = known.slice(0, MEMBERS).map(({ account_id }) => account_id);
  return farGroupView(ctx, {
    account,
    looking,
    closed: !looked,
    rules: inside?.rules ?? told.rules,
    sidebar: told.sidebar,
    moderators: await loadShown(visit, looked ? told.moderators : []),
    members: await loadShown(
      visit,
      members.filter((id) => !told.moderators.includes(id)),
    ),
    more: { members: known.length > MEMBERS, log: deeds.length > DEEDS },
    events: await loadFor(visit, await eventStatusIds(kith, viewer_id, ahead), "public"),
    log: await loadLogged(visit, deeds.slice(0, DEEDS)),
  });
}

/** @throws Refusal `missing` for who may not look */
async function showMembers(visit: Visit, ctx: ViewContext, account: Account): Promise<Html> {
  const { kith, viewer_id } = visit;
  await assertMayLook(kith.db, { account }, viewer_id);
  const asked = { group_id: account.id, onlooker: await onlookerOf(kith, { account }, viewer_id) };
  const paging = readPaging(visit, MEMBERS);
  const { items, pager } = cut(visit, paging, await loadKnownMembers(kith, asked, paging), ({ id }) => id);
  const ids = items.map(({ account_id }) => account_id);
  return farMembersView(ctx, account, { members: await loadShown(visit, ids), pager });
}

/** @throws Refusal `missing` for who may not look */
async function showLog(visit: Visit, ctx: ViewContext, account: Account): Promise<Html> {
  const { kith, viewer_id } = visit;
  await assertMayLook(kith.db, { account }, viewer_id);
  const paging = readPaging(visit, DEEDS);
  const { items, pager } = cut(visit, paging, await loadLog(kith.db, account.id, paging), ({ id }) => id);
  return farLogView(ctx, { ...(await loadLogged(visit, items)), pager });
}
