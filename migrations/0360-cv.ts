/** Profiles that work: what stands in a CV and by which words it is found; recommendations; and messages that refer one person to another. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run(`create table cvs (
    account_id integer primary key references accounts (id) on delete cascade,
    uri text not null,
    headline text not null,
    content text not null,
    updated_at integer not null
  )`);
  await run(`create table cv_words (
    account_id integer not null references accounts (id) on delete cascade,
    kind text not null,
    word text not null,
    primary key (account_id, kind, word)
  )`);
  await run("create index cv_words_by_word on cv_words (word, kind, account_id)");
  await run(`create table recommendations (
    id integer primary key,
    uri text not null,
    author_id integer not null references accounts (id) on delete cascade,
    subject_id integer not null references accounts (id) on delete cascade,
    relation text not null,
    content text not null,
    state text not null,
    document text not null,
    key_id text not null,
    key_pem text not null,
    created_at integer not null,
    updated_at integer not null,
    answered_at integer not null
  )`);
  await run("create unique index recommendations_by_uri on recommendations (uri)");
  await run("create unique index recommendations_once on recommendations (author_id, subject_id) where state <> 'revoked'");
  await run("create index recommendations_by_subject on recommendations (subject_id, id)");
  await run("create index recommendations_by_author on recommendations (author_id, id)");
  await run("alter table introductions add column referred_id integer not null default 0");
}
