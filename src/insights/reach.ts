/**
 * Upkeep: in how many homes here posts stand, and boosts of them by people here, counted once each, a minute or more after they were written: who follows or leaves
 * later changes nothing about it. What is kept are sums of a day, of whom the posts are; nothing says whose homes they were.
 *
 * A boost by somebody elsewhere comes into homes of which their server knows and we do not: of these it is counted only that there was one (`count.ts`).
 */
import { sql } from "kysely";
import { grouped, parts } from "../db/lists.ts";
import type { Row, Tx } from "../db/schema.ts";
import { idAt, instantOf } from "../ids.ts";
import type { Kith } from "../kith.ts";
import { loadUncounted, REACH_KEY } from "./choices.ts";
import { asking, posted, within, type Ask, type Span } from "./count.ts";
import { clocksOf, endOfDay, startOfDay } from "./days.ts";

/** ms after which a post is in all homes into which it comes. */
const SETTLED = 60_000;
/** ms that one turn looks at; so many turns are taken at once. */
const SLICE = 2 * 3_600_000;
const TURNS = 12;
/** Statuses in one statement, and followers. */
const STATUSES = 20;
const FOLLOWERS = 500;
/** Posts of one account, and boosts by one, in a turn. */
const MOST = 500;
const ROWS = 100;

type Reach = Omit<Row<"insight_reach">, "day">;

/** @param from where it begins when it has never been done (ms) @returns whether there is more to count */
export async function countReach(kith: Kith, from?: number): Promise<boolean> {
  if (!kith.instance.insights) return false;
  const clocks = clocksOf(kith);
  const settled = kith.now() - SETTLED;
  for (let turn = 0; turn < TURNS; turn++) {
    const row = await kith.db.selectFrom("settings").select("value").where("key", "=", REACH_KEY).executeTakeFirst();
    const at = row === undefined ? (from ?? startOfDay(clocks, kith.now())) : Number(row.value);
    // Nights in which nobody writes anything, and days on which the server stood still, are no turns.
    const begun = await nextAt(kith, at);
    if (begun >= settled) return false;
    const span = { from: begun, to: Math.min(begun + SLICE, endOfDay(clocks, begun), settled) };
    await keep(kith, { span, day: startOfDay(clocks, begun), before: row?.value }, await reachIn(kith, span));
  }
  return true;
}

/** When the next status came after an instant (ms), whoever wrote it; never before that. */
async function nextAt({ db }: Pick<Kith, "db">, at: number): Promise<number> {
  const next = await db.selectFrom("statuses").select("id").where("id", ">=", idAt(at)).orderBy("id").limit(1).executeTakeFirst();
  return next === undefined ? Number.POSITIVE_INFINITY : Math.max(at, instantOf(next.id));
}

/** Together with where it has come to: of two processes that count the same, and after a crash, it is counted once. */
async function keep(
  kith: Kith,
  { span, day, before }: { span: Span; day: number; before: string | undefined },
  reached: readonly Reach[],
): Promise<void> {
  await kith.write(async (tx) => {
    if (!(await move(tx, before, String(span.to)))) return;
    const ids = reached.map(({ account_id }) => account_id);
    for (const some of parts(ids, ROWS)) {
      const without = await loadUncounted(tx, some, day);
      const rows = reached.filter(({ account_id }) => some.includes(account_id) && !without.has(account_id));
      if (rows.length > 0) await addReach(tx, day, rows);
    }
  });
}

async function move(tx: Tx, before: string | undefined, value: string): Promise<boolean> {
  const moved =
    before === undefined
      ? tx
          .insertInto("settings")
          .values({ key: REACH_KEY, value })
          .onConflict((oc) => oc.doNothing())
          .returning("key")
      : tx.updateTable("settings").set({ value }).where("key", "=", REACH_KEY).where("value", "=", before).returning("key");
  return (await moved.executeTakeFirst()) !== undefined;
}

