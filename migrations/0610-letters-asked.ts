/** When somebody last had a letter sent by a form or an app: two clicks are one letter. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run(`create table letters_asked (
    user_id integer not null references users (id) on delete cascade,
    what text not null,
    email text not null,
    asked_at integer not null,
    primary key (user_id, what)
  )`);
}
