/** One year of one instance, and what is told of it. */
import { PRICES, type Cpu, type Prices } from "./costs.ts";
import { factsOf, type Facts } from "./facts.ts";
import { grow, TABLES, type Growth, type Table } from "./growth.ts";
import { DAY, makeHosts, YEAR } from "./hosts.ts";
import { makePeople, type People } from "./people.ts";
import { makeRhythm } from "./rhythm.ts";
import { makeTally } from "./tally.ts";
import type { Turns } from "./turns.ts";
import { weeklyWindows, type Window } from "./windows.ts";
import { coresAt, simulateYear, TASKS, type Setting, type Task, type Year } from "./year.ts";

export type Wanted = {
  people: number;
  turns: Turns;
  cpu: Cpu;
  seed: number;
  facts?: Partial<Facts>;
  prices?: Prices;
  windows?: boolean;
};

/** Times in ms, sizes in bytes, `hours` in hours. */
export type Outcome = {
  people: number;
  turns: Turns;
  /** Of a day: deliveries, posts by people here, activities that come in, entries of home timelines, requests of apps. */
  daily: Record<"deliveries" | "posts" | "incoming" | "entries" | "requests" | "moved" | "tries", number>;
  /** To servers that are there, in the busiest hours of all weeks; and in the worst hour of the year, with the wait for a place. */
  latency: { p50: number; p99: number; worst: number };
  given_up: number;
  /** Deliveries that wait: for servers that are away, and all, at most. */
  waiting: { mean: number; away: number; all: number };
  /** Places wanted, of all there are: on average, and at most. */
  places: { mean: number; most: number };
  /** Until the largest server has all that waited, after three days away. */
  caught_up_hours: number;
  cores: { mean: number; busiest: number; by: Record<Task, number> };
  /** After 1, 3 and 12 months. */
  database: { total: number[]; by: Record<Table, number[]> };
  media: { own: number[]; remote: number[] };
  /** Documents that upkeep did not come to, at the end. */
  overdue: number;
  /** Of a month. */
  traffic: { sent: number; received: number };
  /** Euros a month, after a year. */
  cost: Record<"cores" | "database" | "media" | "traffic" | "all", number>;
  /** Week by week: the most that waits, bytes of the database and of media, and how long a hundredth waits at the busiest hour. */
  weeks: Record<"waiting" | "database" | "media" | "p50" | "p99", number[]>;
};

const ENDS = [29, 89, 364] as const;
const MONTH = 365 / 12;
/** Machines are rented for the busiest hour, and not to be busy all the time in that. */
const ROOM = 1.5;

export function simulate({
  people: all,
  turns,
  cpu,
  seed,
  facts: changed,
  prices = PRICES,
  windows: replays = true,
}: Wanted): Outcome {
  const facts = factsOf(changed);
  const hosts = makeHosts(facts, seed);
  const people = makePeople(all, facts, hosts);
  const rhythm = makeRhythm(seed, true, relayed(facts, people));
  const setting: Setting = { facts, hosts, people, rhythm, turns, cpu, eventful: true };
  const year = simulateYear(setting);
  const growth = grow(setting, year);
  const windows = replays ? weeklyWindows(setting, seed) : [];
  const sizes = sizesOf(growth);
  const cores = Array.from({ length: YEAR }, (_, hour) => coresAt(year, hour));
  const busiest = Math.max(...cores);
  const traffic = { sent: monthly(growth.sent), received: monthly(growth.received) };
  return {
    people: all,
    turns,
    daily: {
      deliveries: sum(year.created) / 365,
      posts: people.posts * DAY,
      incoming: people.incoming.activities * DAY,
      entries: people.home_entries * DAY,
      requests: people.daily * facts.requests,
      moved: sum(year.moved) / 365,
      tries: sum(year.tries) / 365,
    },
    given_up: sum(year.given_up) / sum(year.created),
    ...queuesOf(year, windows),
    caught_up_hours: year.caught_up,
    cores: { mean: cores.reduce((some, one) => some + one, 0) / YEAR, busiest, by: byTask(year) },
    ...sizes,
    overdue: growth.overdue.at(-1) ?? 0,
    traffic,
    cost: costOf({ busiest, database: sizes.database.total.at(-1) ?? 0, growth, sent: traffic.sent }, prices),
    weeks: { ...weeksOf(year, growth), ...timesOf(year, windows) },
  };
}

