/** Letters on their way: what a letter says is kept before it goes, so that a second attempt is the same letter, and one that went is not sent again. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run(`create table mail_outbox (
    key text primary key,
    user_id integer not null references users (id) on delete cascade,
    letter text not null,
    created_at integer not null,
    sent_at integer not null
  )`);
  await run("create index mail_outbox_by_age on mail_outbox (created_at)");
  await run("create index mail_outbox_by_user on mail_outbox (user_id)");
}
