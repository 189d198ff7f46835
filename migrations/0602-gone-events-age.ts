/** Events that have been deleted are forgotten by when that was, and not by when they would have been. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("create index gone_events_by_age on gone_events (created_at) where reason = 'deleted'");
}
