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
  const [kinds = { reblogs: 0, replies: 0, standalone: 0, polls: 0 }] = await list<Kinds>(sql`select
    coalesce(sum(case when reblog_of_id is not null then 1 else 0 end), 0) as reblogs,
    coalesce(sum(case when in_reply_to_id is not null and in_reply_to_account_id <> ${account_id} then 1 else 0 end), 0) as replies,
    coalesce(sum(case when reblog_of_id is null and in_reply_to_id is null then 1 else 0 end), 0) as standalone,
    coalesce(sum(case when exists (select 1 from polls where polls.status_id = statuses.id) then 1 else 0 end), 0) as polls
    from statuses where ${written}`);
  // Each status stands for one thing only, so that there are three to show.
  const taken: number[] = [];
  const top = async (column: "reblogs_count" | "favourites_count" | "replies_count"): Promise<string | null> => {
    const others = taken.length === 0 ? sql`` : sql`and id not in (${sql.join(taken)})`;
    const [row] = await list<{ id: number }>(sql`select id from statuses where ${own} and visibility = 'public' ${others}
      and ${sql.ref(column)} > 0 order by ${sql.ref(column)} desc, id desc limit 1`);
    if (row === undefined) return null;
    taken.push(row.id);
    return String(row.id);
  };
  const tags = await list<{
    name: string;
    count: number;
  }>(sql`select coalesce(nullif(tags.display_name, ''), tags.name) as name, count(*) as count from statuses
    join status_tags on status_tags.status_id = statuses.id join tags on tags.id = status_tags.tag_id
    where ${own} group by tags.name, tags.display_name having count(*) > 1 order by count desc, tags.name limit ${sql.lit(MOST)}`);
  return {
    archetype: archetypeOf(kinds),
    top_statuses: {
      by_reblogs: await top("reblogs_count"),
      by_favourites: await top("favourites_count"),
      by_replies: await top("replies_count"),
    },
    time_series: await monthsOf(db, account_id, year),
    top_hashtags: tags.map(({ name, count }) => ({ name, count: Number(count) })),
  };
}

/** `replies` to others. */
type Kinds = { reblogs: number; replies: number; standalone: number; polls: number };

/** As Mastodon sorts people, in jest. */
function archetypeOf(kinds: Kinds): AnnualReportData["archetype"] {
  const [reblogs, replies] = [Number(kinds.reblogs), Number(kinds.replies)];
  const [standalone, polls] = [Number(kinds.standalone), Number(kinds.polls)];
  if (standalone + replies + reblogs < QUIET) return "lurker";
  if (reblogs > standalone * 2) return "booster";
  if (polls > standalone * 0.1) return "pollster";
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
