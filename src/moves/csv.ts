/** Lists as files: CSV (RFC 4180), as Mastodon writes and reads it. */

const LARGEST = 5_000_000;
/** Of lines more than anybody may read in (`read-file.ts`, `moderation/domain-file.ts`), and of cells more than any file has: what is nothing but line ends or commas is no work. */
const [MOST_ROWS, MOST_CELLS] = [25_000, 50];
/** UTF-16 units of a line, and of a quoted cell that goes over several: a quote that nobody closes is to hide no more than this. */
const [LONGEST_LINE, LONGEST_CELL] = [50_000, 5000];

/**
 * Lines of cells, without those that are empty. A quoted cell may hold commas and line ends, as spreadsheets write them; a quote that is never closed is a letter.
 *
 * @returns undefined for a file that is too long, or has a line that is
 */
export function rowsOf(text: string): string[][] | undefined {
  if (text.length > LARGEST) return undefined;
  const rows: string[][] = [];
  for (let at = text.startsWith("\uFEFF") ? 1 : 0; at < text.length; at++) {
    if (isLineEnd(text, at)) continue;
    const row = rowAt(text, at);
    if (row === undefined || rows.length === MOST_ROWS) return undefined;
    rows.push(row.cells);
    at = row.end;
  }
  return rows;
}

const isLineEnd = (text: string, at: number): boolean => text[at] === "\n" || text[at] === "\r";

type Read<What> = What & { end: number };

function rowAt(text: string, begin: number): Read<{ cells: string[] }> | undefined {
  const cells: string[] = [];
  for (let at = begin; ; at++) {
    const { cell, end } = cellAt(text, at);
    if (cells.length < MOST_CELLS) cells.push(meant(cell));
    if (end - begin > LONGEST_LINE) return undefined;
    if (text[end] !== ",") return { cells, end };
    at = end;
  }
}

/** What stands between a closing quote and the end of its cell is left out. */
function cellAt(text: string, at: number): Read<{ cell: string }> {
  const close = text[at] === '"' ? closingQuote(text, at + 1) : undefined;
  if (close === undefined) {
    const end = endOfCell(text, at);
    return { cell: text.slice(at, end), end };
  }
  return { cell: text.slice(at + 1, close).replaceAll('""', '"'), end: endOfCell(text, close + 1) };
}

function endOfCell(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== "," && !isLineEnd(text, at)) at++;
  return at;
}

function closingQuote(text: string, from: number): number | undefined {
  let oneLine = true;
  for (let at = from; at < text.length && at - from < (oneLine ? LONGEST_LINE : LONGEST_CELL); at++) {
    if (text[at] === '"') {
      if (text[at + 1] !== '"') return at;
      at++;
    } else if (isLineEnd(text, at)) oneLine = false;
  }
  return undefined;
}

/** Without what `quoted` has put before it. */
const meant = (cell: string): string => (/^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell);

/** A text with a line for each row, each ended. */
export const toCsv = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(quoted).join(",")}\n`).join("");

/** What a spreadsheet would take for a formula is none: names of accounts and lists come from others, too. */
function quoted(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) && !/^@?[\w.-]+@[\w.:-]+$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
