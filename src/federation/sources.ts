/** What the worker takes from the tables of federation. */
import type { Source } from "../jobs/worker.ts";
import type { Kith } from "../kith.ts";
import { deliverySource } from "./deliver/source.ts";
import { inboxSource } from "./inbox-source.ts";

export const sources = (kith: Kith): Source[] => [
  inboxSource(kith) as unknown as Source,
  deliverySource(kith) as unknown as Source,
];
