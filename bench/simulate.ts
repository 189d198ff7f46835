/**
 * `npm run simulate`: a year of instances of 1,000, 100,000 and 1,000,000 people, in virtual time, on 30,000 servers of which 30 % are dead.
 *
 * Deliveries, queues and growth follow Kith's own rules, imported from `src`; what things cost was measured. The same seed makes the same year. Writes
 * `bench/results/scale/year.json`, and with `--docs` the tables and pictures of `docs/scale.md`.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { PRICES, readCpu, type Cpu, type Prices } from "./simulate/costs.ts";
import { simulate, type Outcome } from "./simulate/outcome.ts";
import { writeScale, type Simulated } from "./simulate/docs.ts";
import { BEFORE, SIZES, UNTURNED, type Turns } from "./simulate/turns.ts";

const HELP = `npm run simulate -- [options]
  --people a,b     sizes, of 1000, 100000, 1000000 (all)
  --seed N         of chance (1)
  --docs           writes docs/scale.md and its pictures; takes all sizes
  --core E --disk E --media E --traffic E
                   prices in euros: of a core and a GB of database and of media a month, and of a GB sent`;
const RESULT = join(import.meta.dirname, "results/scale/year.json");

const { values } = parseArgs({
  options: {
    people: { type: "string", default: "" },
    seed: { type: "string", default: "1" },
    docs: { type: "boolean", default: false },
    core: { type: "string", default: "" },
    disk: { type: "string", default: "" },
    media: { type: "string", default: "" },
    traffic: { type: "string", default: "" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) process.stdout.write(`${HELP}\n`);
else main();

function main(): void {
  const began = performance.now();
  const { cpu, from } = readCpu();
  const prices = pricesOf();
  const seed = Number(values.seed);
  const wanted = values.people === "" ? SIZES.map(({ people }) => people) : values.people.split(",").map(Number);
  const simulated: Simulated = { seed, cpu, from, prices, sizes: [], before: undefined, steps: [] };
  for (const { people, turned } of SIZES.filter((size) => wanted.includes(size.people))) {
    simulated.sizes.push({
      people,
      plain: told(simulate({ people, turns: UNTURNED, cpu, seed, prices })),
      turned: told(simulate({ people, turns: turned, cpu, seed, prices })),
    });
  }
  if (wanted.includes(1_000_000)) {
    simulated.before = beforeOf(cpu, seed);
    simulated.steps = stepsOf(cpu, seed, prices);
  }
  mkdirSync(dirname(RESULT), { recursive: true });
  writeFileSync(RESULT, `${JSON.stringify(simulated, rounded, 1)}\n`);
  process.stdout.write(`Kept as ${RESULT}, after ${Math.round((performance.now() - began) / 1000)} s.\n`);
  if (values.docs)
    for (const file of writeScale(JSON.parse(JSON.stringify(simulated, rounded)) as Simulated))
      process.stdout.write(`Wrote ${file}.\n`);
}

/** A million people, with the advice taken but for what was mended in Kith itself. */
function beforeOf(cpu: Cpu, seed: number): Outcome {
  const turned = SIZES.at(-1)?.turned ?? UNTURNED;
  return simulate({
    people: 1_000_000,
    turns: { ...turned, forgets: BEFORE.forgets, moves: BEFORE.moves },
    cpu,
    seed,
    windows: false,
  });
}

/** A million people: what each turn does, one after the other. */
function stepsOf(cpu: Cpu, seed: number, prices: Prices): Simulated["steps"] {
  const turned = SIZES.at(-1)?.turned ?? UNTURNED;
  const steps: [string, Partial<Turns>][] = [
    ["as it comes", {}],
    ["PostgreSQL, four workers", { engine: turned.engine, workers: turned.workers }],
    ["`limits.deliveries`", { deliveries: turned.deliveries }],
    ["`limits.deliveries_per_host`", { per_host: turned.per_host }],
    ["`limits.database_bytes`", { prunes: turned.prunes }],
    ["`media.cache_bytes`", { cache_bytes: turned.cache_bytes }],
  ];
  let turns = UNTURNED;
  return steps.map(([what, change]) => {
    turns = { ...turns, ...change };
    return { what, outcome: simulate({ people: 1_000_000, turns, cpu, seed, prices, windows: false }) };
  });
}

function told(outcome: Outcome): Outcome {
  const { people, latency, waiting, cores, database, cost } = outcome;
  const brief = (value: number) => Number(value.toPrecision(3)).toLocaleString("en");
  process.stdout.write(
    `${brief(people)} people: half of deliveries within ${brief(latency.p50)} ms, 99 % within ${brief(latency.p99)} ms; ${brief(waiting.all)} wait at most; ${brief(cores.mean)} cores, ${brief(cores.busiest)} at most; ${brief((database.total.at(-1) ?? 0) / 1e9)} GB; ${brief(cost.all)} euros a month\n`,
  );
  return outcome;
}

function pricesOf(): Prices {
  const of = (name: keyof Prices): number => (values[name] === "" ? PRICES[name] : Number(values[name]));
  return { core: of("core"), disk: of("disk"), media: of("media"), traffic: of("traffic") };
}

/** Four digits, so that what is kept is compared easily; what has no end is said in words. */
function rounded(_: string, value: unknown): unknown {
  if (typeof value !== "number") return value;
  if (value === Infinity) return null;
  return Number.isInteger(value) ? value : Number(value.toPrecision(4));
}
