/** When things happen: the hours of a day, the days of a week, chance, and what makes news. Factors of the mean of the year, hour by hour. */
import { makeChance } from "./chance.ts";
import { DAY, YEAR } from "./hosts.ts";

export type Rhythm = {
  /** What people here say. */
  says: Float64Array;
  /** What comes from elsewhere. */
  hears: Float64Array;
  /** What they read. */
  reads: Float64Array;
  events: Event[];
};

/** `from`, `to`: hours. */
export type Event = { name: string; from: number; to: number; says: number; hears: number; reads: number; fades: boolean };

const EVENTS: readonly Event[] = Object.freeze([
  { name: "a day of news", from: 60 * DAY + 14, to: 60 * DAY + 38, says: 3, hears: 3, reads: 3, fades: true },
  { name: "a wave of newcomers", from: 120 * DAY, to: 148 * DAY, says: 1.5, hears: 0.5, reads: 2, fades: true },
  {
    name: "a post that everybody passes on",
    from: 200 * DAY + 18,
    to: 200 * DAY + 24,
    says: 0.2,
    hears: 4,
    reads: 2,
    fades: true,
  },
]);
const RELAY: Event = Object.freeze({
  name: "two weeks with a relay",
  from: 250 * DAY,
  to: 264 * DAY,
  says: 0,
  hears: 0,
  reads: 0,
  fades: false,
});
/** The largest server is away, and comes back with what waits for it, and with what it has to say. */
export const ABSENCE = Object.freeze({ name: "the largest server is away for three days", from: 300 * DAY, to: 303 * DAY });

/** @param relayed what a relay brings, in means of what comes in without */
export function makeRhythm(seed: number, eventful: boolean, relayed = 0): Rhythm {
  const chance = makeChance(seed);
  const events = eventful ? [...EVENTS, { ...RELAY, hears: relayed }] : [];
  const says = new Float64Array(YEAR);
  let weather = 0;
  for (let hour = 0; hour < YEAR; hour++) {
    if (hour % DAY === 0) weather = 0.8 * weather + 0.06 * chance.normal();
    const daily = 1 + 0.6 * Math.cos((2 * Math.PI * ((hour % DAY) - 19)) / DAY);
    const weekly = [1.04, 1.05, 1.05, 1.03, 1, 0.92, 0.91][Math.floor(hour / DAY) % 7] ?? 1;
    says[hour] = daily * weekly * Math.exp(weather + 0.05 * chance.normal());
  }
  const mean = says.reduce((sum, one) => sum + one, 0) / YEAR;
  for (let hour = 0; hour < YEAR; hour++) says[hour] = (says[hour] ?? 0) / mean;
  const [hears, reads] = [says.slice(), says.slice()];
  for (const event of events) {
    for (const [kind, factors] of [
      ["says", says],
      ["hears", hears],
      ["reads", reads],
    ] as const)
      for (let hour = event.from; hour < event.to; hour++) {
        const left = event.fades ? (event.to - hour) / (event.to - event.from) : 1;
        factors[hour] = (factors[hour] ?? 0) * (1 + event[kind] * left);
      }
  }
  return { says, hears, reads, events };
}

/** The sum up to each hour, so that what lies between two instants is one subtraction. */
export function sums(factors: Float64Array): (at: number) => number {
  const before = new Float64Array(factors.length + 1);
  for (let hour = 0; hour < factors.length; hour++) before[hour + 1] = (before[hour] ?? 0) + (factors[hour] ?? 0);
  // Before the year, and after it, it is the mean.
  return (at) => {
    if (at <= 0) return at;
    if (at >= factors.length) return (before[factors.length] ?? 0) + at - factors.length;
    const hour = Math.floor(at);
    return (before[hour] ?? 0) + (factors[hour] ?? 0) * (at - hour);
  };
}
