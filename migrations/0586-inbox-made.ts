/** When the request that brought an activity was signed, by its sender's clock: it tells how wrong that is, and a repetition from a replay. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("alter table inbox add column made_at integer not null default 0");
}
