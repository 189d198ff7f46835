/** What federation has to say besides statuses: reactions, moves, imported follows, and what profiles claim about themselves. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run(`create table reactions (
    id integer primary key,
    status_id integer not null references statuses (id) on delete cascade,
    account_id integer not null references accounts (id) on delete cascade,
    name text not null,
    image_url text not null,
    uri text not null,
    created_at integer not null
  )`);
  await run("create unique index reactions_once on reactions (account_id, status_id, name)");
  await run("create index reactions_by_status on reactions (status_id, name)");
  // Statuses with none, which is nearly all, are not asked for them.
  await run("alter table statuses add column reactions_count integer not null default 0");
  await run(`create table follow_imports (
    id integer primary key,
    account_id integer not null references accounts (id) on delete cascade,
    handle text not null,
    reblogs integer not null,
    notify integer not null,
    languages text not null,
    state text not null,
    created_at integer not null
  )`);
  await run("create unique index follow_imports_once on follow_imports (account_id, handle)");
  await run("create index follow_imports_by_state on follow_imports (account_id, state, id)");
  await run("alter table accounts add column featured_tags_url text not null default ''");
  await run("alter table accounts add column attribution_domains text not null default '[]'");
  await run("alter table accounts add column moved_at integer not null default 0");
  await run("alter table accounts add column links_due_at integer not null default 0");
  await run("create index accounts_by_links_due on accounts (links_due_at) where links_due_at > 0");
  await run("alter table accounts add column suspended_there integer not null default 0");
}
