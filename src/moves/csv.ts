/** Lists as files: CSV (RFC 4180), as Mastodon writes and reads it. */

const LARGEST = 5_000_000;
/** Of lines more than anybody may read in (`read-file.ts`), and of cells more than any file has: what is nothing but line ends or commas is no work. */
const [MOST_ROWS, MOST_CELLS] = [20_000, 50];
/** Letters of a line: a pattern that goes on for millions, as of quotes alone, would be more than the stack holds. */
const LONGEST_LINE = 50_000;

/**
 * Lines of cells, without those that are empty. A quoted cell may hold commas; line ends inside one are not expected here.
 *
 * @returns undefined for a file that is too long, or has a line that is
 */
export function rowsOf(text: string): string[][] | undefined {
  if (text.length > LARGEST) return undefined;
  const rows: string[][] = [];
  for (const [line] of text.replace(/^\uFEFF/, "").matchAll(/[^\r\n]+/g)) {
    if (rows.length === MOST_ROWS || line.length > LONGEST_LINE) return undefined;
    rows.push(cellsOf(line));
  }
  return rows;
}

function cellsOf(line: string): string[] {
  const cells: string[] = [];
  for (const [, inQuotes, plain = ""] of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    if (cells.length === MOST_CELLS) break;
    cells.push(meant(inQuotes?.replaceAll('""', '"') ?? plain));
  }
  return cells;
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
