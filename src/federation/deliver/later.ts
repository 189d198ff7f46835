/** When a delivery is tried again that could not be made now. */
import type { Row } from "../../db/schema.ts";
import { DELIVERY_LADDER, retryAt } from "../../jobs/retry.ts";
import type { Kith } from "../../kith.ts";

const DAY = 86_400_000;

/** Not now: the row goes back and is due again at `run_at`. `tried`: it was sent, and that counts. */
export class Later extends Error {
  readonly run_at: number;
  readonly tried: boolean;

  constructor(why: string, run_at: number, tried: boolean) {
    super(why);
    this.run_at = run_at;
    this.tried = tried;
  }
}

/** When its turn comes again (ms): later and later. */
export const ladder = (kith: Kith, row: Row<"deliveries">): number =>
  retryAt(DELIVERY_LADDER, row, kith.now()) ?? kith.now() + DAY;
