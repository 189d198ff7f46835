/** The words of people's names, for finding them by any of these. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run(`create table account_words (
    word text not null,
    account_id integer not null references accounts (id) on delete cascade,
    primary key (word, account_id)
  ) without rowid`);
  await run("create index account_words_by_account on account_words (account_id)");
  await run("create index accounts_by_update on accounts (updated_at, id)");
}
