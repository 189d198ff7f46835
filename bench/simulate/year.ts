/** A year of deliveries and of CPU, hour by hour, by averages: what is said, what waits for whom, what it takes. */
import type { Cpu } from "./costs.ts";
import { POSTGRES_CPU } from "./costs.ts";
import { goAway, nobodyAway, patiences, type Away, type Destination } from "./away.ts";
import type { Facts } from "./facts.ts";
import { DAY, isSlow, KEPT_UP, YEAR, type Absence, type Hosts } from "./hosts.ts";
import type { People } from "./people.ts";
import { ABSENCE, sums, type Rhythm } from "./rhythm.ts";
import type { Turns } from "./turns.ts";

export type Setting = { facts: Facts; hosts: Hosts; people: People; rhythm: Rhythm; turns: Turns; cpu: Cpu; eventful: boolean };

export type Year = Away & {
  /** Deliveries that were written down, and that arrived. */
  created: Float64Array;
  arrived: Float64Array;
  /** Deliveries to servers that are there, which wait for a lane at the end of an hour. */
  queued: Float64Array;
  /** Places for deliveries that are wanted, of all there are; above 1 they are too few, and deliveries wait for one: so many at the end of an hour. */
  places: Float64Array;
  behind: Float64Array;
  /** ms that a delivery waits for a place, where they are too few. */
  delay: Float64Array;
  /** Cores in use, by what for. */
  cores: Record<Task, Float64Array>;
  /** What was waiting when the year began, and when it ended. */
  begun: number;
  left: number;
  /** When the largest server has all that waited for it while it was away, hours after its return; 0 where it never went. */
  caught_up: number;
};

export const TASKS = ["delivering", "receiving", "homes", "apps", "other servers", "posting", "putting off"] as const;
export type Task = (typeof TASKS)[number];

export function simulateYear(setting: Setting): Year {
  const { facts, hosts, people, rhythm, turns, eventful } = setting;
  const hourly = () => new Float64Array(YEAR);
  const cores = Object.fromEntries(TASKS.map((task) => [task, hourly()])) as Year["cores"];
  const flow = { created: hourly(), arrived: hourly(), queued: hourly(), places: hourly(), behind: hourly(), delay: hourly() };
  const year: Year = { ...nobodyAway(), ...flow, cores, begun: 0, left: 0, caught_up: 0 };
  const said = sums(rhythm.says);
  for (let host = 0; host < hosts.count; host++) {
    const rate = people.to[host] ?? 0;
    if (rate <= 0) continue;
    const absences = [...(hosts.absences[host] ?? [])];
    const leaves = eventful && host === 0;
    if (leaves) absences.splice(0, absences.length, { ...ABSENCE, hangs: true });
    const emptied = deliverTo({ host, rate, said, takes_back: facts.takes_back, moves: turns.moves, absences }, setting, year);
    if (leaves) year.caught_up = Math.max(0, emptied - ABSENCE.to);
  }
  useCores(setting, year);
  takePlaces(setting, year);
  return year;
}

/** Everybody shares the places, so where they do not suffice all wait. */
function takePlaces({ facts, hosts, people, turns }: Setting, year: Year): void {
  const places = turns.deliveries * turns.workers;
  const each = meanAnswer(facts, people, hosts);
  let behind = 0;
  for (let hour = 0; hour < YEAR; hour++) {
    const wanted = (year.arrived[hour] ?? 0) * each + (year.held[hour] ?? 0);
    const takes = Math.max(0, places - (year.held[hour] ?? 0)) / each;
    year.places[hour] = wanted / places;
    behind = Math.max(0, behind + (year.arrived[hour] ?? 0) - takes);
    year.behind[hour] = behind;
    year.delay[hour] = (behind / takes) * 3_600_000;
  }
}

/** Hours that a delivery to a server that is there takes, on average over what is sent. */
function meanAnswer(facts: Facts, { to, deliveries }: People, { count }: Hosts): number {
  const slow = slowAnswer(facts) * facts.slow;
  let large = 0;
  for (let host = 0; host < Math.min(KEPT_UP, count); host++) large += (to[host] ?? 0) / deliveries;
  return quickAnswer(facts) * (1 - facts.slow) + slow * (1 - 0.9 * large);
}

