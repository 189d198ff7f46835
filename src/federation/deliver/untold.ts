/** What our people post to groups elsewhere whose servers do not tell us of it (`hosts/software.ts`): who follows such a group here sees it by this. */
import type { Status } from "../../db/schema.ts";
import { whyNotBegin } from "../../groups/rules.ts";
import { keepsFromDoers, listsPosts } from "../../hosts/software.ts";
import type { Kith } from "../../kith.ts";
import type { StatusPage } from "../../statuses/page.ts";
import { showUnannounced } from "../receive/moderation.ts";
import { groupsOf } from "../write/audience.ts";

/** In the first of them: their servers take it for one. Twice is once. */
export async function showUntold(kith: Kith, status: Status, page: StatusPage): Promise<void> {
  for (const group of groupsOf(status, page)) {
    if (group.host === "" || group.members_only === 1 || !(await keepsFromDoers(kith.db, group.host))) continue;
    if ((await whyNotBegin(kith.db, status.account_id, group.id)) !== undefined) continue;
    await showUnannounced(kith, group, status);
    if (await listsPosts(kith.db, group.host)) await lookLater(kith, status, group.id);
    return;
  }
}

/** Once: a delivery may be tried again. */
async function lookLater(
  kith: Kith,
  { id: status_id, in_reply_to_id, in_reply_to_uri }: Status,
  group_id: number,
): Promise<void> {
  // Answers are in no such list.
  if (in_reply_to_id !== null || in_reply_to_uri !== "") return;
  await kith.write(async (_tx, happened) => happened({ type: "group.posted", status_id, group_id, looks: 0 }));
}
