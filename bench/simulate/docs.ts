/** Writes the tables and pictures of `docs/scale.md`: what stands there between `<!-- made: NAME -->` and `<!-- end -->`. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fillIn } from "../docs.ts";
import { BYTES, type Cpu, type Prices } from "./costs.ts";
import { FACTS, type Fact } from "./facts.ts";
import { TABLES } from "./growth.ts";
import type { Outcome } from "./outcome.ts";
import { picturesOf } from "./pictures.ts";
import { bytes, euros, number, percent, span } from "./said.ts";
import { SIZES } from "./turns.ts";
import { TASKS } from "./year.ts";

export type Simulated = {
  seed: number;
  cpu: Cpu;
  /** From which kept result a cost is. */
  from: Partial<Record<keyof Cpu, string>>;
  prices: Prices;
  sizes: { people: number; plain: Outcome; turned: Outcome }[];
  /** A million people on Kith as it was before this simulation. */
  before: Outcome | undefined;
  /** A million people: one turn after the other. */
  steps: { what: string; outcome: Outcome }[];
};

const FOLDER = join(import.meta.dirname, "../../docs");
const PAGE = "scale.md";

/** Files by their names in `docs/`. */
export function scaleDocs(page: string, simulated: Simulated): Record<string, string> {
  const { sizes, before } = simulated;
  if (sizes.length < SIZES.length || before === undefined) throw new Error("the page tells of all sizes");
  const parts: Record<string, string> = {
    facts: factsPart(),
    costs: costsPart(simulated),
    mended: mendedPart(simulated, before),
  };
  for (const size of sizes) {
    parts[`size-${size.people}`] = sizePart(size);
    parts[`config-${size.people}`] = configPart(size.people);
  }
  parts["tables"] = tablesPart(sizes);
  parts["steps"] = stepsPart(simulated);
  return { [PAGE]: fillIn(page, parts), ...picturesOf(simulated) };
}

/** Writes them. @returns the files' paths */
export function writeScale(simulated: Simulated): string[] {
  const files = scaleDocs(readFileSync(join(FOLDER, PAGE), "utf8"), simulated);
  return Object.entries(files).map(([name, text]) => {
    const file = join(FOLDER, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  });
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, at) => (at === 0 ? "---" : "--:"))), ...rows.map(line)].join("\n");
}

/** What is told of a year, each for both settings. */
const TOLD: readonly (readonly [what: string, (outcome: Outcome) => string])[] = [
  ["posts a day; activities that come in", ({ daily }) => `${number(daily.posts)}; ${number(daily.incoming)}`],
  [
    "deliveries a day; of them to servers that stay away, given up",
    ({ daily, given_up }) => `${number(daily.deliveries)}; ${percent(given_up)}`,
  ],
  [
    "delivery to a server that is there, busiest hour of each week: half within, 99 % within",
    ({ latency }) => `${span(latency.p50)}, ${span(latency.p99)}`,
  ],
  ["the same, 99 % in the worst hour of the year", ({ latency }) => span(latency.worst)],
  [
    "deliveries that wait: mean, most (nearly all for servers that are away)",
    ({ waiting }) => `${number(waiting.mean)}, ${number(waiting.all)}`,
  ],
  ["places for deliveries that are wanted: mean, most", ({ places }) => `${percent(places.mean)}, ${percent(places.most)}`],
  ["the largest server was away for three days: has everything after", ({ caught_up_hours }) => caughtUp(caught_up_hours)],
  ["cores in use: mean, busiest hour of the year", ({ cores }) => `${number(cores.mean)}, ${number(cores.busiest)}`],
  ["database after 1, 3, 12 months", ({ database }) => database.total.map(bytes).join(", ")],
  [
    "own media after 1, 3, 12 months; of others",
    ({ media }) => `${media.own.map(bytes).join(", ")}; ${bytes(media.remote.at(-1) ?? 0)}`,
  ],
  ["sent, received in a month", ({ traffic }) => `${bytes(traffic.sent)}, ${bytes(traffic.received)}`],
  [
    "a month, after a year",
    ({ cost }) =>
      `${euros(cost.all)} (cores ${euros(cost.cores)}, database ${euros(cost.database)}, media ${euros(cost.media)}, traffic ${euros(cost.traffic)})`,
  ],
];

const caughtUp = (hours: number): string => (hours === 0 ? "minutes" : span(hours * 3_600_000));

