/** Long work in small steps: between two of them others have their turn, for as long as the step took. */
import { setImmediate as turn, setTimeout as pause } from "node:timers/promises";

/** ms: shorter steps make way for what is waiting, and no longer. */
const SHORT = 5;
const LONGEST = 250;

/** What is returned is awaited between two steps. */
export function makeBreath(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    const took = performance.now() - since;
    if (took < SHORT) await turn();
    else await pause(Math.min(took, LONGEST));
    since = performance.now();
  };
}
