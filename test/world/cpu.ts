/** What work costs this thread, in ms of CPU: wall-clock time would tell how busy the machine is. */
export function cpuOf(work: () => unknown): number {
  const end = startCpu();
  work();
  return end();
}

/** The same of what is awaited in between; servers of the test world run in this thread, too. Returns what tells the ms so far. */
export function startCpu(): () => number {
  const begun = process.threadCpuUsage();
  return () => {
    const { user, system } = process.threadCpuUsage(begun);
    return (user + system) / 1000;
  };
}
