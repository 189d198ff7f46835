/**
 * When a post is answered most, and when those are around who follow here: hours of the week on the clocks of who asks.
 *
 * Reckoned from what stands there anyway: one's own posts of half a year, and public posts and favourites of followers on this server in four weeks. Nothing of
 * it is kept but the sums, for some hours; whoever wants no insights does not take part, neither as the one who asks nor among the followers.
 */
import { sql } from "kysely";
import type { Account } from "../db/schema.ts";
import { idAt } from "../ids.ts";
import type { Kith } from "../kith.ts";
import { isCounted } from "./choices.ts";
import { DAY } from "./days.ts";
import { LEAST } from "./hiding.ts";

const KEPT = 6 * 3_600_000;
/** ms: zones differ by no less. */
const QUARTER = 900_000;
const OWN_DAYS = 180;
const FOLLOWER_DAYS = 28;
/** Of so many followers here, the newest. */
const FOLLOWERS = 500;
const ROWS = 50_000;

/** Of one hour of the week: `day` 0 is Monday, `hour` 0 to 23. `interactions` and `people` are null when they are fewer than five. */
export type Slot = { day: number; hour: number; posts: number; interactions: number | null; people: number | null };
export type Hours = { slots: Slot[]; posts: number; interactions: number };

/** @param zone IANA. Undefined for who is not counted. */
export async function loadHours(kith: Kith, { id }: Pick<Account, "id">, zone: string): Promise<Hours | undefined> {
  if (!(await isCounted(kith, id))) return undefined;
  const cache = kith.cache<{ hours: Hours; until: number }>("hints", 500);
  const key = `${id} ${zone}`;
  const known = cache.get(key);
  if (known !== undefined && known.until > kith.now()) return known.hours;
  const hours = await reckon(kith, id, zone);
  cache.set(key, { hours, until: kith.now() + KEPT });
  return hours;
}

type Sums = { posts: number; interactions: number; people: Set<number> };

async function reckon(kith: Kith, id: number, zone: string): Promise<Hours> {
  const slotOf = slotsIn(kith, zone);
  const sums = new Map<number, Sums>();
  const at = (quarter: number): Sums => {
    const slot = slotOf(Number(quarter) * QUARTER);
    const known = sums.get(slot) ?? { posts: 0, interactions: 0, people: new Set() };
    sums.set(slot, known);
    return known;
  };
  for (const { quarter, posts, done } of await ownPosts(kith, id)) {
    const slot = at(quarter);
    slot.posts += Number(posts);
    slot.interactions += Number(done);
  }
  for (const { quarter, account_id } of await followersAt(kith, id)) at(quarter).people.add(account_id);
  const all = [...sums].toSorted(([a], [b]) => a - b);
  return {
    slots: all.map(([slot, { posts, interactions, people }]) => ({
      day: Math.floor(slot / 24),
      hour: slot % 24,
      posts,
      interactions: interactions >= LEAST ? interactions : null,
      people: people.size >= LEAST ? people.size : null,
    })),
    posts: all.reduce((sum, [, { posts }]) => sum + posts, 0),
    interactions: all.reduce((sum, [, { interactions }]) => sum + interactions, 0),
  };
}

/** The hour of the week (0 to 167) of an instant; each quarter of an hour is asked for once. */
function slotsIn({ locales }: Kith, zone: string): (at: number) => number {
  const { times } = locales("en", zone);
  const known = new Map<number, number>();
  return (at) => {
    const found = known.get(at);
    if (found !== undefined) return found;
    const minute = times.isoMinute(at);
    const weekday = (new Date(`${minute.slice(0, 10)}T12:00Z`).getUTCDay() + 6) % 7;
    const slot = weekday * 24 + Number(minute.slice(11, 13));
    known.set(at, slot);
    return slot;
  };
}

const quarterOf = (column: string) => sql`cast(${sql.ref(column)} / ${sql.lit(QUARTER)} as bigint)`;

/** Posts that answer nobody; those of the last day may still be answered. */
async function ownPosts({ db, now }: Kith, id: number) {
  const { rows } = await sql<{
    quarter: number;
    posts: number;
    done: number;
  }>`select ${quarterOf("created_at")} as quarter, count(*) as posts,
      sum(favourites_count + reblogs_count + replies_count + quotes_count) as done
    from statuses where account_id = ${id} and id >= ${idAt(now() - OWN_DAYS * DAY)} and id < ${idAt(now() - DAY)} and deleted_at = 0
      and reblog_of_id is null and in_reply_to_id is null and visibility in ('public', 'unlisted', 'private') group by 1`.execute(
    db,
  );
  return rows;
}

/** Who of the followers here did something in public in which quarter of an hour. */
async function followersAt({ db, now }: Kith, id: number) {
  const since = idAt(now() - FOLLOWER_DAYS * DAY);
  const people = sql`(select f.account_id from follows as f join users on users.id = f.account_id
    where f.target_id = ${id} and f.state = 'accepted' and not exists (
      select 1 from insight_choices as c where c.account_id = f.account_id and c.disabled = 1) order by f.id desc limit ${sql.lit(FOLLOWERS)})`;
  const { rows } = await sql<{ account_id: number; quarter: number }>`
    select s.account_id, ${quarterOf("s.created_at")} as quarter from statuses as s
      where s.account_id in ${people} and s.id >= ${since} and s.deleted_at = 0 and s.visibility = 'public'
    union select v.account_id, ${quarterOf("v.created_at")} from favourites as v join statuses as o on o.id = v.status_id
      where v.account_id in ${people} and v.id >= ${since} and o.visibility = 'public' limit ${sql.lit(ROWS)}`.execute(db);
  return rows;
}
