/** GoToSocial has one id for all edits of a status, and one for all votes of a person in a poll: what an activity says tells them apart. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("alter table inbox add column said text not null default ''");
  await run("drop index inbox_once");
  await run("create unique index inbox_once on inbox (activity_uri, actor_uri, said)");
}
