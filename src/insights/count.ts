/**
 * Counts what happened on a span of time with the posts of everybody who lives here, by account: sums and nothing else.
 *
 * It goes through the span by slices of some hours, each with the same few statements, so that no single one takes long, however much was written.
 */
import { sql, type RawBuilder } from "kysely";
import { makeBreath } from "../budgets/breath.ts";
import { parts } from "../db/lists.ts";
import type { Row } from "../db/schema.ts";
import { idAt } from "../ids.ts";
import type { Kith } from "../kith.ts";

/** ms, the end not included. */
export type Span = { from: number; to: number };
/** Homes are counted when posts are written (`reach.ts`). */
export type Tally = Pick<Row<"insight_days">, "posts" | "servers" | "interactions" | "boosts_elsewhere">;

/** ms that one statement looks at, unless there are so few statuses in all. */
const SLICE = 2 * 3_600_000;
const FEW = 2000;
/** Statuses in one statement. */
const STATUSES = 20;

type Counted = { account_id: number; count: number };
type Written = { id: number; account_id: number; group_id: number; begins: number };

/** Of accounts of this server, groups among them; who is in it without anything counted has a new follower. */
export async function countSpan(kith: Pick<Kith, "db" | "engine">, { from, to }: Span): Promise<Map<number, Tally>> {
  const ask = asking(kith);
  const tallies = new Map<number, Tally>();
  const length = (await areFew(kith, { from, to })) ? to - from : SLICE;
  for (let at = from; at < to; at += length) {
    const slice = { from: at, to: Math.min(at + length, to) };
    add(tallies, "interactions", await ask(interactions(slice, "account_id")));
    add(tallies, "interactions", await ask(interactions(slice, "group_id")));
    add(tallies, "boosts_elsewhere", await ask(boostsElsewhere(slice)));
    add(tallies, "posts", await ask(postsInGroups(slice)));
    add(tallies, "servers", await ask(announced(slice)));
    for (const { account_id } of await ask(followed(slice))) tallyOf(tallies, account_id);
    const posts = await ask(posted(slice));
    add(
      tallies,
      "posts",
      posts.map(({ account_id }) => ({ account_id, count: 1 })),
    );
    for (const some of parts(posts, STATUSES)) add(tallies, "servers", await ask(delivered(some)));
  }
  return tallies;
}

async function areFew({ db }: Pick<Kith, "db">, { from, to }: Span): Promise<boolean> {
  const ids = db.selectFrom("statuses").select("id").where("id", ">=", idAt(from)).where("id", "<", idAt(to));
  return (await ids.orderBy("id").limit(1).offset(FEW).executeTakeFirst()) === undefined;
}

export type Ask = <Item>(query: RawBuilder<Item>) => Promise<Item[]>;

/** SQLite answers at once, in this thread: between two statements others have their turn. */
export function asking({ db, engine }: Pick<Kith, "db" | "engine">): Ask {
  const breathe = engine === "sqlite" ? makeBreath() : async () => undefined;
  return async (query) => {
    const { rows } = await query.execute(db);
    await breathe();
    return rows;
  };
}

function tallyOf(tallies: Map<number, Tally>, account_id: number): Tally {
  const known = tallies.get(account_id) ?? { posts: 0, servers: 0, interactions: 0, boosts_elsewhere: 0 };
  tallies.set(account_id, known);
  return known;
}

function add(tallies: Map<number, Tally>, what: keyof Tally, counted: readonly Counted[]): void {
  for (const { account_id, count } of counted) tallyOf(tallies, account_id)[what] += Number(count);
}

/** The ids of what is ours are those of its time. */
export const within = (table: string, { from, to }: Span) =>
  sql`${sql.ref(`${table}.id`)} >= ${idAt(from)} and ${sql.ref(`${table}.id`)} < ${idAt(to)}`;

/** What people here wrote: no boosts, no messages. */
export const posted = (span: Span) => sql<Written>`select s.id, s.account_id, s.group_id,
    case when s.in_reply_to_id is null then 1 else 0 end as begins
  from statuses as s where ${within("s", span)} and s.local = 1 and s.deleted_at = 0 and s.reblog_of_id is null and s.visibility <> 'direct'`;

/** Into which homes they came there, their own servers know; that there were some is told to us. */
const boostsElsewhere = (span: Span) => {
  const of = (whose: RawBuilder<unknown>, ours: RawBuilder<unknown>) => sql`select ${whose} as account_id, count(*) as count
    from statuses as s join statuses as o on o.id = s.reblog_of_id join accounts as booster on booster.id = s.account_id
    where ${within("s", span)} and s.local = 0 and s.deleted_at = 0 and booster.actor_type <> 'Group' and ${ours} group by 1`;
  return sql<Counted>`${of(sql`o.account_id`, sql`+o.local = 1`)} union all ${of(sql`o.group_id`, sql`+o.group_id > 0`)}`;
};

