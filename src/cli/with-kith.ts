/** Opens a server's Kith for one command, with a slot of its own; its worker is not started, so jobs are left to the server. */
import type { Kith } from "../kith.ts";
import { loadInstance } from "../load-instance.ts";
import { openKith, type OpenOptions } from "../open.ts";

export type Output = {
  out(line: string): void;
  err(line: string): void;
  /** Where there is a terminal: shows a line that the next one, or anything else, takes the place of. */
  live?(line: string): void;
};

export async function withKith<T>(config: string, work: (kith: Kith) => Promise<T>, options: OpenOptions = {}): Promise<T> {
  const kith = await openKith(await loadInstance(config), options);
  try {
    return await work(kith);
  } finally {
    await kith.close();
  }
}
