/**
 * What groups tell those alone who are in them: of groups elsewhere, apart from what their accounts say to everybody; of groups here also their pictures, which
 * everybody was shown so far.
 */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run(`create table group_insides (
    account_id integer primary key references accounts (id) on delete cascade,
    title text not null,
    note text not null,
    rules text not null,
    avatar text not null,
    header text not null,
    avatar_description text not null,
    header_description text not null,
    told_at integer not null
  )`);
  await run("alter table remote_groups add column inside_url text not null default ''");
  for (const column of ["avatar", "header", "avatar_description", "header_description"]) {
    await run(`alter table groups add column ${column} text not null default ''`);
    await run(`update groups set ${column} = (select ${column} from accounts where accounts.id = groups.account_id)`);
    await run(
      `update accounts set ${column} = '' where members_only = 1 and id in (select account_id from groups where revealed = 0)`,
    );
  }
}
