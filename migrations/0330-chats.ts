/**
 * Chats: what the same people write to each other in private is one, however many threads it has. What was said before is put into them, all of it read
 * but for what its reader has not opened.
 */
import { createHash } from "node:crypto";
import { sql, type Kysely } from "kysely";
import type { Migration } from "../src/db/migrate.ts";

const AT_ONCE = 500;

export async function up({ db, run }: Migration): Promise<void> {
  await run(`create table chats (
    id integer primary key,
    key text not null unique,
    uri text not null default '',
    name text not null default '',
    creator_id integer not null default 0,
    conversation_id integer not null default 0,
    media_id integer not null default 0,
    changed_at integer not null default 0,
    created_at integer not null
  )`);
  await run("create index chats_by_conversation on chats (conversation_id) where conversation_id > 0");
  await run(`create table chat_members (
    chat_id integer not null references chats (id) on delete cascade,
    account_id integer not null references accounts (id) on delete cascade,
    state text not null default 'open',
    last_id integer not null default 0,
    unread integer not null default 0,
    read_id integer not null default 0,
    muted integer not null default 0,
    joined_at integer not null,
    left_at integer not null default 0,
    primary key (chat_id, account_id)
  )`);
  await run("create index chat_members_by_account on chat_members (account_id, state, last_id)");
  await run("create index chat_members_unread on chat_members (account_id, unread)");
  await run(`create table chat_statuses (
    account_id integer not null references accounts (id) on delete cascade,
    chat_id integer not null references chats (id) on delete cascade,
    status_id integer not null references statuses (id) on delete cascade,
    primary key (account_id, chat_id, status_id)
  )`);
  await run("create index chat_statuses_by_status on chat_statuses (status_id)");
  await run("create index chat_statuses_by_chat on chat_statuses (chat_id)");
  await run(`create table chat_lines (
    id integer primary key,
    chat_id integer not null references chats (id) on delete cascade,
    kind text not null,
    actor_id integer not null references accounts (id) on delete cascade,
    account_id integer not null default 0,
    name text not null default ''
  )`);
  await run("create index chat_lines_by_chat on chat_lines (chat_id, id)");
  await run("alter table notification_policies add column messages_from text not null default ''");
  await fill(db);
}

type Old = { id: number; account_id: number; people: string; last_status_id: number; unread: number };

/** Also for the test of it. */
export async function fill(db: Kysely<never>): Promise<void> {
  for (let after = 0; ;) {
    const { rows } = await sql<Old>`select id, account_id, people, last_status_id, unread from conversation_members
      where id > ${after} order by id limit ${sql.lit(AT_ONCE)}`.execute(db);
    for (const row of rows) await fillOne(db, row);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}

async function fillOne(db: Kysely<never>, { id, account_id, people, last_status_id, unread }: Old): Promise<void> {
  const others = JSON.parse(people) as number[];
  const ids = [...new Set([account_id, ...others])].sort((a, b) => a - b);
  const words = ids.join(",");
  const key = words.length > 1000 ? createHash("sha256").update(words).digest("base64url") : words;
  await sql`insert into chats (id, key, created_at) values (${id}, ${key}, 0) on conflict do nothing`.execute(db);
  const { rows } = await sql<{ id: number }>`select id from chats where key = ${key}`.execute(db);
  const chat_id = rows[0]?.id ?? id;
  await sql`insert into chat_members (chat_id, account_id, joined_at)
    select cast(${chat_id} as bigint), id, 0 from accounts where id in (${sql.join(ids)}) on conflict do nothing`.execute(db);
  await sql`insert into chat_statuses (account_id, chat_id, status_id)
    select cast(${account_id} as bigint), cast(${chat_id} as bigint), conversation_statuses.status_id from conversation_statuses
    join statuses on statuses.id = conversation_statuses.status_id where member_id = ${id} on conflict do nothing`.execute(db);
  await sql`update chat_members set unread = unread + ${unread},
    last_id = case when last_id < ${last_status_id} then ${last_status_id} else last_id end
    where chat_id = ${chat_id} and account_id = ${account_id}`.execute(db);
  await sql`update chat_members set read_id = last_id where chat_id = ${chat_id} and account_id = ${account_id} and unread = 0`.execute(
    db,
  );
}