/** A relay through which a third of all servers pass what is public: what of it would not have come anyway. */
function relayed({ fediverse, posts, boosts }: Facts, { incoming }: People): number {
  const all = (fediverse * posts * (1 + boosts)) / DAY;
  return Math.max(0, all / incoming.activities - 1) / 3;
}

const sum = (numbers: Float64Array): number => numbers.reduce((all, one) => all + one, 0);
const most = (numbers: Float64Array): number => numbers.reduce((all, one) => Math.max(all, one), 0);
const monthly = (days: Float64Array): number => (sum(days) / 365) * MONTH;
const byTask = ({ cores }: Year): Record<Task, number> =>
  Object.fromEntries(TASKS.map((task) => [task, sum(cores[task]) / YEAR])) as Record<Task, number>;
const waitingAt = ({ waiting, queued, behind }: Year, hour: number): number =>
  (waiting[hour] ?? 0) + (queued[hour] ?? 0) + (behind[hour] ?? 0);

function queuesOf(year: Year, windows: readonly Window[]): Pick<Outcome, "latency" | "waiting" | "places"> {
  const tally = makeTally();
  for (const { worked } of windows) tally.merge(worked.latency);
  const worst = Math.max(0, ...windows.map(({ worked }) => worked.latency.quantile(0.99)));
  let all = 0;
  for (let hour = 0; hour < YEAR; hour++) all = Math.max(all, waitingAt(year, hour));
  return {
    latency: { p50: tally.quantile(0.5), p99: tally.quantile(0.99), worst: worst + most(year.delay) },
    waiting: { mean: sum(year.waiting) / YEAR, away: most(year.waiting), all },
    places: { mean: sum(year.places) / YEAR, most: most(year.places) },
  };
}

function sizesOf({ tables, own, remote }: Growth): Pick<Outcome, "database" | "media"> {
  const by = Object.fromEntries(TABLES.map((table) => [table, ENDS.map((day) => tables[table][day] ?? 0)])) as Record<
    Table,
    number[]
  >;
  const total = ENDS.map((day) => totalOf(tables, day));
  return {
    database: { total, by },
    media: { own: ENDS.map((day) => own[day] ?? 0), remote: ENDS.map((day) => remote[day] ?? 0) },
  };
}

const totalOf = (tables: Growth["tables"], day: number): number =>
  TABLES.reduce((some, table) => some + (tables[table][day] ?? 0), 0);

type Used = { busiest: number; database: number; growth: Growth; sent: number };

/** The database twice, for there has to be a copy. */
function costOf({ busiest, database, growth, sent }: Used, prices: Prices): Outcome["cost"] {
  const cost = {
    cores: Math.ceil(busiest * ROOM) * prices.core,
    database: ((2 * database) / 1e9) * prices.disk,
    media: (((growth.own.at(-1) ?? 0) + (growth.remote.at(-1) ?? 0)) / 1e9) * prices.media,
    traffic: (sent / 1e9) * prices.traffic,
  };
  return { ...cost, all: cost.cores + cost.database + cost.media + cost.traffic };
}

const WEEKS = Array.from({ length: 52 }, (_, week) => week);

const weeksOf = (year: Year, growth: Growth) => ({
  waiting: WEEKS.map((week) => Math.max(...Array.from({ length: 7 * DAY }, (_, hour) => waitingAt(year, week * 7 * DAY + hour)))),
  database: WEEKS.map((week) => totalOf(growth.tables, week * 7 + 6)),
  media: WEEKS.map((week) => (growth.own[week * 7 + 6] ?? 0) + (growth.remote[week * 7 + 6] ?? 0)),
});

/** What a window takes, and the wait for a place that it does not know of, having begun with empty queues. */
const timesOf = (year: Year, windows: readonly Window[]) => ({
  p50: windows.map(({ hour, worked }) => worked.latency.quantile(0.5) + (year.delay[hour] ?? 0)),
  p99: windows.map(({ hour, worked }) => worked.latency.quantile(0.99) + (year.delay[hour] ?? 0)),
});
