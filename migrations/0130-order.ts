/** Finds at once what waits to be tried again in a lane of deliveries. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("create index deliveries_retried on deliveries (lane, id) where attempts > 0 and done_at = 0 and leased_until = 0");
}
