/** Reckons a year of an account from what it wrote. Plain counts; nothing is guessed. */
import { sql } from "kysely";
import type { Reads } from "../db/schema.ts";
import type { AnnualReportData } from "../db/values.ts";
import { idAt } from "../ids.ts";

/** So many of each list. */
const MOST = 40;
/** Fewer statuses than about two a week, boosts included, are a quiet year. */
const QUIET = 113;

export async function reckonYear(db: Reads, account_id: number, year: number): Promise<AnnualReportData> {
  const [from, until] = [Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1)];
  const written = sql`statuses.account_id = ${account_id} and statuses.id >= ${idAt(from)} and statuses.id < ${idAt(until)} and statuses.deleted_at = 0`;
  const own = sql`${written} and statuses.reblog_of_id is null`;
  const list = async <Item>(query: ReturnType<typeof sql>): Promise<Item[]> => (await sql<Item>`${query}`.execute(db)).rows;
  const [types = { total: 0, reblogs: 0, replies: 0, polls: 0 }] = await list<Types>(sql`select count(*) as total,
    coalesce(sum(case when reblog_of_id is not null then 1 else 0 end), 0) as reblogs,
    coalesce(sum(case when in_reply_to_id is not null then 1 else 0 end), 0) as replies,
    coalesce(sum(case when exists (select 1 from polls where polls.status_id = statuses.id) then 1 else 0 end), 0) as polls
    from statuses where ${written}`);
  const top = async (column: "reblogs_count" | "favourites_count" | "replies_count"): Promise<string | null> => {
    const [row] = await list<{ id: number }>(sql`select id from statuses where ${own} and visibility in ('public', 'unlisted')
      and ${sql.ref(column)} > 0 order by ${sql.ref(column)} desc, id desc limit 1`);
    return row === undefined ? null : String(row.id);
  };
  const people = async (query: ReturnType<typeof sql>) =>
    (await list<{ id: number; count: number }>(query)).map(({ id, count }) => ({ account_id: String(id), count: Number(count) }));
  return {
    archetype: archetypeOf(types),
    type_distribution: distributionOf(types),
    top_statuses: {
      by_reblogs: await top("reblogs_count"),
      by_favourites: await top("favourites_count"),
      by_replies: await top("replies_count"),
    },
    most_used_apps: counted(
      await list(sql`select apps.name, count(*) as count from statuses join apps on apps.id = statuses.application_id where ${own}
        group by apps.name order by count desc, apps.name limit 10`),
    ),
    commonly_interacted_with_accounts: await people(sql`select in_reply_to_account_id as id, count(*) as count from statuses
      where ${own} and in_reply_to_account_id is not null and in_reply_to_account_id <> ${account_id}
      group by in_reply_to_account_id order by count desc, in_reply_to_account_id limit ${sql.lit(MOST)}`),
    time_series: await monthsOf(db, account_id, year),
    top_hashtags: counted(
      await list(sql`select tags.name, count(*) as count from statuses join status_tags on status_tags.status_id = statuses.id
        join tags on tags.id = status_tags.tag_id where ${own} group by tags.name order by count desc, tags.name limit ${sql.lit(MOST)}`),
    ),
    most_reblogged_accounts: await people(sql`select original.account_id as id, count(*) as count from statuses
      join statuses as original on original.id = statuses.reblog_of_id where ${written} and original.account_id <> ${account_id}
      group by original.account_id order by count desc, original.account_id limit ${sql.lit(MOST)}`),
    percentiles: await percentileOf(db, account_id),
  };
}

type Types = { total: number; reblogs: number; replies: number; polls: number };

const counted = (rows: { name: string; count: number }[]) => rows.map(({ name, count }) => ({ name, count: Number(count) }));

function distributionOf(types: Types): AnnualReportData["type_distribution"] {
  const [total, reblogs, replies] = [Number(types.total), Number(types.reblogs), Number(types.replies)];
  return { total, reblogs, replies, standalone: total - reblogs - replies };
}

/** As Mastodon sorts people, in jest. */
function archetypeOf(types: Types): AnnualReportData["archetype"] {
  const { total, reblogs, replies, standalone } = distributionOf(types);
  if (total < QUIET) return "lurker";
  if (reblogs > (standalone + replies) * 2) return "booster";
  if (Number(types.polls) > standalone * 0.1) return "pollster";
  return replies > standalone * 2 ? "replier" : "oracle";
}

async function monthsOf(db: Reads, account_id: number, year: number): Promise<AnnualReportData["time_series"]> {
  const months = [];
  for (let month = 0; month < 12; month++) {
    const [from, until] = [Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1)];
    const { rows } = await sql<{ statuses: number; following: number; followers: number }>`select
      (select count(*) from statuses where account_id = ${account_id} and id >= ${idAt(from)} and id < ${idAt(until)} and deleted_at = 0) as statuses,
      (select count(*) from follows where account_id = ${account_id} and state = 'accepted' and created_at >= ${from} and created_at < ${until}) as following,
      (select count(*) from follows where target_id = ${account_id} and state = 'accepted' and created_at >= ${from} and created_at < ${until}) as followers`.execute(
      db,
    );
    const [row = { statuses: 0, following: 0, followers: 0 }] = rows;
    months.push({
      month: month + 1,
      statuses: Number(row.statuses),
      following: Number(row.following),
      followers: Number(row.followers),
    });
  }
  return months;
}

/** How many of a hundred people here have written less. */
async function percentileOf(db: Reads, account_id: number): Promise<number> {
  const { rows } = await sql<{ less: number; all_people: number }>`select count(*) as all_people,
    coalesce(sum(case when accounts.statuses_count < mine.statuses_count then 1 else 0 end), 0) as less
    from users join accounts on accounts.id = users.id, accounts as mine where mine.id = ${account_id}`.execute(db);
  const [row] = rows;
  return row === undefined || Number(row.all_people) === 0
    ? 0
    : Math.round((Number(row.less) / Number(row.all_people)) * 1000) / 10;
}
