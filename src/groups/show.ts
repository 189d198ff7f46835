/** A group of ours shows what begins a thread in it as its own reblog: so do servers and apps see it that know no groups. */
import { prepare } from "../db/prepared.ts";
import type { Status } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { findStatusById } from "../statuses/find.ts";
import { reblog } from "../statuses/reblog.ts";
import { isOpen } from "../statuses/visible.ts";
import { isThread } from "./entries.ts";
import { findOwnGroup } from "./load.ts";

/** Not what is for members, nor what stays on this server, nor what cannot be fetched yet where it is from. The handler of a job. */
export async function showInGroup(kith: Kith, { status_id, group_id }: KithEventOf<"group.entered">): Promise<void> {
  if (await isUnheard(kith, status_id)) return;
  await show(kith, status_id, group_id);
}

/** Its author's server has told it to everybody: if that has kept it to itself until the group had let it in, it is shown now. Twice is once. */
export async function showHeard(kith: Kith, { id, group_id }: Status): Promise<void> {
  if (!(await isUnheard(kith, id))) return;
  await show(kith, id, group_id);
  await kith.write(async (tx) => {
    await tx.deleteFrom("group_waits").where("status_id", "=", id).where("state", "=", "approved").execute();
  });
}

/** Somebody's elsewhere, who has waited for a group of ours, and whose server has not said yet that it knows how that ended. */
async function isUnheard({ db }: Kith, status_id: number): Promise<boolean> {
  const waits = await selectWait(db, { status_id });
  return waits.length > 0 && (await findStatusById(db, status_id))?.local === 0;
}

const selectWait = prepare((db, { status_id }: { status_id: number }) =>
  db.selectFrom("group_waits").select("status_id").where("status_id", "=", status_id),
);

async function show(kith: Kith, status_id: number, group_id: number): Promise<void> {
  const [group, status] = [await findOwnGroup(kith.db, group_id), await findStatusById(kith.db, status_id)];
  if (group === undefined || status === undefined || status.deleted_at > 0 || group.account.members_only === 1) return;
  if (!isThread(status) || !isOpen(status) || status.local_only === 1) return;
  await reblog(kith, group.account, status);
}
