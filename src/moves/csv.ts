/** Lists as files: CSV (RFC 4180), as Mastodon writes and reads it. */

const LARGEST = 5_000_000;

/** Lines of cells. A quoted cell may hold commas; line ends inside one are not expected here. @returns undefined for a file that is too long */
export const rowsOf = (text: string): string[][] | undefined =>
  text.length > LARGEST
    ? undefined
    : text
        .replace(/^\uFEFF/, "")
        .split(/\r\n|\r|\n/)
        .map(cellsOf);

function cellsOf(line: string): string[] {
  const cells: string[] = [];
  for (const [, inQuotes, plain = ""] of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    cells.push(inQuotes?.replaceAll('""', '"') ?? plain);
  }
  return cells;
}

/** A text with a line for each row, each ended. */
export const toCsv = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(quoted).join(",")}\n`).join("");

/** What a spreadsheet would take for a formula is none: names of accounts and lists come from others, too. */
function quoted(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) && !/^@?[\w.-]+@[\w.:-]+$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
