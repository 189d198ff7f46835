/** Planning: drafts for a day, posts that come again and again, and accounts for which several people write. */
import type { Migration } from "../src/db/migrate.ts";

type Run = Migration["run"];

export async function up({ engine, run }: Migration): Promise<void> {
  await run("alter table drafts add column planned_on text not null default ''");
  await run("create index drafts_by_plan on drafts (account_id, planned_on) where planned_on <> ''");
  await makeRecurring(run);
  await makeTeams(run);
  await makeQueue(run);
  // Whatever is shown raises the version of its row (migration 0251).
  await run(
    engine === "sqlite"
      ? `create trigger statuses_writer_raises_version after update of posted_by on statuses when new.version = old.version
      begin update statuses set version = version + 1 where id = new.id; end`
      : `create trigger statuses_writer_raises_version before update of posted_by on statuses for each row execute function raise_version()`,
  );
}

/** What comes again, and which of its times have had their turn. */
async function makeRecurring(run: Run): Promise<void> {
  await run(`create table recurring_statuses (
    id integer primary key,
    account_id integer not null references accounts (id) on delete cascade,
    params text not null,
    starts text not null,
    time_zone text not null,
    rule text not null,
    state text not null,
    due_at integer not null,
    runs integer not null,
    created_at integer not null
  )`);
  await run("create index recurring_statuses_by_account on recurring_statuses (account_id, id)");
  await run("create index recurring_statuses_due on recurring_statuses (due_at) where due_at > 0");
  await run(`create table recurring_runs (
    recurring_id integer not null references recurring_statuses (id) on delete cascade,
    run_on text not null,
    scheduled_id integer not null,
    created_at integer not null,
    primary key (recurring_id, run_on)
  )`);
}

/** Who may write for whom; by which of them a session, a token or a post is. */
async function makeTeams(run: Run): Promise<void> {
  await run(`create table teams (
    account_id integer primary key references accounts (id) on delete cascade,
    created_by integer references accounts (id) on delete set null,
    names_authors integer not null,
    created_at integer not null
  )`);
  await run("create index teams_by_creator on teams (created_by)");
  await run(`create table team_members (
    team_id integer not null references teams (account_id) on delete cascade,
    account_id integer not null references accounts (id) on delete cascade,
    role text not null,
    invited_by integer not null,
    accepted_at integer not null,
    created_at integer not null,
    primary key (team_id, account_id)
  )`);
  await run("create index team_members_by_account on team_members (account_id, team_id)");
  await run(`create table team_posts (
    status_id integer primary key references statuses (id) on delete cascade,
    team_id integer not null references teams (account_id) on delete cascade,
    account_id integer not null references accounts (id) on delete cascade
  )`);
  await run("create index team_posts_by_team on team_posts (team_id, status_id)");
  await run("create index team_posts_by_account on team_posts (account_id)");
  await run(`create table team_log (
    id integer primary key,
    team_id integer not null references teams (account_id) on delete cascade,
    actor_id integer not null,
    act text not null,
    detail text not null,
    account_id integer not null,
    created_at integer not null
  )`);
  await run("create index team_log_by_team on team_log (team_id, id)");
  // Shown with it; 0 = nobody is named.
  await run("alter table statuses add column posted_by integer not null default 0");
  await run("create index statuses_by_poster on statuses (posted_by) where posted_by > 0");
  await run("alter table tokens add column member_id integer references accounts (id) on delete cascade");
  await run("create index tokens_by_member on tokens (member_id) where member_id is not null");
  await run("alter table codes add column member_id integer references accounts (id) on delete cascade");
  await run("alter table sessions add column acting_id integer references accounts (id) on delete cascade");
}

/** What waits for somebody who may publish, and what is said about it. */
async function makeQueue(run: Run): Promise<void> {
  await run(`create table team_submissions (
    id integer primary key,
    team_id integer not null references teams (account_id) on delete cascade,
    account_id integer not null references accounts (id) on delete cascade,
    params text not null,
    scheduled_at integer not null,
    state text not null,
    decided_by integer not null,
    decided_at integer not null,
    created_at integer not null,
    updated_at integer not null
  )`);
  await run("create index team_submissions_by_team on team_submissions (team_id, state, id)");
  await run("create index team_submissions_by_account on team_submissions (account_id, id)");
  await run(`create table team_comments (
    id integer primary key,
    submission_id integer not null references team_submissions (id) on delete cascade,
    account_id integer not null references accounts (id) on delete cascade,
    text text not null,
    created_at integer not null
  )`);
  await run("create index team_comments_by_submission on team_comments (submission_id, id)");
}
