/** What ends a request before its answer does: its total deadline, or its caller. */
import { HttpFailure } from "./failure.ts";

/**
 * One for a whole request, redirects included. A plain object instead of an AbortSignal, which would
 * cost more than the rest of a delivery's bookkeeping: whoever runs the current hop sets `onFailure`.
 */
export type Deadline = {
  failure: HttpFailure | undefined;
  onFailure: ((failure: HttpFailure) => void) | undefined;
  /** Must be called when the request has ended, however it ended. */
  clear(): void;
};

/** Starts counting now. `timeout` is in milliseconds; an abort of `signal` counts as a timeout only if it is one. */
export function startDeadline(timeout: number, signal: AbortSignal | undefined): Deadline {
  const deadline: Deadline = { failure: undefined, onFailure: undefined, clear };
  const timer = setTimeout(() => end(new HttpFailure("timeout", `no whole answer within ${timeout} ms`)), timeout);
  if (signal?.aborted === true) aborted();
  else signal?.addEventListener("abort", aborted, { once: true });
  return deadline;

  function clear(): void {
    clearTimeout(timer);
    signal?.removeEventListener("abort", aborted);
    deadline.onFailure = undefined;
  }
  function aborted(): void {
    const cause: unknown = signal?.reason;
    const late = cause instanceof Error && cause.name === "TimeoutError";
    end(new HttpFailure(late ? "timeout" : "network", late ? "the caller's time is up" : "the caller gave up", { cause }));
  }
  function end(failure: HttpFailure): void {
    deadline.failure ??= failure;
    deadline.onFailure?.(deadline.failure);
  }
}
