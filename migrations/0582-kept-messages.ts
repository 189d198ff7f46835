/** Messages of people whom their reader had muted when they came: kept for the chat in which they stand once the mute has ended. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run(`create table kept_messages (
    account_id integer not null references accounts (id) on delete cascade,
    author_id integer not null references accounts (id) on delete cascade,
    status_id integer not null references statuses (id) on delete cascade,
    chat_id integer not null references chats (id) on delete cascade,
    primary key (account_id, author_id, status_id)
  )`);
  await run("create index kept_messages_by_author on kept_messages (author_id)");
  await run("create index kept_messages_by_status on kept_messages (status_id)");
  await run("create index kept_messages_by_chat on kept_messages (chat_id)");
  await run("create index mutes_by_end on mutes (expires_at) where expires_at > 0");
}
