/** The insights of an account or a group as they are shown: days or weeks, their sums, and from where visitors came. */
import { grouped } from "../db/lists.ts";
import type { Account, Row } from "../db/schema.ts";
import { idAt } from "../ids.ts";
import type { Kith } from "../kith.ts";
import { beginOf, clocksOf, dateAfter, mondayOf } from "./days.ts";
import { largest, shown, shownWeek, totalOf, type Shown } from "./hiding.ts";
import { loadCounted } from "./roll.ts";

/** Days or weeks, and how many of them. */
export const SPANS = {
  month: { by: "day", count: 28 },
  quarter: { by: "week", count: 13 },
  year: { by: "week", count: 52 },
  all: { by: "week", count: 104 },
} as const;
export type SpanName = keyof typeof SPANS;

const SITES = 20;
/** Weeks of which sites are shown at most. */
const SITE_WEEKS = 13;

/** `date`: of the day, or of the week's Monday. */
export type Bucket = {
  date: string;
  posts: number;
  servers: Shown;
  homes: Shown;
  interactions: Shown;
  boosted: Shown;
  boosts_elsewhere: Shown;
  followers: number;
};
type Site = { name: string; count: number };
export type Insights = {
  span: SpanName;
  by: "day" | "week";
  buckets: Bucket[];
  posts: number;
  servers: Shown;
  homes: Shown;
  interactions: Shown;
  boosted: Shown;
  boosts_elsewhere: Shown;
  /** Of a hundred followers so many did something with a post; null where there is too little. */
  rate: number | null;
  followers: number;
  growth: number;
  /** Of whole weeks, from the first Monday to the last Sunday; "" while no week is over. */
  sites: { from: string; until: string; largest: Site[] };
};

type Day = Omit<Row<"insight_days">, "account_id" | "day"> & { date: string };
type Asked = Pick<Account, "id" | "followers_count" | "created_at">;

/** As far as has been counted; without any day yet, it is empty. */
export async function loadInsights(kith: Kith, account: Asked, span: SpanName): Promise<Insights> {
  const { by, count } = SPANS[span];
  const range = await rangeOf(kith, account, SPANS[span]);
  const clocks = clocksOf(kith);
  const rows = range === undefined ? [] : await loadDays(kith, account.id, range);
  const before = range === undefined ? account.followers_count : await followersBefore(kith, account, { range, first: rows[0] });
  const days = range === undefined ? [] : filled(rows, range, before);
  const buckets = by === "day" ? days.map(ofDay) : weeksOf(days).slice(-count);
  const begun = buckets[0]?.date ?? "";
  const had = days.findLast(({ date }) => date < begun)?.followers ?? before;
  const mondays = wholeWeeks(days).slice(-SITE_WEEKS);
  const sites = await loadSites(
    kith,
    account.id,
    mondays.map((date) => ({ from: beginOf(clocks, date), to: beginOf(clocks, dateAfter(date, 7)) })),
  );
  const last = mondays.at(-1);
  const until = last === undefined ? "" : dateAfter(last, 6);
  return { span, by, ...summary(buckets, had), sites: { from: mondays[0] ?? "", until, largest: sites } };
}

type Range = { from: number; first: string; end: string };

/** From which day on there is something to show, and the day on which it ends. */
async function rangeOf(kith: Kith, { id, created_at }: Asked, { by, count }: { by: "day" | "week"; count: number }) {
  const counted = await loadCounted(kith);
  if (counted === undefined) return undefined;
  const choice = await kith.db.selectFrom("insight_choices").selectAll().where("account_id", "=", id).executeTakeFirst();
  if (choice?.disabled === 1) return undefined;
  const clocks = clocksOf(kith);
  const end = clocks.isoDay(counted.until);
  const asked = by === "day" ? dateAfter(end, -count) : dateAfter(mondayOf(end), -7 * count);
  const since = Math.max(counted.since, choice === undefined ? 0 : choice.since, created_at);
  const begun = clocks.isoDay(since);
  // A day that had begun before is counted only where nothing was there before it.
  const known = choice !== undefined && choice.since === since && beginOf(clocks, begun) < since ? dateAfter(begun, 1) : begun;
  const first = asked > known ? asked : known;
  return first >= end ? undefined : ({ from: beginOf(clocks, first), first, end } satisfies Range);
}

async function loadDays({ db, ...kith }: Kith, account_id: number, { from, first }: Range): Promise<Day[]> {
  const days = db.selectFrom("insight_days").selectAll().where("account_id", "=", account_id);
  const rows = await days.where("day", ">=", from).orderBy("day").execute();
  const before = await days.where("day", "<", from).orderBy("day", "desc").limit(1).executeTakeFirst();
  const clocks = clocksOf(kith);
  const found = rows.map(({ day, account_id: _, ...row }) => ({ date: clocks.isoDay(day), ...row }));
  const none = { posts: 0, servers: 0, homes: 0, interactions: 0, boosted: 0, boosts_elsewhere: 0 };
  return before === undefined ? found : [{ date: dateAfter(first, -1), ...none, followers: before.followers }, ...found];
}