/** What stands in groups that live here, whoever wrote it. */
const postsInGroups = (span: Span) => sql<Counted>`select s.group_id as account_id, count(*) as count from statuses as s
  join groups on groups.account_id = s.group_id where ${within("s", span)} and s.group_id > 0 and s.deleted_at = 0 group by 1`;

/** What others did with posts of an account, or in a group: favourites, emoji, boosts, quotes, answers. Whoever answers by a message is not counted. */
function interactions(span: Span, of: "account_id" | "group_id"): RawBuilder<Counted> {
  const whose = sql.ref(`o.${of}`);
  // With its sign, SQLite does not begin with all that was ever posted here.
  const others = sql`${of === "account_id" ? sql`+o.local = 1` : sql`+o.group_id > 0`} and o.account_id <> s.account_id`;
  const upon = (table: string, column: string, rule: RawBuilder<unknown>) =>
    sql`select ${whose} as account_id, count(*) as n from ${sql.table(table)} as s join statuses as o on o.id = ${sql.ref(`s.${column}`)}
      where ${within("s", span)} and ${rule} and ${others} group by 1`;
  const standing = sql`s.deleted_at = 0 and s.visibility <> 'direct'`;
  // A group boosts whatever is in it.
  const byPeople = sql`${standing} and not exists (select 1 from accounts as a where a.id = s.account_id and a.actor_type = 'Group')`;
  return sql<Counted>`select account_id, sum(n) as count from (
    ${upon("favourites", "status_id", sql`s.id > 0`)}
    union all ${upon("reactions", "status_id", sql`s.id > 0`)}
    union all ${upon("statuses", "in_reply_to_id", standing)}
    union all ${upon("statuses", "reblog_of_id", byPeople)}
    union all ${upon("statuses", "quoted_id", standing)}) as kinds group by account_id`;
}

/** Accounts here that somebody has begun to follow. Found by the follows, not by all accounts here: hence no bare column. */
const followed = (span: Span) => sql<{ account_id: number }>`select distinct f.target_id as account_id from follows as f
  join accounts on accounts.id = f.target_id where ${within("f", span)} and f.state = 'accepted' and accounts.host || '' = ''`;

/** Accounts looked at in one statement. */
const ACCOUNTS = 500;

/**
 * Accounts of this server that are not followed by as many as their last day before `from` says: somebody has left, or nothing has been known of
 * them yet.
 */
export async function changedFollowers(kith: Pick<Kith, "db" | "engine">, from: number): Promise<number[]> {
  const ask = asking(kith);
  const changed: number[] = [];
  for (const [table, column] of [
    ["users", "id"],
    ["groups", "account_id"],
  ] as const)
    for (let after = 0; ;) {
      const ids = await ask(sql<{ id: number }>`select ${sql.ref(column)} as id from ${sql.table(table)}
        where ${sql.ref(column)} > ${after} order by 1 limit ${sql.lit(ACCOUNTS)}`);
      const last = ids.at(-1);
      if (last === undefined) break;
      const rows = await ask(sql<{ id: number }>`select a.id from accounts as a
        where a.id in (${sql.join(ids.map(({ id }) => id))}) and a.host = '' and a.deleted_at = 0 and a.suspended_at = 0 and a.followers_count <> coalesce((
          select d.followers from insight_days as d where d.account_id = a.id and d.day < ${from} order by d.day desc limit 1), 0)`);
      changed.push(...rows.map(({ id }) => id));
      after = last.id;
    }
  return changed;
}

/** A lane is called by its host and a number. */
const host = sql`rtrim(v.lane, '0123456789')`;

/** Servers that took these, by author. What has been forgotten of them is known by its sum. */
const delivered = (posts: readonly Written[]) => sql<Counted>`select s.account_id, sum(servers) as count from (
    select s.id, s.account_id, case when coalesce(max(t.delivered), 0) > count(distinct ${host}) then max(t.delivered) else count(distinct ${host}) end as servers
    from statuses as s left join receipt_totals as t on t.status_id = s.id
    left join documents as d on d.status_id = s.id and d.account_id = s.account_id and d.kind = 'Create'
    left join deliveries as v on v.document_id = d.id and v.state = 'delivered'
    where s.id in (${sql.join(posts.map(({ id }) => id))}) group by s.id, s.account_id) as s group by s.account_id`;

/** Servers that took what a group passed on. `cross join` has SQLite begin with the documents of the time, not with all deliveries. */
const announced = (span: Span) => sql<Counted>`select account_id, sum(servers) as count from (
    select d.account_id, count(distinct ${host}) as servers from documents as d cross join groups cross join deliveries as v
    where ${within("d", span)} and d.kind = 'Announce' and groups.account_id = d.account_id
      and v.document_id = d.id and v.state = 'delivered' group by d.id, d.account_id) as each_one group by account_id`;
