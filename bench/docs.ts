/**
 * Writes `docs/performance.md` and its pictures from the results that were kept. The words of that page are written by hand; what stands between
 * `<!-- made: NAME -->` and `<!-- end -->` is written here.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { brief, ratio } from "./figures.ts";
import { GOTOSOCIAL, type Peer } from "./peers.ts";
import { barsPicture, growthPicture } from "./plots.ts";
import { changeOf, findBefore, growthOf, type Result } from "./results.ts";
import { percent, queriesOf } from "./show.ts";

const FOLDER = join(import.meta.dirname, "../docs");
const PAGE = "performance.md";
const MB = 1_048_576;

/** What the operations are called where people read of them. */
const TITLES: Readonly<Record<string, string>> = {
  home: "Home, 20 posts",
  "home-deep": "Home, older pages",
  public: "Public timeline",
  account: "Posts of an account",
  context: "Thread of 100 replies",
  notifications: "Notifications",
  search: "Search",
  status: "One post",
  relationships: "40 relationships",
  post: "Posting",
  actor: "Actor, for servers",
  "page-home": "Page: home",
  "page-thread": "Page: thread of 100",
  "page-profile": "Page: profile",
  ingest: "Post from elsewhere",
  "fan-out": "Delivery to a server",
  streaming: "Message to a listener",
};
export const titleOf = (name: string): string => TITLES[name] ?? name;

/** Files by their names in `docs/`: what the page and its pictures must be for these results, the oldest first. */
export function docsOf(page: string, kept: readonly Result[]): Record<string, string> {
  const result = kept.findLast(({ engine }) => engine === "sqlite");
  if (result === undefined) throw new Error("no result has been kept: run `npm run bench -- --keep`");
  const before = findBefore(kept, result);
  const parts = {
    run: runPart(result, before),
    operations: operationsPart(result, before),
    rest: restPart(result),
    growth: growthPart(result),
    peers: peersPart(result, GOTOSOCIAL),
  };
  return { [PAGE]: fillIn(page, parts), ...picturesOf(result) };
}

/** Writes them. @returns the files' paths */
export function writeDocs(kept: readonly Result[]): string[] {
  const files = docsOf(readFileSync(join(FOLDER, PAGE), "utf8"), kept);
  return Object.entries(files).map(([name, text]) => {
    const file = join(FOLDER, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  });
}

/** Puts each part between its marks; @throws Error when a page lacks them. */
export function fillIn(page: string, parts: Readonly<Record<string, string>>): string {
  let filled = page;
  for (const [name, text] of Object.entries(parts)) {
    const marks = new RegExp(`(<!-- made: ${name} -->\\n)(?:(?!<!-- end -->)[^])*(<!-- end -->)`);
    if (!marks.test(filled)) throw new Error(`the page has no place for ${name}`);
    filled = filled.replace(marks, (_, begin: string, end: string) => `${begin}${text}\n${end}`);
  }
  return filled;
}

/** A table in Markdown: numbers to the right. */
function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, at) => (at === 0 ? "---" : "--:"))), ...rows.map(line)].join("\n");
}

const count = (value: number): string => value.toLocaleString("en");
const mb = (bytes: number): string => `${brief(bytes / MB)} MB`;

function runPart({ at, commit, machine, parameters, rsa, foreign, grown }: Result, before: Result | undefined): string {
  const { statuses, accounts, locals, follows } = parameters;
  const of = (one: { at: string; commit: string }) => `${one.at.slice(0, 10)}${one.commit === "" ? "" : ` (${one.commit})`}`;
  const small = grown.map((one) => count(one.statuses)).join(" and ");
  return `Measured on ${of({ at, commit })} with Node ${machine.node.slice(1)} on SQLite, on a machine with ${machine.cores} cores (${machine.cpu.trim() || "of no name"}) and ${brief(machine.memory / 1024 ** 3)} GB of memory, which other programs took ${percent(foreign)} % of meanwhile. The network: ${count(statuses)} posts by ${count(accounts)} people, of whom ${count(locals)} live here and follow ${count(follows)} each${small === "" ? "" : `; for growth also networks of ${small} posts`}. The yardstick, an RSA-2048 signature, took ${brief(rsa)} ms of CPU. ${before === undefined ? "There is no earlier result of this kind to compare with." : `“Before” is the result of ${of(before)}.`}`;
}

const HEAD = ["", "at once", "per second", "p50 ms", "p99 ms", "CPU ms", "in signatures", "before", "queries", "KB", "others"];

