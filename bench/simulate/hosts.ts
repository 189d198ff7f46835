/** The other servers: how many people each has, and when it is there, slow, or away. The same seed makes the same ones. */
import { hash32 } from "../../src/ids.ts";
import { makeChance, type Chance } from "./chance.ts";
import type { Facts } from "./facts.ts";

export const DAY = 24;
/** Hours. */
export const YEAR = 365 * DAY;

/** So many of the largest are looked after day and night: away for half an hour now and then. */
export const KEPT_UP = 100;
/** How long servers are away, in hours, and how often it is so. */
const ABSENCES = [
  { share: 0.7, mean: 1 / 3 },
  { share: 0.25, mean: 10 },
  { share: 0.05, mean: 20 * DAY },
] as const;
const MEAN_ABSENCE = ABSENCES.reduce((sum, { share, mean }) => sum + share * mean, 0);

/** Away from hour `from` until `to`, which may lie before and after the year. `hangs`: it takes connections and says nothing. */
export type Absence = { from: number; to: number; hangs: boolean };

export type Hosts = {
  count: number;
  /** The share of all people elsewhere that the n-th has, the largest first. */
  share: Float64Array;
  /** Of the n-th, in order; none overlap. */
  absences: Absence[][];
};

export function makeHosts(facts: Facts, seed: number): Hosts {
  const { hosts: count } = facts;
  const share = Float64Array.from({ length: count }, (_, n) => (n + 1 + facts.host_offset) ** -facts.host_slope);
  const sum = share.reduce((all, one) => all + one, 0);
  for (let n = 0; n < count; n++) share[n] = (share[n] ?? 0) / sum;
  const chance = makeChance(seed);
  const absences = Array.from({ length: count }, (_, n) => absencesOf(n, facts, chance));
  return { count, share, absences };
}

/** Servers that never come back, some that went this year or were given up for dead and return, and the others, which are away now and then. */
function absencesOf(n: number, facts: Facts, chance: Chance): Absence[] {
  if (facts.dead === 0) return [];
  if (n < Math.min(KEPT_UP, facts.hosts / 300)) return alternating({ away: 0.5, there: 30 * DAY, hangs: facts.hangs }, chance);
  const { gone, dead, hangs } = facts;
  const there = (MEAN_ABSENCE * (1 - dead)) / (dead - gone);
  const draw = chance.next();
  const never = { from: -YEAR, to: 2 * YEAR, hangs: chance.chance(hangs) };
  if (draw < gone * 0.8) return [never];
  const some = alternating({ away: 0, there, hangs }, chance);
  if (draw > gone * 1.2) return some;
  const turn = chance.next() * YEAR;
  if (draw < gone) return [{ ...never, to: turn }, ...some.filter(({ from }) => from > turn)];
  const before = some.filter(({ from }) => from < turn).map((one) => ({ ...one, to: Math.min(one.to, turn) }));
  return [...before.filter(({ from, to }) => to > from), { ...never, from: turn }];
}

type Habit = { away: number; there: number; hangs: number };

/** There and away in turn. `away` 0: for as long as servers commonly are. */
function alternating({ away, there, hangs }: Habit, chance: Chance): Absence[] {
  const absences: Absence[] = [];
  const mean = away === 0 ? MEAN_ABSENCE : away;
  // Begun before the year: of those who are away at a moment, most are so for long.
  let at = 0;
  if (chance.chance(mean / (mean + there))) {
    at = chance.exponential(away === 0 ? longest(chance) : away);
    absences.push({ from: -chance.exponential(at), to: at, hangs: chance.chance(hangs) });
  }
  for (at += chance.exponential(there); at < YEAR; at += chance.exponential(there)) {
    const until = at + chance.exponential(away === 0 ? usual(chance) : away);
    absences.push({ from: at, to: until, hangs: chance.chance(hangs) });
    at = until;
  }
  return absences;
}

function usual(chance: Chance): number {
  let draw = chance.next();
  for (const { share, mean } of ABSENCES) if ((draw -= share) < 0) return mean;
  return ABSENCES[0].mean;
}

/** As above, each kind as often as it is met. */
function longest(chance: Chance): number {
  let draw = chance.next() * MEAN_ABSENCE;
  for (const { share, mean } of ABSENCES) if ((draw -= share * mean) < 0) return mean;
  return ABSENCES[2].mean;
}

/** The absence of an instant (hours), if any. */
export const absenceAt = (absences: readonly Absence[], at: number): Absence | undefined =>
  absences.find(({ from, to }) => from <= at && at < to);

/** Whether the n-th needs seconds for its answers on the day of an hour. The largest do so a tenth as often. */
export const isSlow = (n: number, at: number, { slow }: Facts): boolean =>
  (hash32(`${n}/${Math.floor(at / DAY)} slow`) % 10_000) / 10_000 < (n < KEPT_UP ? slow / 10 : slow);
