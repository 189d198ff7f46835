/** Ports for servers whose name tells their port, so that it must be known before they are opened. */
import { createServer } from "node:net";

/**
 * Below those that the system gives to whoever asks for any (from 32768 on Linux, from 49152 elsewhere): there, another test's server or request could
 * be given the same while ours is still being opened. `.ci/postgres` looks for its own from 20000 on.
 */
const FIRST = 12_000;
/** Each thread of vitest has its own; who runs without it has the first. */
const SHARE = 1000;
const SHARES = 8;

const share = FIRST + (Number(process.env["VITEST_POOL_ID"] ?? 0) % SHARES) * SHARE;
/** Not the first at once, for another run on the same machine counts as we do. */
let next = Math.floor(Math.random() * SHARE);

/** A port of 127.0.0.1 that is free, and that nobody is given but who asks for one here. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < SHARE; tries++) {
    const port = share + (next++ % SHARE);
    if (await isFree(port)) return port;
  }
  throw new Error(`no port from ${share} to ${share + SHARE - 1} is free`);
}

const isFree = async (port: number): Promise<boolean> =>
  await new Promise((resolve) => {
    const server = createServer().once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
