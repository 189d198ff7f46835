/** Upkeep that was given up after a day of failures goes on: by it comes what is due, for everybody. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run(
    "update jobs set run_at = 0, attempts = 0 where run_at = 8640000000000000 and leased_until = 0 and substr(kind, 1, 6) = 'every/'",
  );
}
