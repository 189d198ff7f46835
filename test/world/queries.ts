/** Counts an instance's queries: a page must cost the same number whatever its length. */
import type { Kysely, KyselyPlugin } from "kysely";
import type { DB } from "../../src/db/schema.ts";
import type { TestKith } from "./instance.ts";

export type Counter = {
  /** How many queries `run` made on `kith.db`, through the doors. */
  during(run: () => Promise<unknown>): Promise<number>;
};

/** Puts a counter between an instance and its reader. */
export function countQueries(kith: TestKith): Counter {
  let count = 0;
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    // Here and not above: a prepared query is not built again when it runs.
    transformResult: async ({ result }) => {
      count++;
      return result;
    },
  };
  Object.assign(kith, { db: (kith.db as unknown as Kysely<DB>).withPlugin(plugin) });
  return {
    during: async (run) => {
      const before = count;
      await run();
      return count - before;
    },
  };
}
