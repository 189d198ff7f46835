/**
 * Counts under five are hidden, and cannot be found out by subtracting others: what is shown are fixed days and weeks that are over, and sums of these.
 */

/** What is fewer is not shown, unless it is nothing. */
export const LEAST = 5;

/** What is shown of a count; not `whole`: something of it is hidden, all of it when `value` is 0. */
export type Shown = { value: number; whole: boolean };

export const shown = (count: number): Shown =>
  count > 0 && count < LEAST ? { value: 0, whole: false } : { value: count, whole: true };

/**
 * A week as one count. Its days are shown as well, those that may be: what the others come to is known then. It is left out unless it is enough by itself; and
 * where it would say what each of them is (eight of two hidden days are four and four, five of five are one on each), or nearly, it is shown as the less of both.
 *
 * @param days the counts of its days, as they are
 */
export function shownWeek(days: readonly number[]): Shown {
  const { value, whole } = totalOf(days.map(shown));
  if (whole) return { value, whole };
  const hidden = days.filter((count) => !shown(count).whole);
  const rest = hidden.reduce((sum, count) => sum + count, 0);
  // None of them is 0, and none more than four.
  const [least, most] = [hidden.length, hidden.length * (LEAST - 1)];
  if (rest <= least + 1 && least + 1 >= LEAST) return { value: value + least, whole: false };
  if (rest < LEAST) return { value, whole: false };
  return rest >= most - 1 ? { value: value + most - 1, whole: false } : { value: value + rest, whole: true };
}

/**
 * A count that goes on while it is looked at, as of who has opened a page: in steps of five, downwards. Shown as it is, two looks at it would say that somebody came in between, and
 * how many did.
 */
export const inSteps = (count: number): number => count - (count % LEAST);

/** A sum of what is shown. */
export const totalOf = (counts: readonly Shown[]): Shown => ({
  value: counts.reduce((sum, { value }) => sum + value, 0),
  whole: counts.every(({ whole }) => whole),
});

/** Whether it may be more: something of it is shown, and something is hidden. */
export const isLeast = ({ value, whole }: Shown): boolean => value > 0 && !whole;

/** A count in one word: null when all of it is hidden. */
export const toldOf = ({ value, whole }: Shown): number | null => (value === 0 && !whole ? null : value);

/** Of counts by name the largest, without those that are hidden. */
export const largest = (counts: ReadonlyMap<string, number>, most: number): { name: string; count: number }[] =>
  [...counts]
    .filter(([, count]) => count >= LEAST)
    .map(([name, count]) => ({ name, count }))
    .toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
    .slice(0, most);
