/** Loads heavy modules on first use, so that a fresh server answers before it has read code that it may never need. */

/**
 * A loader that runs `load` at the first call and gives every later caller the same promise. A failed load is forgotten, so
 * that the next call tries again. Make it inside a factory (`openKith`, `openMedia`), never as module state: what is loaded
 * often carries state of its own, and two instances share one process. Importing twice costs nothing, the runtime caches it.
 */
export function lazy<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= Promise.try(load).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}
