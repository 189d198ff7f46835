/** What a list holds that somebody reads in: lines that can be carried out one by one. Lines that name nothing are passed over. */
import type { ImportKind, ImportOptions } from "../db/values.ts";
import { invalid } from "../errors.ts";
import type { Kith } from "../kith.ts";
import { normalizeHost, parseHandle } from "../text/names.ts";
import { httpUrl } from "../text/outside.ts";
import { rowsOf } from "./csv.ts";

/** One account, server or status, named once in a file; see `ImportsTable.item`. */
export type Line = { item: string; options: ImportOptions };

const MOST = 10_000;
const NO: RegExp = /^\s*(?:false|0|no)\s*$/i;
const YES: RegExp = /^\s*(?:true|1|yes)\s*$/i;

type Cells = (name: string, at: number) => string;
type Read = (kith: Pick<Kith, "instance">, cells: Cells) => Line | undefined;

/** Columns by their names in Mastodon's files, or in its order where a file has no heading. */
const READERS: Readonly<Record<ImportKind, { first: string; read: Read }>> = {
  follows: { first: "account address", read: readFollow },
  blocks: { first: "account address", read: (kith, cells) => named(kith, cells("account address", 0), {}) },
  mutes: { first: "account address", read: readMute },
  domain_blocks: { first: "#domain", read: readHost },
  bookmarks: { first: "#uri", read: readStatus },
  lists: { first: "list name", read: memberOf("list name") },
  circles: { first: "circle name", read: memberOf("circle name") },
};

/** @throws Refusal `invalid` for one that is too long or names nothing at all */
export function readLines(kith: Pick<Kith, "instance">, kind: ImportKind, text: string): Line[] {
  const rows = rowsOf(text);
  if (rows === undefined) throw invalid("Validation failed: The file is too large");
  const lines = linesOf(kith, kind, rows);
  if (lines.length === 0) throw invalid("Validation failed: The file names nothing that could be read in");
  if (lines.length > MOST) throw invalid(`Validation failed: The file names too many (maximum is ${MOST})`);
  return lines;
}

/** What rows say, each thing once. */
export function linesOf(kith: Pick<Kith, "instance">, kind: ImportKind, rows: readonly (readonly string[])[]): Line[] {
  const names = (rows[0] ?? []).map((cell) => cell.trim().toLowerCase());
  const { first, read } = READERS[kind];
  const headed = names.includes(first);
  const lines = new Map<string, Line>();
  for (const row of headed ? rows.slice(1) : rows) {
    const line = read(kith, (name, at) => row[headed ? names.indexOf(name) : at] ?? "");
    if (line !== undefined && !lines.has(line.item)) lines.set(line.item, line);
  }
  return [...lines.values()];
}

function named(kith: Pick<Kith, "instance">, cell: string, options: ImportOptions): Line | undefined {
  const item = handleOf(kith, cell);
  return item === undefined ? undefined : { item, options };
}

function readFollow(kith: Pick<Kith, "instance">, cells: Cells): Line | undefined {
  const spoken = cells("languages", 3)
    .split(",")
    .map((each) => each.trim());
  return named(kith, cells("account address", 0), {
    reblogs: NO.test(cells("show boosts", 1)) ? 0 : 1,
    notify: YES.test(cells("notify on new posts", 2)) ? 1 : 0,
    languages: spoken.filter((tag) => /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag)).slice(0, 50),
  });
}

function readMute(kith: Pick<Kith, "instance">, cells: Cells): Line | undefined {
  return named(kith, cells("account address", 0), { notifications: NO.test(cells("hide notifications", 1)) ? 0 : 1 });
}

function readHost({ instance }: Pick<Kith, "instance">, cells: Cells): Line | undefined {
  const host = normalizeHost(cells("#domain", 0).trim().slice(0, 400));
  return host === undefined || host === instance.domain ? undefined : { item: host, options: {} };
}

function readStatus(_: unknown, cells: Cells): Line | undefined {
  const uri = httpUrl(cells("#uri", 0).trim().slice(0, 2000));
  return uri === undefined || uri === "" ? undefined : { item: uri, options: {} };
}

/** Of a list or a circle, as a file may call it: one line. */
export const nameIn = (title: string): string => title.replace(/\s+/g, " ").trim().slice(0, 200);

function memberOf(column: string): Read {
  return (kith, cells) => {
    const list = nameIn(cells(column, 0));
    const handle = handleOf(kith, cells("account address", 1));
    return list === "" || handle === undefined ? undefined : { item: `${list}/${handle}`, options: { list } };
  };
}

function handleOf({ instance }: Pick<Kith, "instance">, cell: string): string | undefined {
  const handle = cell.length > 400 ? undefined : parseHandle(cell.trim());
  if (handle === undefined) return undefined;
  const host = handle.host === undefined ? instance.domain : normalizeHost(handle.host);
  return host === undefined ? undefined : `${handle.username.toLowerCase()}@${host}`;
}
