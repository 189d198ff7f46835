// The year by averages: every delivery is accounted for, and it agrees with the same deliveries one by one.
import { expect, test } from "vitest";
import { goAway, nobodyAway } from "../../bench/simulate/away.ts";
import { makeChance } from "../../bench/simulate/chance.ts";
import { factsOf } from "../../bench/simulate/facts.ts";
import { DAY, makeHosts, YEAR } from "../../bench/simulate/hosts.ts";
import { makePeople } from "../../bench/simulate/people.ts";
import { makeRhythm, sums } from "../../bench/simulate/rhythm.ts";
import { MS } from "../../bench/simulate/rules.ts";
import { UNTURNED } from "../../bench/simulate/turns.ts";
import { replay } from "../../bench/simulate/windows.ts";
import { work } from "../../bench/simulate/worker.ts";
import { simulateYear } from "../../bench/simulate/year.ts";

const cpu = { ingest: 0.67, delivery: 0.55, post: 1.1, home_entry: 0.03, request: 0.5, fetch: 0.15, thumbnail: 60, move: 0.012 };
const sum = (numbers: Float64Array): number => numbers.reduce((all, one) => all + one, 0);

const settingOf = (changes: Parameters<typeof factsOf>[0], people = 1000) => {
  const facts = factsOf(changes);
  const hosts = makeHosts(facts, 1);
  return {
    facts,
    hosts,
    people: makePeople(people, facts, hosts),
    rhythm: makeRhythm(1, true),
    turns: UNTURNED,
    cpu,
    eventful: true,
  };
};

test("of a year every delivery has arrived, was given up, or waits", () => {
  const year = simulateYear(settingOf({ hosts: 1000 }));
  const created = sum(year.created) + year.begun;
  const ended = sum(year.arrived) + sum(year.given_up) + year.left;
  expect(Math.abs(created - ended) / created).toBeLessThan(0.001);
  for (const hours of [year.waiting, year.queued, year.behind, year.arrived, year.given_up])
    expect(hours.every((value) => value >= -1e-6)).toBe(true);
});

test("an absence by averages is what it is delivery by delivery, with what takes something back", () => {
  // What is given up after three days has gone; what takes something back is all there still.
  const [rate, length, takes_back] = [3, 5 * DAY, 1 / 5];
  const away = nobodyAway();
  const absence = { from: 100, to: 100 + length, hangs: false };
  const said = sums(new Float64Array(YEAR).fill(1));
  const back = goAway({ host: 7, rate, said, takes_back, moves: "new" }, absence, away);
  const chance = makeChance(1);
  const letters = Array.from({ length: rate * (length + 12) }, (_, n) => ({
    at: (n * MS) / rate,
    lane: 0,
    hosts: [0],
    takes_back: n % 5 === 0,
  }));
  const worked = work({
    letters,
    hosts: 1,
    per_host: 2,
    places: 96,
    workers: 1,
    cpu: 0.55,
    answer: (_, at) => ({ ms: 50, taken: at > length * MS }),
    until: (length + 24) * MS,
    chance,
  });
  const given_up = sum(away.given_up);
  expect(Math.abs(worked.given_up - given_up)).toBeLessThan(rate * 2);
  expect(Math.abs(back.waiting - rate * (3 * DAY * (1 - takes_back) + length * takes_back))).toBeLessThan(rate * 3);
  // Tries in vain: those that are not the last of what arrived.
  const vain = worked.tries - worked.delivered;
  expect(Math.abs(vain / sum(away.tries) - 1)).toBeLessThan(0.5);
});

test("what takes something back is given up after thirty days, for a server that stays away", () => {
  const [rate, takes_back] = [2, 1 / 4];
  const away = nobodyAway();
  const said = sums(new Float64Array(YEAR).fill(1));
  goAway({ host: 7, rate, said, takes_back, moves: "new" }, { from: 0, to: YEAR, hangs: false }, away);
  const at = (day: number) => (away.waiting[day * DAY] ?? 0) / rate / DAY;
  expect(at(2)).toBeCloseTo(2);
  expect(at(20)).toBeCloseTo(3 * (1 - takes_back) + 20 * takes_back);
  expect(at(300)).toBeCloseTo(3 * (1 - takes_back) + 30 * takes_back);
});

test("thirty in a hundred dead servers do not delay what goes to the others", () => {
  const [dead, none] = [settingOf({ hosts: 3000 }), settingOf({ hosts: 3000, dead: 0, gone: 0 })];
  const hour = 100 * DAY + 19;
  const [ill, well] = [replay(dead, hour, 1).worked.latency, replay(none, hour, 1).worked.latency];
  expect(ill.quantile(0.5) / well.quantile(0.5)).toBeLessThan(1.1);
  expect(ill.quantile(0.99) / well.quantile(0.99)).toBeLessThan(1.15);
});

test("the larger an instance, the more it hears of what there is, and no more than that", () => {
  const [facts, sizes] = [factsOf(), [1000, 100_000, 1_000_000]];
  const hosts = makeHosts(factsOf({ hosts: 3000 }), 1);
  const heard = sizes.map((people) => makePeople(people, facts, hosts).incoming.statuses * DAY);
  const all = facts.fediverse * facts.posts * (1 + facts.boosts);
  for (const [n, one] of heard.entries()) expect(one > (heard[n - 1] ?? 0) && one < all).toBe(true);
});
