/** Counts how much tags are used, day by day, so that showing a tag with its last week costs a few rows. */
import { sql } from "kysely";
import { parts } from "../db/lists.ts";
import { idAt } from "../ids.ts";
import type { Kith } from "../kith.ts";

const DAY = 86_400_000;
/** A week is shown, and another kept to compare with. */
const KEPT = 14 * DAY;

/** A recurring job: counts today and yesterday anew, by public statuses of accounts that are not limited. */
export async function countTagDays(kith: Kith): Promise<void> {
  const now = kith.now();
  const today = now - (now % DAY);
  const since = today - DAY;
  const { rows } = await sql<{ tag_id: number; day: number; uses: number; accounts: number }>`
    select tag_id, day, count(*) as uses, count(distinct account_id) as accounts from (
      select status_tags.tag_id, statuses.account_id, case when statuses.id >= ${idAt(today)} then 1 else 0 end as day
      from status_tags join statuses on statuses.id = status_tags.status_id
      join accounts on accounts.id = statuses.account_id and accounts.silenced_at = 0 and accounts.suspended_at = 0
      where status_tags.status_id >= ${idAt(since)} and statuses.visibility = 'public' and statuses.deleted_at = 0) as used
    group by tag_id, day`.execute(kith.db);
  await kith.write(async (tx) => {
    await tx
      .deleteFrom("tag_days")
      .where("day", "<", today - KEPT)
      .execute();
    await tx.deleteFrom("tag_days").where("day", ">=", since).execute();
    for (const part of parts(rows, 200))
      await tx
        .insertInto("tag_days")
        .values(part.map(({ day, ...row }) => ({ ...row, day: day === 1 ? today : since })))
        .execute();
  });
}
