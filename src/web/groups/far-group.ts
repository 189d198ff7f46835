/** A group elsewhere, as its server tells of it: rules, who looks after it, who is in it, what takes place there; and what is heard here of its log. Nobody is asked while a page waits. */
import type { Account } from "../../db/schema.ts";
import { eventStatusIds } from "../../events/load.ts";
import { loadKnownMembers } from "../../groups/heard.ts";
import { loadInsides } from "../../groups/inside.ts";
import { loadLog } from "../../groups/log.ts";
import { mayLook } from "../../groups/look.ts";
import { onlookerOf } from "../../groups/membership.ts";
import { loadTold } from "../../groups/moderators.ts";
import type { Html } from "../../html.ts";
import { farGroupView } from "../../../views/groups/far-group.ts";
import type { ViewContext } from "../../../views/frame/context.ts";
import { loadLogged } from "./logged.ts";
import { loadShown } from "../people/accounts.ts";
import { loadFor } from "../reading/timelines.ts";
import type { Visit } from "../frame/visit.ts";

const EVENTS = 10;
const [MEMBERS, DEEDS] = [60, 20];

export async function aboutFarGroup(
  visit: Visit,
  ctx: ViewContext,
  { account, looking }: { account: Account; looking: boolean },
): Promise<Html> {
  const { kith, viewer_id } = visit;
  const told = await loadTold(kith.db, account.id);
  const inside = (await loadInsides(kith.db, viewer_id, [account])).get(account.id);
  const ahead = { from: kith.now(), far_group_id: account.id, limit: EVENTS, offset: 0 };
  const looked = await mayLook(kith.db, { account }, viewer_id);
  const asked = { group_id: account.id, onlooker: await onlookerOf(kith, { account }, viewer_id) };
  const known = looked ? await loadKnownMembers(kith, asked, { limit: MEMBERS }) : [];
  const members = known.map(({ account_id }) => account_id).filter((id) => !told.moderators.includes(id));
  return farGroupView(ctx, {
    account,
    looking,
    closed: !looked,
    rules: inside?.rules ?? told.rules,
    sidebar: told.sidebar,
    moderators: await loadShown(visit, looked ? told.moderators : []),
    members: await loadShown(visit, members),
    events: await loadFor(visit, await eventStatusIds(kith, viewer_id, ahead), "public"),
    log: await loadLogged(visit, looked ? await loadLog(kith.db, account.id, { limit: DEEDS }) : []),
  });
}
