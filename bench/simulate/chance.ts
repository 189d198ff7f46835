/** More kinds of chance than the benchmarks' own, drawn from the same repeatable source. */
import { makeRandom, type Random } from "../random.ts";

export type Chance = Random & {
  normal(): number;
  /** Of that mean. */
  exponential(mean: number): number;
  /** Of that median, `spread` being sigma. */
  lognormal(median: number, spread: number): number;
  /** How often something happens that happens so often on average. */
  poisson(mean: number): number;
};

/** Much used, so few draws each. */
export function makeChance(seed: number): Chance {
  const random = makeRandom(seed);
  const { next } = random;
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    ...random,
    normal,
    exponential: (mean) => -mean * Math.log(1 - next()),
    lognormal: (median, spread) => median * Math.exp(spread * normal()),
    poisson(mean) {
      if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
      const floor = Math.exp(-mean);
      let count = 0;
      for (let left = next(); left > floor; left *= next()) count++;
      return count;
    },
  };
}

/** Draws the n-th of some weights as often as its share says, in one step (Walker's aliases). */
export function makeDraw(weights: ArrayLike<number>, { next }: Random): () => number {
  const size = weights.length;
  let sum = 0;
  for (let n = 0; n < size; n++) sum += weights[n] ?? 0;
  const [keep, other] = [new Float64Array(size), new Int32Array(size)];
  const [small, large]: [number[], number[]] = [[], []];
  for (let n = 0; n < size; n++) {
    keep[n] = ((weights[n] ?? 0) * size) / sum;
    ((keep[n] ?? 0) < 1 ? small : large).push(n);
  }
  while (small.length > 0 && large.length > 0) {
    const [poor, rich] = [small.pop() as number, large.at(-1) as number];
    other[poor] = rich;
    keep[rich] = (keep[rich] ?? 0) - (1 - (keep[poor] ?? 0));
    if ((keep[rich] ?? 0) < 1) small.push(large.pop() as number);
  }
  for (const n of [...small, ...large]) keep[n] = 1;
  return () => {
    const at = Math.floor(next() * size);
    return next() < (keep[at] ?? 1) ? at : (other[at] ?? at);
  };
}
