/** A group of ours shows what begins a thread in it as its own reblog: so do servers and apps see it that know no groups. */
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { findStatusById } from "../statuses/find.ts";
import { reblog } from "../statuses/reblog.ts";
import { isOpen } from "../statuses/visible.ts";
import { isThread } from "./entries.ts";
import { findOwnGroup } from "./load.ts";

/** Not what is for members, nor what stays on this server. The handler of a job. */
export async function showInGroup(kith: Kith, { status_id, group_id }: KithEventOf<"group.entered">): Promise<void> {
  const [group, status] = [await findOwnGroup(kith.db, group_id), await findStatusById(kith.db, status_id)];
  if (group === undefined || status === undefined || status.deleted_at > 0 || group.account.members_only === 1) return;
  if (!isThread(status) || !isOpen(status) || status.local_only === 1) return;
  await reblog(kith, group.account, status);
}
