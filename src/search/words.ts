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

export type Wanted = {
  /** Each a word or, of several words, a phrase. */
  phrases: string[][];
  without: string[][];
  /** `from:ann`, `from:me`. */
  from: string | undefined;
  /** `-from:ann`. */
  not_from: string[];
  /** `in:library` is what one has to do with, `in:public` what is open to all; left out, both. */
  within: "all" | "library" | "public";
  operators: Operator[];
  /** Instants in ms: from `after` on, before `before`. */
  after: number | undefined;
  before: number | undefined;
};

const DAY = 86_400_000;
const MOST = 20;

/** Reads what somebody typed into the search field, with Mastodon's operators; a minus before a word, phrase or operator excludes. */
export function readWanted(q: string): Wanted {
  const wanted: Wanted = {
    phrases: [],
    without: [],
    from: undefined,
    not_from: [],
    within: "all",
    operators: [],
    after: undefined,
    before: undefined,
  };
  for (const [, minus, quoted, plain = ""] of q.slice(0, 500).matchAll(/(-?)(?:"([^"]*)"|(\S+))/g)) {
    const not = minus === "-";
    if (quoted === undefined && readOperator(wanted, plain, not)) continue;
    const words = wordsOf(quoted ?? plain);
    const list = not ? wanted.without : wanted.phrases;
    if (words.length > 0 && list.length < MOST) list.push(words);
  }
  return wanted;
}

/** Whether it was one. What is no operator, such as an address, is words. */
function readOperator(wanted: Wanted, plain: string, not: boolean): boolean {
  const [, name = "", written = ""] = /^([a-z]+):(.+)$/i.exec(plain) ?? [];
  const key = name.toLowerCase();
  const value = written.replace(/^"|"$/g, "").toLowerCase();
  if (key === "from" && not) wanted.not_from.push(written);
  else if (key === "from") wanted.from = written;
  else if (key === "has" || key === "is" || key === "language") {
    if (wanted.operators.length < MOST) wanted.operators.push({ name: key, value, not });
  } else if (key === "in") wanted.within = value === "library" || value === "public" ? value : "all";
  else if (key === "before" || key === "after" || key === "during") readDay(wanted, key, value);
  else return false;
  return true;
}

function readDay(wanted: Wanted, key: "before" | "after" | "during", value: string): void {
  const day = /^\d{4}-\d\d-\d\d$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(day)) return;
  if (key === "before") wanted.before = day;
  if (key === "after") wanted.after = day + DAY;
  if (key === "during") [wanted.after, wanted.before] = [day, day + DAY];
}

/** For `match` of FTS5: words hold letters and digits only, so quoting them is enough. */
export const toFts5 = ({ phrases, without }: Pick<Wanted, "phrases" | "without">): string =>
  [phrases.map((words) => `"${words.join(" ")}"`).join(" AND "), ...without.map((words) => `"${words.join(" ")}"`)].join(" NOT ");

/** For `to_tsquery('simple', …)`. */
export const toTsquery = ({ phrases, without }: Pick<Wanted, "phrases" | "without">): string =>
  [...phrases.map((words) => `(${words.join(" <-> ")})`), ...without.map((words) => `!(${words.join(" <-> ")})`)].join(" & ");
