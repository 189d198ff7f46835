/** Whether taking from a group what somebody has posted there, or bringing it back, has been given up. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("alter table group_sweeps add column failed integer not null default 0");
}