/** A cost of which others' programs had much of the machine is said to be so. */
function operationsPart(result: Result, before: Result | undefined): string {
  const rows = Object.entries(result.operations).flatMap(([name, measured]) =>
    measured.map((one, at) => {
      const [change, queries] = [changeOf(result, before, name, one.connections), result.queries[name]];
      return [
        at === 0 ? titleOf(name) : "",
        count(one.connections),
        ...[one.per_second, one.p50, one.p99, one.cpu, one.cpu / result.rsa].map(brief),
        change === undefined ? "–" : ratio(change, 1),
        queries === undefined || at > 0 ? "" : queriesOf(queries),
        one.bytes === 0 ? "–" : brief(one.bytes / 1024),
        `${percent(one.foreign)} %`,
      ];
    }),
  );
  return `![CPU of each operation](performance/operations.svg)\n\n${tableOf(HEAD, rows)}`;
}

function restPart({ start, memory, bytes, parameters }: Result): string {
  const rows = [
    ["first start, nothing compiled yet", `${brief(start.first.ms)} ms, CPU ${start.first.cpu} ms`],
    ["second start", `${brief(start.second.ms)} ms, CPU ${start.second.cpu} ms`],
    ["memory before anything is asked", `${mb(memory.idle)}, of which ${mb(memory.idle_own)} its own`],
    ["memory at most, over the whole run", `${mb(memory.peak)}, of which at most ${mb(memory.peak_own)} its own`],
    ["database", mb(bytes)],
    ["database for 1,000 posts, with all that hangs on them", mb((bytes / parameters.statuses) * 1000)],
  ];
  return tableOf(["", "value"], rows);
}

function growthPart(result: Result): string {
  const { sizes, growths } = growthOf(result);
  if (sizes.length < 2) return "This run measured one size only.";
  const rows = growths.map(({ name, cpu, queries, times }) => [
    titleOf(name),
    ...cpu.map(brief),
    ratio(times, 1),
    [...new Set(queries.filter(Number.isFinite))].join(", "),
  ]);
  const head = ["CPU ms by posts", ...sizes.map(count), "last to first", "queries"];
  const disk = [...result.grown, result].map((one) => {
    const statuses = "statuses" in one ? one.statuses : one.parameters.statuses;
    return `${brief((one.bytes / statuses / MB) * 1000)} MB at ${count(statuses)}`;
  });
  return `![CPU by the size of the network](performance/growth.svg)\n\n${tableOf(head, rows)}\n\nThe database takes, for each 1,000 posts: ${disk.join(", ")}.`;
}

/** What both have measured, one at a time or as it comes. */
const shared = ({ operations }: Result, { cpu }: Peer): { name: string; ours: number; theirs: number }[] =>
  Object.entries(cpu).flatMap(([name, theirs]) => {
    const ours = operations[name]?.[0]?.cpu;
    return ours === undefined ? [] : [{ name, ours, theirs }];
  });

function peersPart(result: Result, peer: Peer): string {
  const rows = shared(result, peer).map(({ name, ours, theirs }) => [
    titleOf(name),
    brief(ours),
    brief(theirs),
    `${brief(theirs / ours)}×`,
    `${brief(theirs / peer.rsa / (ours / result.rsa))}×`,
  ]);
  const head = ["CPU ms", "Kith", peer.name, "less CPU", "in signatures"];
  const { statuses, accounts } = result.parameters;
  const said = `${peer.name} ${peer.version}: ${peer.set_up}; a signature took ${brief(peer.rsa)} ms there. Kith: the run above, with ${count(statuses)} posts by ${count(accounts)} people.`;
  return `![Kith beside ${peer.name}](performance/peers.svg)\n\n${tableOf(head, rows)}\n\n${said}`;
}

function picturesOf(result: Result): Record<string, string> {
  const { sizes, growths } = growthOf(result);
  const bars = Object.entries(result.operations).map(([name, [one]]) => ({ label: titleOf(name), value: one?.cpu ?? 0 }));
  const beside = shared(result, GOTOSOCIAL).map(({ name, ours, theirs }) => ({
    label: titleOf(name),
    value: ours,
    other: theirs,
  }));
  const smaller = `${GOTOSOCIAL.name} with 16,000 posts, Kith with ${count(result.parameters.statuses)}, in different runs. ms of CPU of the server; less is better.`;
  return {
    "performance/operations.svg": barsPicture({
      title: "What each operation costs",
      note: `ms of CPU of the server for each, one at a time, with ${count(result.parameters.statuses)} posts. Less is better.`,
      unit: "ms",
      bars,
    }),
    "performance/growth.svg": growthPicture(
      {
        title: "How cost grows with the network",
        note: `ms of CPU of the server for each, with ${sizes.map(count).join(", ")} posts (each step ten times as many). Flat is good.`,
      },
      sizes,
      growths.map((growth) => ({ ...growth, name: titleOf(growth.name) })),
    ),
    "performance/peers.svg": barsPicture({
      title: `Kith beside ${GOTOSOCIAL.name}`,
      note: smaller,
      unit: "ms",
      names: ["Kith", `${GOTOSOCIAL.name} ${GOTOSOCIAL.version}`],
      bars: beside,
    }),
  };
}
