/**
 * Tells languages in a process of its own. What the detector knows takes 90 MB and 0.3 s to read, and V8 does not give the memory back when a
 * worker thread ends (seen: 46 MB → 166 MB → 153 MB); a process does. It is started by the first text that needs it, and ended when no other
 * has come for a while.
 */
import { fork, type ChildProcess } from "node:child_process";

export type Detector = {
  /** The language of a text (ISO 639-1), "" when it cannot be told in time. Never throws. */
  detect(text: string): Promise<string>;
  /** Whether its process is there now. */
  isAwake(): boolean;
  close(): void;
};

export type Found = { id: number; language: string };

const PROGRAM = new URL("./detector-process.ts", import.meta.url);
/** Whoever waits wants to publish: on a slow machine the status goes out without a language. */
const PATIENCE = 3000;
const IDLE = 120_000;
/** More at once are not waited for. */
const MOST = 100;

export function openDetector({ idle = IDLE, patience = PATIENCE } = {}): Detector {
  const waiting = new Map<number, (language: string) => void>();
  let child: ChildProcess | undefined;
  let rest: NodeJS.Timeout | undefined;
  let last = 0;

  const sleep = () => {
    clearTimeout(rest);
    child?.kill();
    child = undefined;
    for (const answer of waiting.values()) answer("");
    waiting.clear();
  };
  const wake = () => {
    if (child !== undefined) return child;
    // It needs nothing of ours: neither flags nor the environment with its secrets.
    const started = fork(PROGRAM, { env: {}, execArgv: [], stdio: "ignore" });
    const gone = () => {
      if (child === started) sleep();
    };
    started.on("error", gone).on("exit", gone);
    started.on("message", ({ id, language }: Found) => waiting.get(id)?.(language));
    // Neither holds a process that wants to end.
    started.unref();
    started.channel?.unref();
    child = started;
    return started;
  };

  return {
    detect: async (text) => {
      if (waiting.size >= MOST) return "";
      clearTimeout(rest);
      const id = ++last;
      const { promise, resolve } = Promise.withResolvers<string>();
      const deadline = setTimeout(resolve, patience, "");
      waiting.set(id, resolve);
      wake().send({ id, text }, (error) => {
        if (error !== null) resolve("");
      });
      const language = await promise;
      clearTimeout(deadline);
      waiting.delete(id);
      if (waiting.size === 0 && child !== undefined) rest = setTimeout(sleep, idle).unref();
      return language;
    },
    isAwake: () => child !== undefined,
    close: sleep,
  };
}
