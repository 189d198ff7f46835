/** What becomes of deliveries to a server that is away: found out, held back, probed, given up, or sent when it is back. By averages, for a year. */
import { YEAR, type Absence } from "./hosts.ts";
import { DEADLINE, FAILURES, GIVEN_UP, GIVEN_UP_TAKING_BACK, LAID_ASIDE, untilProbe } from "./rules.ts";

/** Hour by hour, of all servers together. */
export type Away = {
  /** Deliveries that wait for servers that are away. */
  waiting: Float64Array;
  /** Tries in vain, and the hours of places that they held. */
  tries: Float64Array;
  held: Float64Array;
  /** Rows that a probe in vain has put off. */
  moved: Float64Array;
  given_up: Float64Array;
};

export const nobodyAway = (): Away => ({
  waiting: new Float64Array(YEAR),
  tries: new Float64Array(YEAR),
  held: new Float64Array(YEAR),
  moved: new Float64Array(YEAR),
  given_up: new Float64Array(YEAR),
});

export type Destination = {
  host: number;
  /** Deliveries in an hour of the year's mean. */
  rate: number;
  /** How much is said up to an instant, see `sums`. */
  said: (at: number) => number;
  /** The share of it that takes something back. */
  takes_back: number;
  /** Whether a probe in vain puts off all that waits, or only what has come since the one before. */
  moves: "all" | "new";
};

/** What waits when it is found to be back, and when (hours) that is. */
export type Back = { at: number; waiting: number };

/** Tries of one delivery until the fifth: 1 + 5 + 15 + 30 minutes, and their jitter. */
const FIFTH = 57 / 60;

/** Shares of what is sent, by how many hours they may wait. */
export const patiences = (takes_back: number): readonly (readonly [share: number, hours: number])[] => [
  [1 - takes_back, GIVEN_UP],
  [takes_back, GIVEN_UP_TAKING_BACK],
];

/** Adds an absence to `away`. Returns what waits at its end. */
export function goAway({ host, rate, said, takes_back, moves }: Destination, { from, to, hangs }: Absence, away: Away): Back {
  const begun = Math.max(from, -GIVEN_UP_TAKING_BACK);
  const shares = patiences(takes_back);
  /** Said since it went, and given up meanwhile. */
  const lost = (at: number): number =>
    shares.reduce((sum, [share, hours]) => sum + share * rate * (said(Math.max(begun, at - hours)) - said(begun)), 0);
  const waits = (at: number): number => rate * (said(at) - said(begun)) - lost(at);
  /** What has been laid aside for so long that it is looked at again, between two probes: a part of what takes something back. */
  const again = (at: number, since: number): number =>
    (takes_back * rate * (said(at) - said(Math.max(begun, at - GIVEN_UP_TAKING_BACK))) * (at - since)) / LAID_ASIDE;
  const first = begun + 1 / rate;
  const hold = hangs ? DEADLINE : 0;
  let [at, failures] = [Math.min(first + FIFTH, first + (FAILURES - 1) / rate), FAILURES];
  if (from < begun) [at, failures] = [begun, 100];
  else if (first < Math.min(to, YEAR)) count(away, first, { tries: Math.min(FAILURES, (to - first) * rate + 1), hold, moved: 0 });
  let last = begun;
  while (at < to && at < YEAR) {
    const waiting = waits(at);
    count(away, at, {
      tries: at >= 0 ? 1 : 0,
      hold,
      moved: moves === "all" ? waiting : rate * (said(at) - said(last)) + again(at, last),
    });
    last = at;
    at += untilProbe(host, failures++, at - from);
    // Where nothing waits nothing probes: it takes a delivery.
    const there = waits(at);
    if (there < 1) at += (1 - there) / rate;
  }
  // It may be back before it has failed often enough to be left alone: then what waits is tried again within minutes.
  const back = Math.min(Math.max(to, Math.min(at, to + 6)), YEAR);
  for (let hour = Math.max(0, Math.ceil(begun)); hour < back; hour++) {
    away.waiting[hour] = (away.waiting[hour] ?? 0) + waits(hour);
    const until = Math.min(hour + 1, back);
    away.given_up[hour] = (away.given_up[hour] ?? 0) + lost(until) - lost(hour);
  }
  return { at: back, waiting: waits(back) };
}

type Tried = { tries: number; hold: number; moved: number };

function count(away: Away, at: number, { tries, hold, moved }: Tried): void {
  const hour = Math.floor(at);
  if (hour < 0 || hour >= YEAR) return;
  away.tries[hour] = (away.tries[hour] ?? 0) + tries;
  away.held[hour] = (away.held[hour] ?? 0) + tries * hold;
  away.moved[hour] = (away.moved[hour] ?? 0) + moved;
}
