/** What a process and its children use, as /proc says: CPU time and resident memory. Linux only, like the machines that servers run on. */
import { readFileSync, readdirSync } from "node:fs";
import { cpus } from "node:os";

/** ms of a tick of /proc, which has a hundred a second on every Linux. */
const TICK = 10;

/** ms of CPU that the process and all its descendants have used, ended ones included; 0 when it is gone. */
export function cpuOf(pid: number): number {
  return familyOf(pid).reduce((sum, member) => sum + cpuOfOne(member), 0);
}

/** Bytes of memory that are resident, of the process and its descendants; `own` without what is mapped from files. */
export function memoryOf(pid: number): { resident: number; own: number } {
  const sums = familyOf(pid).map((member) => {
    const status = read(`/proc/${member}/status`);
    return { resident: bytesIn(status, "VmRSS"), own: bytesIn(status, "RssAnon") };
  });
  return {
    resident: sums.reduce((sum, { resident }) => sum + resident, 0),
    own: sums.reduce((sum, { own }) => sum + own, 0),
  };
}

/** The most bytes that were ever resident, of the process and of those of its descendants that are there now. */
export const peakOf = (pid: number): number =>
  familyOf(pid).reduce((sum, member) => sum + bytesIn(read(`/proc/${member}/status`), "VmHWM"), 0);

const bytesIn = (status: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0) * 1024;

export type Used = {
  ms: number;
  /** ms of CPU of the process that is watched. */
  cpu: number;
  /** 0–1: which part of the machine's CPU time others took, who are neither that process nor this one. */
  foreign: number;
};

/** Watches a process from now on; what is returned tells what has been used since. */
export function watch(pid: number): () => Used {
  const [began, cpu, busy, own] = [performance.now(), cpuOf(pid), busyMs(), process.cpuUsage()];
  return () => {
    const used = { ms: performance.now() - began, cpu: cpuOf(pid) - cpu };
    const { user, system } = process.cpuUsage(own);
    const foreign = busyMs() - busy - used.cpu - (user + system) / 1000;
    return { ...used, foreign: Math.min(1, Math.max(0, foreign / (used.ms * cpus().length))) };
  };
}

/** ms of CPU that the whole machine has been busy since it was switched on, over all its cores. */
function busyMs(): number {
  const [first = ""] = read("/proc/stat").split("\n");
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = first.split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softirq + steal) * TICK;
}

function familyOf(pid: number): number[] {
  const children = tasksOf(pid).flatMap((task) =>
    read(`/proc/${pid}/task/${task}/children`).split(" ").filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap((child) => familyOf(child))];
}

function cpuOfOne(pid: number): number {
  // The name of the program stands in brackets and may hold spaces: what is counted comes after it.
  const [, rest = ""] = read(`/proc/${pid}/stat`).split(/\) (?=[^)]*$)/);
  const fields = rest.split(" ");
  return [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at] ?? 0), 0) * TICK;
}

function tasksOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