/**
 * How many followed when the range began. Where no day before it is known, those are taken away who have come since, and those added who have left, until the
 * first day that is known, or until now: who follows makes a day known, and who leaves.
 */
async function followersBefore(
  { db, ...kith }: Kith,
  { id, followers_count, created_at }: Asked,
  { range: { from, first: begun }, first }: { range: Range; first: Day | undefined },
): Promise<number> {
  if (first !== undefined && first.date < begun) return first.followers;
  if (created_at >= from) return 0;
  const come = db
    .selectFrom("follows")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("target_id", "=", id)
    .where("state", "=", "accepted")
    .where("follows.id", ">=", idAt(from));
  const until = first && beginOf(clocksOf(kith), dateAfter(first.date, 1));
  const { count } = await (until === undefined ? come : come.where("follows.id", "<", idAt(until))).executeTakeFirstOrThrow();
  const left = db
    .selectFrom("insight_leavings")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("account_id", "=", id)
    .where("follow_id", "<", idAt(from))
    .where("left_at", ">=", from);
  const gone = await (until === undefined ? left : left.where("left_at", "<", until)).executeTakeFirstOrThrow();
  return Math.max(0, (first?.followers ?? followers_count) - Number(count) + Number(gone.count));
}

/** Every day of the range, those without a row, too: then nobody has come, and as many follow as before. */
function filled(rows: readonly Day[], { first, end }: Range, before: number): Day[] {
  const byDate = grouped(rows, ({ date }) => date);
  const days: Day[] = [];
  let known = before;
  for (let date = first; date < end; date = dateAfter(date, 1)) {
    // More than one where the clocks of the server have been set to another zone.
    const some = byDate.get(date) ?? [];
    known = some.at(-1)?.followers ?? known;
    const sums = { posts: 0, servers: 0, homes: 0, interactions: 0, boosted: 0, boosts_elsewhere: 0 };
    for (const name of ["posts", ...HIDDEN] as const) for (const row of some) sums[name] += row[name];
    days.push({ date, ...sums, followers: known });
  }
  return days;
}

/** Counts of which those that are too small are not shown. */
const HIDDEN = ["servers", "homes", "interactions", "boosted", "boosts_elsewhere"] as const;
type Hidden = (typeof HIDDEN)[number];

const each = (of: (name: Hidden) => Shown): Record<Hidden, Shown> => ({
  servers: of("servers"),
  homes: of("homes"),
  interactions: of("interactions"),
  boosted: of("boosted"),
  boosts_elsewhere: of("boosts_elsewhere"),
});

const ofDay = (day: Day): Bucket => ({
  date: day.date,
  posts: day.posts,
  ...each((name) => shown(day[name])),
  followers: day.followers,
});

/** The Mondays of the weeks of which all days are there. */
function wholeWeeks(days: readonly Day[]): string[] {
  const [first, last] = [days[0]?.date, days.at(-1)?.date];
  if (first === undefined || last === undefined) return [];
  const mondays = [...new Set(days.map(({ date }) => mondayOf(date)))];
  return mondays.filter((date) => date >= first && dateAfter(date, 6) <= last);
}

function weeksOf(days: readonly Day[]): Bucket[] {
  const weeks = grouped(days, ({ date }) => mondayOf(date));
  return wholeWeeks(days).map((date) => {
    const some = weeks.get(date) ?? [];
    const posts = some.reduce((all, day) => all + day.posts, 0);
    const followers = some.at(-1)?.followers ?? 0;
    return { date, posts, ...each((name) => shownWeek(some.map((day) => day[name]))), followers };
  });
}

/** @param had how many followed before the first of them */
function summary(buckets: Bucket[], had: number): Omit<Insights, "span" | "by" | "sites"> {
  const totals = each((name) => totalOf(buckets.map((bucket) => bucket[name])));
  const posts = buckets.reduce((all, bucket) => all + bucket.posts, 0);
  const { interactions } = totals;
  const people = buckets.reduce((all, { followers }) => all + followers, 0) / Math.max(1, buckets.length);
  const enough = posts > 0 && people >= 1 && interactions.value > 0;
  return {
    buckets,
    posts,
    ...totals,
    rate: enough ? Math.round((interactions.value / posts / people) * 1000) / 10 : null,
    // While nothing has been counted: as many as there are now.
    followers: buckets.at(-1)?.followers ?? had,
    growth: (buckets.at(-1)?.followers ?? had) - had,
  };
}

/** A site counts in the weeks in which enough came from it. */
async function loadSites({ db }: Kith, account_id: number, weeks: readonly { from: number; to: number }[]): Promise<Site[]> {
  const [first, last] = [weeks[0], weeks.at(-1)];
  if (first === undefined || last === undefined) return [];
  const visits = db.selectFrom("insight_referrers").select(["day", "host", "count"]).where("account_id", "=", account_id);
  const rows = await visits.where("day", ">=", first.from).where("day", "<", last.to).execute();
  const sums = new Map<string, number>();
  for (const { from, to } of weeks) {
    const week = new Map<string, number>();
    for (const { day, host, count } of rows) if (day >= from && day < to) week.set(host, (week.get(host) ?? 0) + count);
    for (const { name, count } of largest(week, week.size)) sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return largest(sums, SITES);
}
