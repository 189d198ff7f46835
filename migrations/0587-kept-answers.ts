/** What a request with an Idempotency-Key was answered, for an hour: sent again, it is answered the same, and nothing is done twice. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run(`create table kept_answers (
    account_id integer not null references accounts (id) on delete cascade,
    key text not null,
    answer text not null default '',
    leased_until integer not null,
    created_at integer not null,
    primary key (account_id, key)
  )`);
  await run("create index kept_answers_by_age on kept_answers (created_at)");
}
