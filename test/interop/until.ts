/** Waiting for servers that are not ours: they take their time, and nothing tells us when they have. */

/** ms that a step may take. */
const PATIENCE = Number(process.env["STEP_MS"] ?? 20_000);

/**
 * Asks until the answer is neither undefined nor false, and returns it.
 *
 * @throws Error with what the last try threw, when the patience is at an end
 */
export async function until<T>(probe: () => Promise<T | undefined | false>, patience = PATIENCE): Promise<T> {
  const end = performance.now() + patience;
  let last: unknown;
  for (let wait = 25; performance.now() < end; wait = Math.min(wait * 1.5, 500)) {
    try {
      const got = await probe();
      if (got !== undefined && got !== false) return got;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
  throw new Error(`not within ${patience} ms${last instanceof Error ? `: ${last.message}` : ""}`);
}
