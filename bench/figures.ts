/** The arithmetic of measurements. */

/** The value below which so large a share (0–1) of the samples lies, by nearest rank; NaN of none. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length, Math.max(1, Math.ceil(share * sorted.length))) - 1] ?? Number.NaN;
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5);

/** Rounded to three significant digits, for tables. */
export function brief(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return "–";
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** `×0.50`: how many times as large; a dash where there is nothing to compare with. */
export const ratio = (value: number, before: number | undefined): string =>
  before === undefined || before <= 0 || !Number.isFinite(value) ? "–" : `×${(value / before).toFixed(2)}`;

/** Lines of a table: the first column to the left, numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[]) =>
    widths
      .map((width, column) => (column === 0 ? (row[column] ?? "").padEnd(width) : (row[column] ?? "").padStart(width)))
      .join("  ");
  return all.map((row) => line(row).trimEnd()).join("\n");
}
