/** What a process and its children use, as /proc says: CPU time and resident memory. Linux only, like the machines that servers run on. */
import { readFileSync, readdirSync } from "node:fs";

/** ms of a tick of /proc, which has a hundred a second on every Linux. */
const TICK = 10;

/** ms of CPU that the process and all its descendants have used, ended ones included; 0 when it is gone. */
export function cpuOf(pid: number): number {
  return familyOf(pid).reduce((sum, member) => sum + cpuOfOne(member), 0);
}

/** Bytes of memory that are resident, of the process and its descendants. */
export function memoryOf(pid: number): number {
  return familyOf(pid).reduce((sum, member) => {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${member}/status`))?.[1];
    return sum + Number(kilobytes ?? 0) * 1024;
  }, 0);
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
