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

/**
 * A function that is read when it is first called; later calls go straight to it. It is code and nothing else, the same for every instance, so this may
 * stand at the top of a module. What cannot be read fails the call, and is tried again by the next.
 */
export function whenCalled<Args extends unknown[], Result>(
  load: () => Promise<(...args: Args) => Result | Promise<Result>>,
): (...args: Args) => Promise<Result> {
  let loaded: ((...args: Args) => Result | Promise<Result>) | undefined;
  return async (...args) => await (loaded ??= await load())(...args);
}
