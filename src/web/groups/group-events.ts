/** What takes place in a group: what is ahead, the next first. */
import { eventStatusIds } from "../../events/load.ts";
import type { Group } from "../../groups/load.ts";
import { assertMayLook } from "../../groups/look.ts";
import type { GroupHead } from "../../../views/groups/group.ts";
import { groupEventsView } from "../../../views/groups/group-events.ts";
import { contextOf } from "../frame/context.ts";
import { cutByOffset, offsetPage } from "../reading/explore.ts";
import { onGroup } from "./groups.ts";
import { page, show, type Answer, type Route } from "../frame/respond.ts";
import { loadFor } from "../reading/timelines.ts";
import type { Visit } from "../frame/visit.ts";

const SIZE = 20;

async function showEvents(visit: Visit, group: Group, head: GroupHead): Promise<Answer> {
  const { kith, viewer_id } = visit;
  await assertMayLook(kith.db, group, viewer_id);
  const asked = { from: kith.now(), group_id: group.account.id, ...offsetPage(visit, SIZE) };
  const { items, pager } = cutByOffset(visit, await eventStatusIds(kith, viewer_id, asked), SIZE);
  return show(groupEventsView(await contextOf(visit), head, { page: await loadFor(visit, items, "public"), pager }));
}

export const groupEventRoutes: readonly Route[] = [page("/groups/:id/events", "anyone", onGroup(showEvents))];
