/** A second factor, passkeys, invitations, a new address of e-mail, letters that sum up, files that are read in, and archives. */
import type { Migration } from "../src/db/migrate.ts";

export async function up({ run }: Migration): Promise<void> {
  await run(`create table two_factor (
    user_id integer primary key references users (id) on delete cascade,
    secret text not null,
    confirmed_at integer not null,
    last_step integer not null
  )`);
  await run(`create table recovery_codes (
    user_id integer not null references users (id) on delete cascade,
    code_hash text not null,
    primary key (user_id, code_hash)
  )`);
  await run(`create table passkeys (
    id integer primary key,
    user_id integer not null references users (id) on delete cascade,
    credential_id text not null unique,
    public_key text not null,
    counter integer not null,
    transports text not null,
    name text not null,
    created_at integer not null,
    last_used_at integer not null
  )`);
  await run("create index passkeys_by_user on passkeys (user_id, id)");
  await run(`create table steps (
    token_hash text primary key,
    user_id integer not null,
    purpose text not null,
    challenge text not null,
    tries integer not null,
    expires_at integer not null
  )`);
  await run("create index steps_old on steps (expires_at)");
  await letters(run);
  await files(run);
}

async function letters(run: Migration["run"]): Promise<void> {
  await run(`create table invites (
    id integer primary key,
    user_id integer not null references users (id) on delete cascade,
    code text not null unique,
    max_uses integer not null,
    uses integer not null,
    expires_at integer not null,
    created_at integer not null
  )`);
  await run("create index invites_by_user on invites (user_id, id)");
  await run(`create table invited (
    user_id integer primary key references users (id) on delete cascade,
    inviter_id integer not null,
    invite_id integer not null
  )`);
  await run("create index invited_by on invited (inviter_id, user_id)");
  await run(`create table email_changes (
    user_id integer primary key references users (id) on delete cascade,
    email text not null,
    created_at integer not null
  )`);
  await run(`create table digests (
    user_id integer primary key references users (id) on delete cascade,
    due_at integer not null
  )`);
  await run("create index digests_due on digests (due_at)");
}

/** What was for follows alone holds every kind of list. */
async function files(run: Migration["run"]): Promise<void> {
  await run(`create table imports (
    id integer primary key,
    account_id integer not null references accounts (id) on delete cascade,
    kind text not null,
    item text not null,
    options text not null,
    state text not null,
    created_at integer not null,
    unique (account_id, kind, item)
  )`);
  await run("create index imports_by_state on imports (account_id, state, id)");
  await run(`insert into imports (id, account_id, kind, item, options, state, created_at)
    select id, account_id, 'follows', handle,
      '{"reblogs":' || reblogs || ',"notify":' || notify || ',"languages":' || languages || '}', state, created_at from follow_imports`);
  await run("drop table follow_imports");
  await run(`create table archives (
    id integer primary key,
    account_id integer not null references accounts (id) on delete cascade,
    name text not null,
    bytes integer not null,
    created_at integer not null,
    made_at integer not null
  )`);
  await run("create index archives_by_account on archives (account_id, id)");
  await run("create index archives_old on archives (created_at)");
}
