/** Why what was scheduled has become a draft again: its author reads it there, and is told. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("alter table drafts add column refused text not null default ''");
}
