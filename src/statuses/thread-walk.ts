/** Ways through a thread for those who fetch the rest of it: up to its first status, and down to those that have not been looked at lately. */
import { sql } from "kysely";
import type { Reads, Status } from "../db/schema.ts";
import type { Kith } from "../kith.ts";
import { findStatusById } from "./find.ts";

/** As far as a thread is followed; two servers that claim to answer each other make a ring. */
const FAR = 4096;
/** A status is asked for its replies again when what is known of them is older than a fiftieth of its age, a day at most. */
const SHARE = 50;
const DAY = 86_400_000;

/** The first status of the thread, as far as it is known here. */
export async function findRoot(db: Reads, status: Status): Promise<Status> {
  if (status.in_reply_to_id === null) return status;
  const { rows } = await sql<Pick<Status, "id">>`with recursive above (id, parent_id, depth) as (
      select id, in_reply_to_id, 1 from statuses where id = ${status.in_reply_to_id}
      union all
      select statuses.id, statuses.in_reply_to_id, above.depth + 1 from above join statuses on statuses.id = above.parent_id
      where above.depth < ${FAR})
    select id from above where parent_id is null limit 1`.execute(db);
  const [root] = rows;
  return root === undefined ? status : ((await findStatusById(db, root.id)) ?? status);
}

/** Statuses of other servers in the thread of `status` that are due to be asked for replies, those below it first, then the longest unasked. */
export async function loadDue(kith: Kith, status: Status, most: number): Promise<{ status: Status; depth: number }[]> {
  const now = kith.now();
  const youngest = now - kith.instance.limits.thread_minutes * 60_000;
  const rows = await kith.db
    .selectFrom("statuses")
    .leftJoin("reply_counts", "reply_counts.status_id", "statuses.id")
    .selectAll("statuses")
    .where("statuses.conversation_id", "=", status.conversation_id)
    .where("statuses.local", "=", 0)
    .where("statuses.reblog_of_id", "is", null)
    .where("statuses.deleted_at", "=", 0)
    .where("statuses.visibility", "in", ["public", "unlisted"])
    .where((eb) =>
      eb.or([
        eb("reply_counts.checked_at", "is", null),
        eb.and([
          eb("reply_counts.checked_at", "<", youngest),
          eb.or([
            eb("reply_counts.checked_at", "<", now - DAY),
            eb(sql`(${now} - reply_counts.checked_at) * ${SHARE}`, ">", sql<number>`${now} - statuses.created_at`),
          ]),
        ]),
      ]),
    )
    .orderBy((eb) => eb.fn.coalesce("reply_counts.checked_at", sql<number>`0`))
    .orderBy("statuses.id", "desc")
    .limit(most)
    .execute();
  return rows.map((row) => ({ status: row, depth: 1 }));
}
