/** What the server of a group elsewhere tells of it: rules, who looks after it, who is in it, and what takes place there. Nobody is asked while a page waits. */
import type { Account } from "../../db/schema.ts";
import { eventStatusIds } from "../../events/load.ts";
import { loadInsides } from "../../groups/inside.ts";
import { loadTold } from "../../groups/moderators.ts";
import type { Html } from "../../html.ts";
import { farGroupView } from "../../../views/groups/far-group.ts";
import type { ViewContext } from "../../../views/frame/context.ts";
import { loadShown } from "../people/accounts.ts";
import { loadFor } from "../reading/timelines.ts";
import type { Visit } from "../frame/visit.ts";

const EVENTS = 10;

export async function aboutFarGroup(
  visit: Visit,
  ctx: ViewContext,
  { account, looking }: { account: Account; looking: boolean },
): Promise<Html> {
  const { kith, viewer_id } = visit;
  const told = await loadTold(kith.db, account.id);
  const inside = (await loadInsides(kith.db, viewer_id, [account])).get(account.id);
  const ahead = { from: kith.now(), far_group_id: account.id, limit: EVENTS, offset: 0 };
  return farGroupView(ctx, {
    account,
    looking,
    rules: inside?.rules ?? told.rules,
    sidebar: told.sidebar,
    moderators: await loadShown(visit, told.moderators),
    members: await loadShown(visit, told.members),
    events: await loadFor(visit, await eventStatusIds(kith, viewer_id, ahead), "public"),
  });
}
