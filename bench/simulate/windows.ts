/** Some minutes of a year, delivery by delivery: the busiest hour of each week, and what makes news. */
import { makeChance, makeDraw, type Chance } from "./chance.ts";
import type { Answer, Letter, Worked } from "./desk.ts";
import type { Facts } from "./facts.ts";
import { absenceAt, DAY, isSlow, YEAR, type Absence, type Hosts } from "./hosts.ts";
import type { People } from "./people.ts";
import { DEADLINE, laneNumber, MS } from "./rules.ts";
import type { Setting } from "./year.ts";
import { work } from "./worker.ts";

/** So many deliveries are enough for a window's hundredth. */
const ENOUGH = 120_000;
const MINUTES = 60_000;
/** ms for the queues to fill before anything is timed. */
const BEFORE = 2 * MINUTES;
/** What waits for a server that is away is of no matter within a window, but for the probe. */
const REMEMBERED = 2;

export type Window = { hour: number; minutes: number; worked: Worked };

/** The busiest hour of each week. */
export function weeklyWindows(setting: Setting, seed: number): Window[] {
  const windows: Window[] = [];
  for (let week = 0; week < Math.floor(YEAR / (7 * DAY)); week++) {
    let hour = week * 7 * DAY;
    for (let other = hour; other < (week + 1) * 7 * DAY; other++)
      if ((setting.rhythm.says[other] ?? 0) > (setting.rhythm.says[hour] ?? 0)) hour = other;
    windows.push(replay(setting, hour, seed + week));
  }
  return windows;
}

/** `star`: somebody with so many followers elsewhere says something when the timing begins. */
export function replay(setting: Setting, hour: number, seed: number, star = 0): Window {
  const { people, rhythm, hosts, turns, cpu, facts } = setting;
  const chance = makeChance(seed);
  const busy = rhythm.says[hour] ?? 1;
  const length = Math.min(DAY * MS, Math.max(4 * MINUTES, (ENOUGH / (people.deliveries * busy)) * MS));
  const until = BEFORE + length;
  const servers = statesAt(hosts, hour, facts);
  const letters = lettersOf({ people, hosts, facts, busy, chance, per_host: turns.per_host, until, star });
  const worked = work({
    letters,
    hosts: hosts.count,
    per_host: turns.per_host,
    places: turns.deliveries * turns.workers,
    workers: turns.workers,
    cpu: cpu.delivery,
    answer: (host) => answerOf(servers, host, { facts, chance }),
    away: servers.away,
    // Time for what was said last.
    until: until + MINUTES,
    timed: (host, at) => at >= BEFORE && !servers.gone.has(host),
    chance,
  });
  return { hour, minutes: length / MINUTES, worked };
}

type States = { gone: Map<number, Absence>; away: Map<number, { since: number; waiting: number }>; slow: Uint8Array };

function statesAt({ count, absences }: Hosts, hour: number, facts: Facts): States {
  const states: States = { gone: new Map(), away: new Map(), slow: new Uint8Array(count) };
  for (let host = 0; host < count; host++) {
    const absence = absenceAt(absences[host] ?? [], hour);
    if (absence !== undefined) {
      states.gone.set(host, absence);
      const since = (hour - absence.from) * MS;
      // Whoever has just gone is not known to be away.
      if (since > 10 * MINUTES) states.away.set(host, { since, waiting: REMEMBERED });
    } else if (isSlow(host, hour, facts)) states.slow[host] = 1;
  }
  return states;
}

function answerOf({ gone, slow }: States, host: number, { facts, chance }: { facts: Facts; chance: Chance }): Answer {
  const absence = gone.get(host);
  if (absence !== undefined) return { ms: absence.hangs ? DEADLINE * MS : 50, taken: false };
  const ms = slow[host] === 1 ? chance.lognormal(facts.slow_ms, 0.4) : chance.lognormal(facts.answer_ms, facts.answer_spread);
  return ms > DEADLINE * MS ? { ms: DEADLINE * MS, taken: false } : { ms, taken: true };
}

type Saying = {
  people: People;
  hosts: Hosts;
  facts: Facts;
  busy: number;
  chance: Chance;
  per_host: number;
  until: number;
  star: number;
};

function* lettersOf({ people, hosts, facts, busy, chance, per_host, until, star }: Saying): Generator<Letter> {
  const { said, letters, classes, active } = people;
  const reach = makeReach(hosts, chance);
  const drawClass = makeDraw(
    classes.map(({ share }) => share),
    chance,
  );
  const often = ((said + letters) * busy) / MS;
  let told = star === 0;
  for (let at = chance.exponential(1 / often); at < until; at += chance.exponential(1 / often)) {
    const lane = laneNumber(chance.below(Math.ceil(active)), per_host);
    if (!told && at >= BEFORE) {
      told = true;
      yield { at, lane, hosts: reach(star) };
    }
    const wide = chance.next() * (said + letters) < said;
    const takes_back = chance.chance(facts.takes_back);
    yield { at, lane, hosts: reach(wide ? (classes[drawClass()]?.followers ?? 1) : 1), takes_back };
  }
}

/** The servers of so many followers: drawn one by one where they are few. */
function makeReach({ count, share }: Hosts, chance: Chance): (followers: number) => Int32Array | number[] {
  const draw = makeDraw(share, chance);
  return (followers) => {
    const whole = Math.floor(followers) + (chance.chance(followers % 1) ? 1 : 0);
    if (whole < 2000) return [...new Set(Array.from({ length: whole }, draw))];
    const hosts: number[] = [];
    for (let host = 0; host < count; host++) if (chance.next() < -Math.expm1(-whole * (share[host] ?? 0))) hosts.push(host);
    return hosts;
  };
}
