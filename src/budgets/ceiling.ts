/** How much memory one process may take. */
import type { Instance } from "../config.ts";

/** Of what a container may have, so much is ours: the rest is the kernel's for files, which counts as the container's. */
const OURS = 0.85;
/** Bytes that a supervisor takes. */
const SUPERVISOR = 90_000_000;

/**
 * Bytes; 0 = no ceiling. What all may take is shared out evenly among a machine's processes.
 *
 * @param granted what the container may have; 0, or more than the machine has, when there is no such limit
 * @param machine the machine's memory
 */
export function ceilingOf(
  { limits, processes }: Pick<Instance, "limits" | "processes">,
  granted: number,
  machine: number,
): number {
  const limited = granted > 0 && granted < machine;
  const all = limits.memory > 0 ? limits.memory : limited ? Math.floor(granted * OURS) : 0;
  if (all === 0 || processes === undefined) return all;
  return Math.floor(Math.max(all - SUPERVISOR, all / 2) / (processes.web + processes.worker));
}
