/** The shape of the table of consequences. */
import type { Row } from "../db/schema.ts";
import type { JobRequest } from "../jobs/queue.ts";
import type { Leased } from "../jobs/worker.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent, KithEventOf } from "../kith-events.ts";

type Handler<Event> = (kith: Kith, event: Event, job: Leased<Row<"jobs">>) => Promise<void>;
type Options<Event> = Omit<JobRequest, "kind" | "payload" | "lane" | "unique_key" | "delay"> & {
  /** ms. */
  delay?: number | ((event: Event) => number);
  /** Only for events of which this is true. */
  when?: (event: Event) => boolean;
  lane?: (event: Event) => string;
  unique_key?: (event: Event) => string;
};
export type Later<Event> = Options<Event> & { run: Handler<Event> };
export type Now<Event> = (kith: Kith, event: Event) => void | Promise<void>;
export type Consequences = {
  [Type in KithEvent["type"]]?: { now?: Now<KithEventOf<Type>>[]; later?: Record<string, Later<KithEventOf<Type>>> };
};
