/** A histogram of times: quantiles of millions within 3 %, in little room. */

const STEP = Math.log(1.06);
const SLOTS = 400;
/** The least that is told apart, in ms. */
const LEAST = 0.1;

export type Tally = {
  add(value: number): void;
  /** The value below which so large a share (0 to 1) lies; 0 of none. */
  quantile(share: number): number;
  count(): number;
  merge(other: Tally): void;
  slots: Float64Array;
};

export function makeTally(): Tally {
  const slots = new Float64Array(SLOTS);
  let count = 0;
  return {
    slots,
    count: () => count,
    add(value) {
      count++;
      const slot = Math.min(SLOTS - 1, Math.max(0, Math.round(Math.log(Math.max(value, LEAST) / LEAST) / STEP)));
      slots[slot] = (slots[slot] ?? 0) + 1;
    },
    quantile(share) {
      let left = share * count;
      for (let slot = 0; slot < SLOTS; slot++) {
        left -= slots[slot] ?? 0;
        if (left < 0 || (left === 0 && share === 1)) return LEAST * Math.exp(slot * STEP);
      }
      return 0;
    },
    merge(other) {
      for (let slot = 0; slot < SLOTS; slot++) slots[slot] = (slots[slot] ?? 0) + (other.slots[slot] ?? 0);
      count += other.count();
    },
  };
}
