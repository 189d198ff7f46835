/** What our people have recommended so far bears proofs that do not name their context: all of it is signed anew, once, piece by piece. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run(`create table recommendations_to_sign (
    recommendation_id integer primary key references recommendations (id) on delete cascade
  )`);
  await run(`insert into recommendations_to_sign (recommendation_id)
    select recommendations.id from recommendations join accounts on accounts.id = recommendations.author_id
    where accounts.host = '' and recommendations.document <> ''`);
}
