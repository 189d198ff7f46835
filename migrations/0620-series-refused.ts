/** Why what comes again and again does not come: it was refused, and its author is told once instead of each time, or never. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  for (const table of ["recurring_statuses", "event_series"])
    await run(`alter table ${table} add column refused text not null default ''`);
}
