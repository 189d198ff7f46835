/** Which stories a report names, and in which form a story was sent where. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run(`create table story_reports (
    report_id integer not null references reports (id) on delete cascade,
    story_id integer not null references stories (id) on delete cascade,
    primary key (report_id, story_id)
  )`);
  await run("create index story_reports_by_story on story_reports (story_id)");
  await run("alter table story_inboxes add column form text not null default ''");
}
