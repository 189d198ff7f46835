/** Counts an instance's queries: a page must cost the same number whatever its length. */
import type { Kysely, KyselyPlugin } from "kysely";
import type { DB, Tx } from "../../src/db/schema.ts";
import type { Kith } from "../../src/kith.ts";
import type { TestKith } from "./instance.ts";

export type Counter = {
  /** How many queries `run` made on `kith.db`, through the doors. */
  during(run: () => Promise<unknown>): Promise<number>;
  /** How many it made in transactions, beside those that queue jobs. */
  writing(run: () => Promise<unknown>): Promise<number>;
};

/** Puts a counter between an instance and its database. */
export function countQueries(kith: TestKith): Counter {
  const count = { read: 0, written: 0 };
  const counting = (kind: keyof typeof count): KyselyPlugin => ({
    transformQuery: ({ node }) => node,
    // Here and not above: a prepared query is not built again when it runs.
    transformResult: async ({ result }) => {
      count[kind]++;
      return result;
    },
  });
  const { db, write } = kith;
  const counted: Kith["write"] = async (work) =>
    await write(async (tx, happened) => await work(tx.withPlugin(counting("written")) as Tx, happened));
  Object.assign(kith, { db: (db as unknown as Kysely<DB>).withPlugin(counting("read")), write: counted });
  const within = async (kind: keyof typeof count, run: () => Promise<unknown>) => {
    const before = count[kind];
    await run();
    return count[kind] - before;
  };
  return { during: async (run) => await within("read", run), writing: async (run) => await within("written", run) };
}
