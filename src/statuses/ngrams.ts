/**
 * What eld knows of languages, at a hundredth of the memory: how typical which sequence of bytes is of which language.
 *
 * Imported, its 70,000 sequences are as many objects and take 120 MB. Here the file stays the text that it is, a byte a character, with a table of
 * where in it each sequence stands; the few that a text has are read from there when they are asked for.
 */
export type Ngrams = {
  /** ISO 639-1 by the number that a language has in the file. */
  readonly languages: Readonly<Record<string, string>>;
  /** How many sequences there are. */
  readonly count: number;
  /** A sequence's scores by the numbers of languages; undefined when it says nothing. */
  readonly find: (ngram: string) => Record<string, number> | undefined;
};

const [QUOTE, ESCAPE, COLON, OPEN, CLOSE] = Buffer.from(String.raw`'\:{}`) as unknown as [number, number, number, number, number];

/**
 * @param source a file of eld's n-grams: `… languages:{0:'am',…} … ngrams:{'ngram':{0:176,…},…}}`
 * @throws Error when it is none
 */
export function indexNgrams(source: string): Ngrams {
  const languages = Object.fromEntries(
    [...(/languages:\{([^}]*)\}/.exec(source)?.[1] ?? "").matchAll(/(\d+):'(\w+)'/g)].map(([, number, code]) => [number, code]),
  ) as Record<string, string>;
  const begin = source.indexOf("ngrams:{");
  if (begin < 0 || languages["0"] === undefined) throw new Error("these are no n-grams as eld keeps them");
  // Its alphabet is that of Latin-1.
  const bytes = Buffer.from(source.slice(begin + "ngrams:{".length), "latin1");
  let count = 0;
  for (let at = bytes.indexOf(OPEN); at >= 0; at = bytes.indexOf(OPEN, at + 1)) count++;
  const table = new Int32Array(2 ** Math.ceil(Math.log2(count * 1.5 + 2))).fill(-1);
  const slotOf = (key: Uint8Array, start = 0, end = key.length) => hashOf(key, start, end) & (table.length - 1);
  for (let at = 0; at < bytes.length && bytes[at] !== CLOSE;) {
    const open = endOfKey(bytes, at);
    let slot = slotOf(bytes, at, open);
    while (table[slot] !== -1) slot = (slot + 1) & (table.length - 1);
    table[slot] = at;
    at = bytes.indexOf(CLOSE, open) + 2;
  }
  const findKey = (key: Buffer) => {
    for (let slot = slotOf(key); ; slot = (slot + 1) & (table.length - 1)) {
      const at = table[slot] ?? -1;
      if (at === -1) return undefined;
      const end = at + key.length;
      if (bytes.compare(key, 0, key.length, at, end) === 0)
        return scoresIn(bytes.toString("latin1", end, bytes.indexOf(CLOSE, end)));
    }
  };
  return { languages, count, find: (ngram) => findKey(Buffer.from(keyOf(ngram), "latin1")) };
}

/** As it stands in the file, with what opens its scores: what could be a name has no quotes. */
const keyOf = (ngram: string): string =>
  (/^[A-Za-z_$][\w$]*$/.test(ngram) ? ngram : `'${ngram.replaceAll("'", String.raw`\'`)}'`) + ":{";

/** Past the brace that opens the scores of the key that begins there. */
function endOfKey(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  if (bytes[start] === QUOTE) for (; bytes[at] !== QUOTE; at++) if (bytes[at] === ESCAPE) at++;
  return bytes.indexOf(COLON, at) + 2;
}

/** FNV-1a. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** `0:176,5:12` */
const scoresIn = (text: string): Record<string, number> =>
  Object.fromEntries(
    text.split(",").map((pair) => {
      const colon = pair.indexOf(":");
      return [pair.slice(0, colon), Number(pair.slice(colon + 1))];
    }),
  );
