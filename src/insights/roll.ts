/**
 * Upkeep: each day that is over is counted once and written down as sums, for accounts and groups of this server, and for the server as a whole under its own
 * account. What stood still for days is caught up with, day by day; a day that is counted again comes to the same.
 */
import { sql } from "kysely";
import { forgetOlder } from "../db/forget.ts";
import { parts } from "../db/lists.ts";
import type { Row, Tx } from "../db/schema.ts";
import { idAt } from "../ids.ts";
import type { Kith } from "../kith.ts";
import { loadUncounted, removeInsights } from "./choices.ts";
import { changedFollowers, countSpan, type Span, type Tally } from "./count.ts";
import { beginOf, clocksOf, dateAfter, DAY, endOfDay, mondayOf, startOfDay } from "./days.ts";
import { LEAST } from "./hiding.ts";

const KEY = "insights_counted";
/** ms that a day waits after its end: what was sent towards its end, here and from elsewhere, arrives a little later. */
const LATE = 6 * 3_600_000;
/** ms. */
export const KEPT = 731 * DAY;
/** Days in one turn. */
const AT_ONCE = 3;
const ROWS = 100;
/** ms that is kept of which a day was reckoned: it may have to be reckoned again. */
const REACH_KEPT = 31 * DAY;

/** True when there are more days to count. */
export async function rollDays(kith: Kith): Promise<boolean> {
  if (!kith.instance.insights) {
    await forgetAll(kith);
    return false;
  }
  const clocks = clocksOf(kith);
  const counted = await loadCounted(kith);
  const oldest = startOfDay(clocks, kith.now() - KEPT);
  let at = counted ?? { since: startOfDay(clocks, kith.now()), until: startOfDay(clocks, kith.now()) };
  if (counted === undefined || counted.until < oldest) at = await move(kith, counted, Math.max(at.until, oldest));
  for (let done = 0; done < AT_ONCE; done++) {
    const to = endOfDay(clocks, at.until);
    if (to + LATE > kith.now()) return false;
    await countAllReach(kith, at.until);
    await rollDay(kith, { from: at.until, to });
    at = await move(kith, at, to);
  }
  return true;
}

/** A day is reckoned of what has been counted while it went on; what was not, is now. */
async function countAllReach(kith: Kith, from: number): Promise<void> {
  const { countReach } = await import("./reach.ts");
  while (await countReach(kith, from));
}

/** From when until when all has been counted (ms). */
export type Counted = { since: number; until: number };

/** Undefined while nothing has been counted, or nothing is to be. */
export async function loadCounted({ db, instance }: Pick<Kith, "db" | "instance">): Promise<Counted | undefined> {
  if (!instance.insights) return undefined;
  const row = await db.selectFrom("settings").select("value").where("key", "=", KEY).executeTakeFirst();
  return row === undefined ? undefined : (JSON.parse(row.value) as Counted);
}

/** Moves on from where it was; does nothing when another has. */
async function move(kith: Kith, before: Counted | undefined, until: number): Promise<Counted> {
  const counted = { since: before?.since ?? until, until };
  const value = JSON.stringify(counted);
  await kith.write(async (tx) => {
    if (before === undefined)
      await tx
        .insertInto("settings")
        .values({ key: KEY, value })
        .onConflict((oc) => oc.doNothing())
        .execute();
    else
      await tx
        .updateTable("settings")
        .set({ value })
        .where("key", "=", KEY)
        .where("value", "=", JSON.stringify(before))
        .execute();
  });
  return counted;
}

async function rollDay(kith: Kith, span: Span): Promise<void> {
  const whole = (await kith.instanceAccount()).id;
  const counted = await withReach(kith, span, await countSpan(kith, span));
  for (const id of await changedFollowers(kith, span.from)) if (!counted.has(id)) counted.set(id, NONE);
  const days = await toDays(kith, span, counted);
  const uncounted = await loadUncounted(
    kith.db,
    days.map(({ account_id }) => account_id),
    span.from,
  );
  const server = sumOf(
    days.filter(({ account_id, group }) => !group && !uncounted.has(account_id)),
    { account_id: whole, day: span.from },
  );
  for (const some of parts([...days, server], ROWS))
    await kith.write(async (tx) => {
      // Somebody may have chosen otherwise while their day was counted.
      const without = await loadUncounted(
        tx,
        some.map(({ account_id }) => account_id),
        span.from,
      );
      const kept = some.filter(({ account_id }) => !without.has(account_id)).map(({ group: _, ...row }) => row);
      if (kept.length > 0) await insertDays(tx, kept);
    });
}

type Whole = Tally & Pick<Row<"insight_reach">, "homes" | "boosted">;
type Day = Row<"insight_days"> & { group: boolean };
const NONE: Whole = { posts: 0, servers: 0, interactions: 0, boosts_elsewhere: 0, homes: 0, boosted: 0 };

