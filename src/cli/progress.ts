/** Shows how far something long has come: as a bar that moves where there is a terminal, as a line now and then elsewhere. */
import { performance } from "node:perf_hooks";
import type { Output } from "./with-kith.ts";

const WIDTH = 24;
/** ms between two pictures of the bar. */
const EVERY = 100;
/** Elsewhere, a line for each tenth. */
const TENTHS = 10;

/** `what` is done now; `done` of `total` in all, `detail` for who looks on. */
export type Shown = { what: string; done: number; total: number; detail: string };

export function makeProgress(output: Output): (shown: Shown) => void {
  let [what, since, begun, last, tenth] = ["", 0, 0, -EVERY, 0];
  return (shown) => {
    const now = performance.now();
    if (shown.what !== what) [what, since, begun, last, tenth] = [shown.what, now, shown.done, -EVERY, 0];
    const part = shown.total === 0 ? 1 : Math.min(shown.done / shown.total, 1);
    const percent = `${Math.floor(part * 100)} %`.padStart(5);
    if (output.live !== undefined) {
      if (now - last < EVERY && part < 1) return;
      last = now;
      const filled = Math.round(part * WIDTH);
      const bar = "#".repeat(filled) + "-".repeat(WIDTH - filled);
      output.live(`${what} [${bar}] ${percent}  ${left((now - since) / (shown.done - begun || 1), shown)}${shown.detail}`);
    } else if (Math.floor(part * TENTHS) > tenth || tenth === 0) {
      tenth = Math.max(Math.floor(part * TENTHS), 1);
      output.out(`${what} ${percent}  ${shown.detail}`);
    }
  };
}

/** How long it will take, from ms for each so far; not said of what is soon over. */
function left(each: number, { done, total }: Shown): string {
  const minutes = Math.ceil((each * (total - done)) / 60_000);
  return minutes > 1 ? `${minutes} minutes left, ` : "";
}
