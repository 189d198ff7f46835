/** Looks at a process from outside, in real time: its API, and whether something has come to be true. */

/** ms that a client waits: who was just being handed to a process that was killed is not told of it. */
export const DEADLINE = 10_000;

/** The body of a 2xx answer; undefined when there was none (the process has just been killed). */
export type Api = <T>(method: string, path: string, body?: unknown) => Promise<T | undefined>;

export const makeApi =
  (origin: string, token: string): Api =>
  async <T>(method: string, path: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    try {
      const response = await fetch(origin + path, {
        method,
        headers,
        signal: AbortSignal.timeout(DEADLINE),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (response.ok) return JSON.parse(text) as T;
      throw new Error(`${method} ${path}: ${response.status} ${text}`);
    } catch (error) {
      if (error instanceof TypeError || error instanceof SyntaxError || error instanceof DOMException) return undefined;
      throw error;
    }
  };

/** Looks four times a second until the probe is true. A lease of a killed process runs for a minute, hence the patience. */
export async function eventually(
  probe: () => Promise<boolean>,
  what = "it did not come to be",
  patience = 110_000,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let looking = false;
    const look = async () => {
      if (looking) return;
      looking = true;
      try {
        if (await probe()) done(resolve);
      } catch (error) {
        done(() => reject(error as Error));
      }
      looking = false;
    };
    const ticks = setInterval(() => void look(), 250);
    const deadline = setTimeout(() => done(() => reject(new Error(`${what} within ${patience} ms`))), patience);
    const done = (then: () => void) => {
      clearInterval(ticks);
      clearTimeout(deadline);
      then();
    };
  });
}