const addReach = async (tx: Tx, day: number, rows: readonly Reach[]): Promise<unknown> =>
  await tx
    .insertInto("insight_reach")
    .values(rows.map((row) => ({ day, ...row })))
    .onConflict((oc) =>
      oc.columns(["account_id", "day"]).doUpdateSet(({ eb, ref }) => ({
        homes: eb(ref("insight_reach.homes"), "+", ref("excluded.homes")),
        boosted: eb(ref("insight_reach.boosted"), "+", ref("excluded.boosted")),
      })),
    )
    .execute();

/** What has been counted of a day, by account. */
export async function loadReach({ db }: Pick<Kith, "db">, day: number): Promise<Reach[]> {
  const rows = await db.selectFrom("insight_reach").selectAll().where("day", "=", day).execute();
  return rows.map(({ day: _, ...row }) => row);
}

/** Accounts that still live, in the order of their ids: they are written in it. */
async function reachIn(kith: Kith, span: Span): Promise<Reach[]> {
  const ask = asking(kith);
  const found = new Map<number, Reach>();
  const add = (account_id: number, what: "homes" | "boosted", count: number) => {
    const row = found.get(account_id) ?? { account_id, homes: 0, boosted: 0 };
    found.set(account_id, { ...row, [what]: row[what] + count });
  };
  const written = await ask(posted(span));
  const inGroups = written.filter(({ group_id, begins }) => group_id > 0 && Number(begins) === 1);
  for (const [account_id, posts] of [
    ...grouped(written, (post) => post.account_id),
    ...grouped(inGroups, (post) => post.group_id),
  ])
    add(account_id, "homes", await homesOf(ask, account_id, posts));
  const boosts = await ask(boosted(span));
  for (const some of grouped(boosts, ({ account_id, by_id }) => `${account_id} ${by_id}`).values()) {
    const [first] = some;
    if (first !== undefined) add(first.account_id, "boosted", await homesOf(ask, first.by_id, some));
  }
  return [...found.values()]
    .filter(({ homes, boosted: more }) => homes + more > 0)
    .toSorted((a, b) => a.account_id - b.account_id);
}

/** Boosts by people here of what others here have written. What a group passes on stands in homes as it was posted. */
const boosted = (span: Span) => sql<{
  id: number;
  account_id: number;
  by_id: number;
}>`select s.id, o.account_id, s.account_id as by_id
  from statuses as s join statuses as o on o.id = s.reblog_of_id join accounts as booster on booster.id = s.account_id
  where ${within("s", span)} and s.local = 1 and s.deleted_at = 0 and +o.local = 1 and o.deleted_at = 0
    and o.account_id <> s.account_id and booster.actor_type <> 'Group'`;

/** In how many homes of followers here of an account these stand, added up. */
async function homesOf(ask: Ask, target_id: number, statuses: readonly { id: number }[]): Promise<number> {
  let homes = 0;
  for (const some of parts(statuses.slice(0, MOST), STATUSES)) {
    const ids = some.map(({ id }) => id);
    let after: number | undefined = 0;
    while (after !== undefined) {
      const [row]: Homes[] = await ask(homesAmong(target_id, ids, after));
      homes += Number(row?.homes ?? 0);
      after = Number(row?.people ?? 0) < FOLLOWERS ? undefined : Number(row?.last);
    }
  }
  return homes;
}

type Homes = { people: number; last: number | null; homes: number };
/** Of the next followers after a follow. */
const homesAmong = (target_id: number, ids: readonly number[], after: number) => sql<Homes>`
  select count(distinct f.id) as people, max(f.id) as last, count(h.status_id) as homes
  from (select id, account_id from follows where target_id = ${target_id} and state = 'accepted' and id > ${after} order by id limit ${sql.lit(FOLLOWERS)}) as f
  left join home_entries as h on h.account_id = f.account_id and h.status_id in (${sql.join([...ids])})`;
