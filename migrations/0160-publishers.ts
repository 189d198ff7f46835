/** Who publishes links that trend, by host: whoever reviews trends may decide on all links of one at once. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run(`create table link_publishers (
    id integer primary key,
    host text not null unique,
    state text not null,
    reviewed_at integer not null,
    created_at integer not null
  )`);
}