const sizePart = ({ plain, turned }: Simulated["sizes"][number]): string =>
  tableOf(
    ["", "as it comes", "turned"],
    TOLD.map(([what, tell]) => [what, tell(plain), tell(turned)]),
  );

/** As one would write it, without quotes around keys. */
function configPart(people: number): string {
  const config = SIZES.find((size) => size.people === people)?.config ?? {};
  const lines = Object.entries(config).map(([key, value]) => `  ${key}: ${written(value)},`);
  return ["```ts", ...lines, "```"].join("\n");
}

function written(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(written).join(", ")}]`;
  if (typeof value === "number") return value.toLocaleString("en").replaceAll(",", "_");
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, one]) => `${key}: ${written(one)}`)
    .join(", ")} }`;
}

const tablesPart = (sizes: Simulated["sizes"]): string =>
  tableOf(
    ["after a year", ...sizes.flatMap(({ people }) => [`${number(people)} people`, "turned"])],
    [
      ...TABLES.map((table) => [
        NAMES[table],
        ...sizes.flatMap(({ plain, turned }) => [plain, turned].map(({ database }) => bytes(database.by[table].at(-1) ?? 0))),
      ]),
      ["all", ...sizes.flatMap(({ plain, turned }) => [plain, turned].map(({ database }) => bytes(database.total.at(-1) ?? 0)))],
    ],
  );

const NAMES: Readonly<Record<(typeof TABLES)[number], string>> = {
  statuses: "statuses, their words for searches, cards",
  accounts: "accounts, users, follows",
  favourites: "favourites",
  notifications: "notifications",
  media: "media (rows)",
  homes: "home timelines",
  deliveries: "documents and deliveries, a week of them",
  inbox: "inbox, two days of it",
  others: "others",
};

function factsPart(): string {
  const rows = (Object.values(FACTS) as Fact[]).map(({ value, unit, says, source }) => [
    `${value.toLocaleString("en")} ${unit}`.trim(),
    says,
    source === "" ? "assumed" : `[source](${source})`,
  ]);
  return tableOf(["", "", ""], rows).replace("| --- | --: | --: |", "| --: | --- | --- |");
}

function costsPart({ cpu, from, sizes }: Simulated): string {
  const rows = Object.entries(cpu).map(([kind, ms]) => [
    kind.replace("_", " "),
    `${number(ms)} ms`,
    from[kind as keyof Cpu] === undefined ? "default" : `\`npm run bench\`, ${from[kind as keyof Cpu]?.slice(0, 10)}`,
  ]);
  const weights = Object.entries(BYTES).map(([row, weight]) => `${row.replaceAll("_", " ")} ${weight}`);
  const large = sizes.at(-1)?.turned.cores;
  const shares = large === undefined ? "" : TASKS.map((task) => `${task} ${percent(large.by[task] / large.mean)}`).join(", ");
  return [
    tableOf(["CPU of", "each", "from"], rows),
    "",
    `Bytes of a row with its indexes: ${weights.join(", ")}.`,
    "",
    `What the cores of a million people are used for: ${shares}.`,
  ].join("\n");
}

const stepsPart = ({ steps }: Simulated): string =>
  tableOf(
    [
      "turned, one after the other",
      "places wanted (mean)",
      "wait at most",
      "largest server has caught up after",
      "cores (mean, most)",
      "database",
      "received a month",
    ],
    steps.map(({ what, outcome: { places, waiting, caught_up_hours, cores, database, traffic } }) => [
      what,
      percent(places.mean),
      number(waiting.all),
      caughtUp(caught_up_hours),
      `${number(cores.mean)}, ${number(cores.busiest)}`,
      bytes(database.total.at(-1) ?? 0),
      bytes(traffic.received),
    ]),
  );

function mendedPart({ sizes }: Simulated, before: Outcome): string {
  const after = sizes.at(-1)?.turned ?? before;
  return tableOf(
    ["a million people", "before", "now"],
    [
      ["rows a day put off by probes in vain", number(before.daily.moved), number(after.daily.moved)],
      ["documents that upkeep has not come to after a year", number(before.overdue), number(after.overdue)],
      [
        "documents and deliveries after a year",
        bytes(before.database.by.deliveries.at(-1) ?? 0),
        bytes(after.database.by.deliveries.at(-1) ?? 0),
      ],
    ],
  );
}