/** Hours: the means of the lognormals. */
const quickAnswer = ({ answer_ms, answer_spread }: Facts): number => (answer_ms * Math.exp(answer_spread ** 2 / 2)) / 3_600_000;
const slowAnswer = ({ slow_ms }: Facts): number => (slow_ms * Math.exp(0.4 ** 2 / 2)) / 3_600_000;

type To = Destination & { absences: Absence[] };

/** One server's year. Returns when (hours) its queue was first emptied after the absence that all years have. */
function deliverTo({ absences, ...to }: To, { facts, turns }: Setting, year: Year): number {
  const { host, rate, said } = to;
  const quick = turns.per_host / quickAnswer(facts);
  const slow = turns.per_host / slowAnswer(facts);
  // Where what comes in the busiest hour is little beside what its lanes take, nothing queues.
  const narrow = rate * 6 > slow;
  let [next, queue, emptied] = [0, 0, 0];
  for (let hour = 0; hour < YEAR; hour++) {
    let comes = rate * (said(hour + 1) - said(hour));
    year.created[hour] = (year.created[hour] ?? 0) + comes;
    // Absences within this hour, and what they leave; one that lasts takes all that comes until its end.
    for (let away = absences[next]; away !== undefined && away.from < hour + 1; away = absences[next]) {
      next++;
      const begun = Math.max(hour, away.from);
      if (away.to <= hour) continue;
      for (const [share, hours] of away.from < 0 ? patiences(to.takes_back) : [])
        year.begun += share * rate * Math.min(-away.from, hours);
      const back = goAway(to, away, year);
      comes -= rate * (said(Math.min(hour + 1, back.at)) - said(begun));
      for (let gone = hour + 1; gone < back.at; gone++)
        year.created[gone] = (year.created[gone] ?? 0) + rate * (said(Math.min(gone + 1, YEAR)) - said(gone));
      if (back.at >= YEAR) {
        pass(year, hour, comes);
        year.left += back.waiting + queue;
        return emptied;
      }
      if (back.at >= hour + 1) {
        pass(year, hour, comes);
        hour = Math.floor(back.at);
        comes = rate * (said(hour + 1) - said(back.at));
      }
      comes += back.waiting;
    }
    if (!narrow && queue + comes <= slow) {
      pass(year, hour, queue + comes);
      queue = 0;
      continue;
    }
    const takes = isSlow(host, hour, facts) ? slow : quick;
    const passed = Math.min(queue + comes, takes);
    pass(year, hour, passed);
    if (queue > 0 && queue + comes <= takes && emptied <= ABSENCE.to) emptied = hour + 1;
    queue += comes - passed;
    year.queued[hour] = (year.queued[hour] ?? 0) + queue;
  }
  year.left += queue;
  return emptied;
}

const pass = (year: Year, hour: number, count: number): void => void (year.arrived[hour] = (year.arrived[hour] ?? 0) + count);

function useCores({ facts, people, rhythm, turns, cpu }: Setting, year: Year): void {
  const dear = (turns.engine === "postgres" ? POSTGRES_CPU : 1) / 3_600_000;
  const { incoming, posts, boosts, favourites, home_entries, fetches, daily } = people;
  for (let hour = 0; hour < YEAR; hour++) {
    const [says, hears, reads] = [rhythm.says[hour] ?? 0, rhythm.hears[hour] ?? 0, rhythm.reads[hour] ?? 0];
    const use = (task: Task, ms: number): void => void (year.cores[task][hour] = ms * dear);
    use("delivering", ((year.arrived[hour] ?? 0) + (year.tries[hour] ?? 0)) * cpu.delivery);
    use("receiving", incoming.activities * hears * cpu.ingest);
    // Nobody follows those whom a relay brings.
    use("homes", home_entries * says * cpu.home_entry);
    use("apps", ((daily * facts.requests) / DAY) * reads * cpu.request);
    use("other servers", fetches * hears * cpu.fetch);
    use("posting", says * ((posts + boosts + favourites * 0.5) * cpu.post + posts * facts.media * 1.3 * cpu.thumbnail));
    use("putting off", (year.moved[hour] ?? 0) * cpu.move);
  }
}

/** Cores in use in an hour. */
export const coresAt = ({ cores }: Year, hour: number): number => TASKS.reduce((sum, task) => sum + (cores[task][hour] ?? 0), 0);
