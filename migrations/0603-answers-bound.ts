/** How long what is kept for a repeated request is, for each account keeps so much and no more; and whether the request has done something, answered or not. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run("alter table kept_answers add column size integer not null default 0");
  await run("alter table kept_answers add column done integer not null default 0");
  await run("update kept_answers set size = length(answer), done = 1 where answer <> ''");
  // All that is summed up, so that no answer is read for it.
  await run("create index kept_answers_by_account on kept_answers (account_id, created_at, key, size)");
}
