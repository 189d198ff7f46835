/** The followers beyond the first 500: their homes are written by a job, 500 in each transaction. */
import { sql } from "kysely";
import type { Reads, Status } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { findStatusById } from "../statuses/find.ts";
import { enterHomes, enterHomesOfGroup, FAN_OUT } from "./write.ts";

/**
 * Handles `status.published` with `more_followers`. Done twice it does no harm; what it has done before an interruption stays done.
 */
export async function fanOutRest(kith: Kith, event: KithEventOf<"status.published">): Promise<void> {
  const status = await kith.db
    .selectFrom("statuses")
    .selectAll()
    .where("id", "=", event.status_id)
    .where("deleted_at", "=", 0)
    .executeTakeFirst();
  if (status === undefined) return;
  // The first page was written with the status itself.
  let next = await pageEnd(kith.db, status, 0);
  while (next !== undefined) {
    const after = next;
    next = await pageEnd(kith.db, status, after);
    const until = next ?? Number.MAX_SAFE_INTEGER;
    await kith.write(async (tx, happened) => {
      await enterHomes(tx, status, after, kith.now());
      if (event.fresh) happened({ type: "homes.entered", status_id: status.id, after, until });
    });
  }
}

/** The same of the members of a group, of what begins a thread there. Handles `group.entered` with `more_members`. */
export async function fanOutToMembers(kith: Kith, event: KithEventOf<"group.entered">): Promise<void> {
  const status = await findStatusById(kith.db, event.status_id);
  if (status === undefined || status.deleted_at > 0) return;
  const group = { account_id: event.group_id };
  for (let next = await pageEnd(kith.db, group, 0); next !== undefined;) {
    const after = next;
    await kith.write(async (tx) => await enterHomesOfGroup(tx, status, after, kith.now()));
    next = await pageEnd(kith.db, group, after);
  }
}

/** The id of the last follow of the page that begins after `after`; undefined when the page is not full, so that none follows. */
async function pageEnd(db: Reads, status: Pick<Status, "account_id">, after: number): Promise<number | undefined> {
  const { rows } = await sql<{ last: number | null; size: number }>`select max(id) as last, count(*) as size from (
    select id from follows where target_id = ${status.account_id} and state = 'accepted' and id > ${after} order by id limit ${sql.lit(FAN_OUT)}) as f`.execute(
    db,
  );
  const [page] = rows;
  return page === undefined || page.last === null || page.size < FAN_OUT ? undefined : page.last;
}
