/** How large this server is, for those who ask; counted now and then, not each time. */
import { sql } from "kysely";
import { isPerson } from "../accounts/users.ts";
import type { Kith } from "../kith.ts";
import { idAt } from "../ids.ts";

export type Usage = { users: number; statuses: number; hosts: number; active_month: number; counted_at: number };

const DAY = 86_400_000;
const WEEK = 7 * DAY;
const KEPT = 600_000;

/** People here, what they wrote, the servers known, and who was here in the last 30 days. At most ten minutes old. */
export async function loadUsage(kith: Pick<Kith, "db" | "cache" | "now">): Promise<Usage> {
  const cache = kith.cache<Usage>("usage", 1);
  const known = cache.get("");
  const now = kith.now();
  if (known !== undefined && known.counted_at > now - KEPT) return known;
  const { rows } = await sql<Omit<Usage, "counted_at">>`select
    (select count(*) from users where approved = 1 and confirmed_at > 0 and disabled = 0 and ${isPerson}) as users,
    (select coalesce(sum(statuses_count), 0) from accounts where host = '') as statuses,
    (select count(*) from (select distinct host from accounts where host <> '') as known) as hosts,
    (select count(*) from users where last_seen_at > ${now - 30 * DAY} and disabled = 0 and ${isPerson}) as active_month`.execute(
    kith.db,
  );
  const counted = { ...(rows[0] ?? { users: 0, statuses: 0, hosts: 0, active_month: 0 }), counted_at: now };
  cache.set("", counted);
  return counted;
}

/** The servers of which accounts are known here, at most 10,000. */
export async function loadPeers({ db }: Pick<Kith, "db">): Promise<string[]> {
  const rows = await db
    .selectFrom("accounts")
    .select("host")
    .distinct()
    .where("host", "<>", "")
    .orderBy("host")
    .limit(10_000)
    .execute();
  return rows.map(({ host }) => host);
}

/** `week`: its first ms, a Monday (UTC). `statuses` are public ones that answer nobody; `logins` are people last seen in that week. */
export type WeekOfUse = { week: number; statuses: number; logins: number; registrations: number };

/** The last twelve weeks, this one first. */
export async function loadActivity({ db, now }: Pick<Kith, "db" | "now">): Promise<WeekOfUse[]> {
  // 1970 began on a Thursday.
  const monday = now() - ((now() - 4 * DAY) % WEEK);
  const weeks: WeekOfUse[] = [];
  for (let ago = 0; ago < 12; ago++) {
    const [from, to] = [monday - ago * WEEK, monday - (ago - 1) * WEEK];
    const { rows } = await sql<Omit<WeekOfUse, "week">>`select
      (select count(*) from statuses where id >= ${idAt(from)} and id < ${idAt(to)} and visibility = 'public' and local = 1
        and reblog_of_id is null and in_reply_to_id is null and deleted_at = 0) as statuses,
      (select count(*) from users where last_seen_at >= ${from} and last_seen_at < ${to} and ${isPerson}) as logins,
      (select count(*) from users where created_at >= ${from} and created_at < ${to} and ${isPerson}) as registrations`.execute(
      db,
    );
    if (rows[0] !== undefined) weeks.push({ week: from, ...rows[0] });
  }
  return weeks;
}
