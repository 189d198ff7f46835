/**
 * Media of what is for a few (messages, circles, private groups, stories): their addresses bear a mark that ends. 0: for everybody; 1: their files lie apart, or are
 * elsewhere; 2: they were posted before this migration, and their files are still to be moved.
 */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("alter table media add column apart integer not null default 0");
  await run(`update media set apart = case when file = '' then 1 else 2 end
    where status_id in (select id from statuses where visibility in ('direct', 'limited'))
      or kept_by in (select id from statuses where visibility in ('direct', 'limited'))`);
  await run("update media set apart = 1 where kept_by in (select id from stories)");
  await run("create index media_to_move on media (id) where apart = 2");
}
