/** What is said of an operation that was measured. */
import { quantile } from "./figures.ts";
import { memoryOf, type Used } from "./usage.ts";

export type Measured = {
  /** How many asked at once. */
  connections: number;
  requests: number;
  /** Answers other than 2xx. */
  failures: number;
  per_second: number;
  /** ms. */
  p50: number;
  p99: number;
  /** ms of the server's CPU for each request. */
  cpu: number;
  /** 0–1: which part of the machine others had meanwhile. */
  foreign: number;
  /** Mean bytes of a body. */
  bytes: number;
  /** Bytes resident afterwards. */
  memory: number;
};

/** One answer: ms that it took, and whether it was what was wanted. */
export type Answer = { time: number; ok: boolean; bytes?: number };

export function summaryOf(
  pid: number,
  connections: number,
  { answers, used }: { answers: readonly Answer[]; used: Used },
): Measured {
  const times = answers.map(({ time }) => time);
  const requests = answers.length;
  return {
    connections,
    requests,
    failures: answers.filter(({ ok }) => !ok).length,
    per_second: requests / (used.ms / 1000),
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    cpu: used.cpu / requests,
    foreign: used.foreign,
    bytes: answers.reduce((sum, { bytes = 0 }) => sum + bytes, 0) / requests,
    memory: memoryOf(pid).resident,
  };
}
