/** Chance that can be repeated: the same seed draws the same numbers on every machine. */

export type Random = {
  /** From 0 up to, but without, 1. */
  next(): number;
  /** An integer from 0 up to, but without, `below`. */
  below(below: number): number;
  /** As `below`, but small numbers come far more often, as popular people and words do. */
  skewed(below: number): number;
  /** True so often out of 1. */
  chance(share: number): boolean;
};

/** The generator mulberry32, of 32 bits: quick, and good enough for made-up people. */
export function makeRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    below: (below) => Math.floor(next() * below),
    skewed: (below) => Math.floor(next() ** 3 * below),
    chance: (share) => next() < share,
  };
}
