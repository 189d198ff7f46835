/** Numbers as the page says them: three digits and a unit. */

const brief = (value: number): string => Number(value.toPrecision(value >= 1000 ? 3 : 2)).toLocaleString("en");

export function number(value: number): string {
  if (value >= 1e9) return `${brief(value / 1e9)} billion`;
  return value >= 1e6 ? `${brief(value / 1e6)} million` : brief(value);
}

export const percent = (share: number): string => (share > 0 && share < 0.001 ? "under 0.1 %" : `${brief(share * 100)} %`);
export const euros = (amount: number): string => `${brief(amount)} €`;

const UNITS = ["bytes", "KB", "MB", "GB", "TB", "PB"];

export function bytes(value: number): string {
  const step = value < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(value) / 3));
  return `${brief(value / 1000 ** step)} ${UNITS[step]}`;
}

/** @param ms an amount of time */
export function span(ms: number): string {
  if (ms < 1000) return `${brief(ms)} ms`;
  for (const [size, unit] of [
    [86_400_000, "days"],
    [3_600_000, "hours"],
    [60_000, "minutes"],
  ] as const)
    if (ms >= 2 * size) return `${brief(ms / size)} ${unit}`;
  return `${brief(ms / 1000)} s`;
}
