/** Which documents take something back: they are tried for longer than others. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("alter table documents add column takes_back integer not null default 0");
  await run("update documents set takes_back = 1 where kind in ('Block', 'Delete', 'Leave', 'Reject', 'Remove', 'Undo')");
}
