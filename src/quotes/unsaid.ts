/** What it means that a server says nothing of who may quote. */
import { quotesFreely } from "../hosts/software.ts";
import type { Kith } from "../kith.ts";
import { FREE, UNSAID } from "./policy.ts";

/** The bits of a status from there. */
export const unsaidPolicy = async (kith: Kith, host: string): Promise<number> =>
  UNSAID | ((await quotesFreely(kith, host)) ? FREE : 0);
