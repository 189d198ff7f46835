/** What the supervisor and its processes say to each other. */

/** `both`: serves and works. */
export type Role = "web" | "worker" | "both";

/** ms between two signs of life of a process that serves or works. */
export const PULSE = 5000;

/**
 * `calls`: the name under which it holds leases; `ready`: it serves, or works; `lives`: a sign of life; `held-up`: somebody keeps it from writing; `news`: for all
 * others; `buried`: what a dead one held is free.
 */
export type FromChild =
  | { kith: "calls"; holder: string }
  | { kith: "ready"; port: number | undefined }
  | { kith: "lives" }
  | { kith: "held-up" }
  | { kith: "news"; news: readonly unknown[] }
  | { kith: "buried"; holder: string };

/** `retire`: another has taken your place; `bury`: free what this one held, which has died; `alive`: give a sign of life, somebody waits for it. */
export type ToChild =
  | { kith: "news"; news: readonly unknown[] }
  | { kith: "retire" }
  | { kith: "bury"; holder: string }
  | { kith: "alive" };

/** Others may use the same channel: node's cluster does. */
export const isOurs = (message: unknown): boolean => typeof message === "object" && message !== null && "kith" in message;
