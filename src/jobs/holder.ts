/** The names under which processes hold leases, made so that a successor on the same machine can tell when one has died. */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";

/** A name of this process that no other ever has. */
export const makeHolder = (): string => `${hostname()}/${process.pid}/${randomUUID()}`;

/**
 * Whether a holder is a process of this machine that is no more. Of processes elsewhere nothing is known, so the answer is no.
 *
 * @param me the holder that asks: another holder with its process id has died, for an id is reused (in a container it is always the same)
 */
export function isDead(holder: string, me: string): boolean {
  const [host, pid = ""] = holder.split("/");
  if (host !== hostname() || !/^\d{1,10}$/.test(pid) || holder === me) return false;
  return Number(pid) === process.pid || !isRunning(Number(pid));
}

/** Whether a holder is a process of this machine that does not run any more. One with our process id may be a second Kith in it. */
export function isGone(holder: string): boolean {
  const [host, pid = ""] = holder.split("/");
  return host === hostname() && /^\d{1,10}$/.test(pid) && !isRunning(Number(pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process may not be signalled, but it runs.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
