/** Letters that came back for a reason that may pass count, too: less, and once a day. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  for (const column of ["soft", "soft_at"]) await run(`alter table mail_bounces add column ${column} integer not null default 0`);
}
