/**
 * Cuts texts into the words that are searched for, the same for both databases: lower case, without accents, letters and digits only. Scripts
 * that write without spaces are cut into single characters, which a search joins again as a phrase.
 */

const MAX_WORDS = 5000;
const MAX_WORD = 60;
const WORD = /[\p{L}\p{N}_]+/gu;
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}\p{Script=Myanmar}]/gu;

/** The words of a text, in their order. */
export function wordsOf(text: string): string[] {
  const plain = text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase();
  const parted = plain.replace(UNSPACED, " $& ");
  const words: string[] = [];
  for (const [word] of parted.matchAll(WORD)) {
    if (words.length === MAX_WORDS) break;
    words.push(word.slice(0, MAX_WORD));
  }
  return words;
}

/** `has:media`, or its opposite with a minus before it. */
export type Operator = { name: "has" | "is" | "language"; value: string; not: boolean };
/** What one has to do with, or what is open to all. */
export type Range = "library" | "public";
/** Instants in ms: at `from` or later, before `to`; or, with `not`, at any other time. */
export type Span = { from: number; to: number; not: boolean };

export type Wanted = {
  /** Each a word or, of several words, a phrase. */
  phrases: string[][];
  without: string[][];
  /** Words that were typed without quotes: they may be parts of longer ones. */
  parts: string[];
  /** `from:ann`, `from:me`. */
  from: string | undefined;
  /** `-from:ann`. */
  not_from: string[];
  /** `in:library`, `in:public`; left out or `in:all`, both. */
  within: Range | undefined;
  not_within: Range[];
  operators: Operator[];
  spans: Span[];
};

const DAY = 86_400_000;
const MOST = 20;
/** A word is looked for in so many others that each typed one may cost; the rest is taken as it is. */
const MOST_PARTS = 4;

/** Reads what somebody typed into the search field, with Mastodon's operators; a minus before a word, phrase or operator excludes. */
export function readWanted(q: string): Wanted {
  const wanted: Wanted = {
    phrases: [],
    without: [],
    parts: [],
    from: undefined,
    not_from: [],
    within: undefined,
    not_within: [],
    operators: [],
    spans: [],
  };
  const typed = q.slice(0, 500).replace(/[“”„‟«»]/g, '"');
  for (const [, minus, quoted, plain = ""] of typed.matchAll(/(-?)(?:"([^"]*)"|((?:[a-z]+:"[^"]*")|\S+))/gi)) {
    const not = minus === "-";
    if (quoted === undefined && readOperator(wanted, plain, not)) continue;
    const words = wordsOf(quoted ?? plain);
    const list = not ? wanted.without : wanted.phrases;
    if (words.length === 0 || list.length >= MOST) continue;
    list.push(words);
    if (!not && quoted === undefined && words.length === 1 && wanted.parts.length < MOST_PARTS) wanted.parts.push(...words);
  }
  return wanted;
}

/** Whether it was one. What is no operator, such as an address, is words. */
function readOperator(wanted: Wanted, plain: string, not: boolean): boolean {
  const [, name = "", written = ""] = /^([a-z]+):(.+)$/i.exec(plain) ?? [];
  const key = name.toLowerCase();
  const bare = written.replace(/^"|"$/g, "");
  const value = bare.toLowerCase();
  if (key === "from" && not) wanted.not_from.push(bare);
  else if (key === "from") wanted.from = bare;
  else if (key === "has" || key === "is" || key === "language") {
    if (wanted.operators.length < MOST) wanted.operators.push({ name: key, value, not });
  } else if (key === "in") readRange(wanted, value, not);
  else if (key === "before" || key === "after" || key === "during") readSpan(wanted, key, value, not);
  else return false;
  return true;
}

function readRange(wanted: Wanted, value: string, not: boolean): void {
  if (value !== "library" && value !== "public") return;
  if (not) wanted.not_within.push(value);
  else wanted.within = value;
}

/** Of a day, a month or a year, in UTC. */
function readSpan(wanted: Wanted, key: "before" | "after" | "during", value: string, not: boolean): void {
  const [, year, month, day] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(value) ?? [];
  const from = Date.parse(`${year}-${month ?? "01"}-${day ?? "01"}T00:00:00Z`);
  if (Number.isNaN(from) || wanted.spans.length >= MOST) return;
  const to =
    day !== undefined
      ? from + DAY
      : month !== undefined
        ? Date.UTC(Number(year), Number(month), 1)
        : Date.UTC(Number(year) + 1, 0, 1);
  if (key === "during") wanted.spans.push({ from, to, not });
  else if (key === "before") wanted.spans.push(not ? { from, to: Infinity, not: false } : { from: 0, to: from, not: false });
  else wanted.spans.push(not ? { from: 0, to, not: false } : { from: to, to: Infinity, not: false });
}

/** For a part that was typed: the words that hold it, itself not among them. */
export type Wider = ReadonlyMap<string, readonly string[]>;

type Words = Pick<Wanted, "phrases" | "without">;

const quoted = (words: readonly string[]): string => `"${words.join(" ")}"`;

/** For `match` of FTS5: words hold letters and digits only, so quoting them is enough. */
export const toFts5 = ({ phrases, without }: Words, wider: Wider = new Map()): string => {
  const all = phrases.map((words) => {
    const longer = wider.get(words.join(" "));
    return longer === undefined ? quoted(words) : `(${[words, ...longer.map((word) => [word])].map(quoted).join(" OR ")})`;
  });
  return [all.join(" AND "), ...without.map(quoted)].join(" NOT ");
};

const following = (words: readonly string[]): string => `(${words.join(" <-> ")})`;

/** For `to_tsquery('simple', …)`. */
export const toTsquery = ({ phrases, without }: Words, wider: Wider = new Map()): string => {
  const all = phrases.map((words) => {
    const longer = wider.get(words.join(" "));
    return longer === undefined ? following(words) : `(${[...words, ...longer].join(" | ")})`;
  });
  return [...all, ...without.map((words) => `!${following(words)}`)].join(" & ");
};