async function withReach(kith: Kith, { from }: Span, tallies: ReadonlyMap<number, Tally>): Promise<Map<number, Whole>> {
  const whole = new Map([...tallies].map(([id, tally]): [number, Whole] => [id, { ...NONE, ...tally }]));
  const { loadReach } = await import("./reach.ts");
  for (const { account_id, homes, boosted } of await loadReach(kith, from))
    whole.set(account_id, { ...(whole.get(account_id) ?? NONE), homes, boosted });
  return whole;
}

/** With how many followed when the day ended; without accounts that are gone, and without what is no account of anybody. */
async function toDays({ db }: Kith, { from, to }: Span, tallies: ReadonlyMap<number, Whole>): Promise<Day[]> {
  const found: Day[] = [];
  for (const ids of parts([...tallies.keys()], ROWS)) {
    const { rows } = await sql<{ id: number; actor_type: string; followers: number }>`select id, actor_type,
        followers_count - (select count(*) from follows where target_id = accounts.id and state = 'accepted' and follows.id >= ${idAt(to)})
          + (select count(*) from insight_leavings as l where l.account_id = accounts.id and l.left_at >= ${to} and l.follow_id < ${idAt(to)}) as followers
      from accounts where id in (${sql.join(ids)}) and host = '' and actor_type <> 'Application' and deleted_at = 0 and suspended_at = 0`.execute(
      db,
    );
    for (const { id, actor_type, followers } of rows) {
      const tally = tallies.get(id);
      if (tally === undefined) continue;
      const row = { account_id: id, day: from, ...tally, followers: Math.max(0, Number(followers)) };
      found.push({ ...row, group: actor_type === "Group" });
    }
  }
  return found;
}

function sumOf(days: readonly Day[], { account_id, day }: Pick<Day, "account_id" | "day">): Day {
  const sum = (name: keyof Whole) => days.reduce((all, one) => all + one[name], 0);
  return {
    account_id,
    day,
    posts: sum("posts"),
    servers: sum("servers"),
    homes: sum("homes"),
    interactions: sum("interactions"),
    boosted: sum("boosted"),
    boosts_elsewhere: sum("boosts_elsewhere"),
    followers: 0,
    group: false,
  };
}

async function insertDays(tx: Tx, rows: readonly Row<"insight_days">[]): Promise<void> {
  await tx
    .insertInto("insight_days")
    .values([...rows])
    .onConflict((oc) =>
      oc.columns(["account_id", "day"]).doUpdateSet(({ ref }) => ({
        posts: ref("excluded.posts"),
        servers: ref("excluded.servers"),
        homes: ref("excluded.homes"),
        interactions: ref("excluded.interactions"),
        followers: ref("excluded.followers"),
        boosted: ref("excluded.boosted"),
        boosts_elsewhere: ref("excluded.boosts_elsewhere"),
      })),
    )
    .execute();
}

/** Weeks back in which sites are looked for that are too few to be shown. */
const WEEKS = 3;

/** Sites of accounts that go in one transaction; of each there are at most seven days. */
const PORTION = 200;

/** Upkeep: what is older than two years goes, and of weeks that are over the sites from which too few came to be shown. @returns whether there is more */
export async function forgetInsights(kith: Kith): Promise<boolean> {
  const clocks = clocksOf(kith);
  const oldest = kith.now() - KEPT;
  let more = await forgetOlder(kith, {
    insight_days: oldest,
    insight_leavings: oldest,
    insight_referrers: oldest,
    insight_reach: kith.now() - REACH_KEPT,
  });
  const monday = mondayOf(clocks.isoDay(kith.now() - LATE));
  for (let ago = 1; ago <= WEEKS; ago++) {
    const from = beginOf(clocks, dateAfter(monday, -7 * ago));
    const to = beginOf(clocks, dateAfter(monday, -7 * (ago - 1)));
    more = (await forgetFew(kith, { from, to })) || more;
  }
  return more;
}

async function forgetFew(kith: Kith, { from, to }: Span): Promise<boolean> {
  return await kith.write(async (tx) => {
    const { rows } = await sql<{ account_id: number; host: string }>`select account_id, host from insight_referrers
      where day >= ${from} and day < ${to} group by account_id, host having sum(count) < ${sql.lit(LEAST)} limit ${sql.lit(PORTION)}`.execute(
      tx,
    );
    for (const { account_id, host } of rows)
      await tx
        .deleteFrom("insight_referrers")
        .where("account_id", "=", account_id)
        .where("host", "=", host)
        .where("day", ">=", from)
        .where("day", "<", to)
        .execute();
    return rows.length === PORTION;
  });
}

/** The server counts nothing any more: nothing that was counted stays, and when it counts again, it begins with that day. */
export async function forgetAll(kith: Kith): Promise<void> {
  await kith.write(async (tx) => {
    await removeInsights(tx);
    await tx.deleteFrom("settings").where("key", "=", KEY).execute();
  });
}
