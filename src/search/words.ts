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

export type Wanted = {
  /** Each a word or, of several words, a phrase. */
  phrases: string[][];
  without: string[][];
  /** `from:ann`, `from:me`. */
  from: string | undefined;
  /** `has:media`, `has:image`, `has:poll`. */
  has: ReadonlySet<string>;
  /** `is:reply`, `is:sensitive`. */
  is: ReadonlySet<string>;
  language: string | undefined;
  /** Instants in ms: from `after` on, before `before`. */
  after: number | undefined;
  before: number | undefined;
};

const DAY = 86_400_000;

/** Reads what somebody typed into the search field, with Mastodon's operators. */
export function readWanted(q: string): Wanted {
  const wanted: Wanted = {
    phrases: [],
    without: [],
    from: undefined,
    has: new Set(),
    is: new Set(),
    language: undefined,
    after: undefined,
    before: undefined,
  };
  const [has, is] = [new Set<string>(), new Set<string>()];
  for (const [, minus, quoted, plain = ""] of q.slice(0, 500).matchAll(/(-?)(?:"([^"]*)"|(\S+))/g)) {
    const [, name = "", value = ""] = /^([a-z]+):(.+)$/i.exec(plain) ?? [];
    const key = quoted === undefined ? name.toLowerCase() : "";
    if (key === "from") wanted.from = value;
    else if (key === "has") has.add(value.toLowerCase());
    else if (key === "is") is.add(value.toLowerCase());
    else if (key === "language") wanted.language = value.toLowerCase();
    else if (key === "before" || key === "after" || key === "during") readDay(wanted, key, value);
    else {
      const words = wordsOf(quoted ?? plain);
      if (words.length > 0) (minus === "-" ? wanted.without : wanted.phrases).push(words);
    }
  }
  return { ...wanted, phrases: wanted.phrases.slice(0, 20), without: wanted.without.slice(0, 20), has, is };
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
