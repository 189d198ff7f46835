/**
 * Counts what happened on a span of time with the posts of everybody who lives here, by account: sums and nothing else.
 *
 * It goes through the span by slices of some hours, each with the same few statements, so that no single one takes long, however much was written.
 */
import { sql, type RawBuilder } from "kysely";
import { makeBreath } from "../budgets/breath.ts";
import { grouped, parts } from "../db/lists.ts";
import type { Row } from "../db/schema.ts";
import { idAt } from "../ids.ts";
import type { Kith } from "../kith.ts";

/** ms, the end not included. */
export type Span = { from: number; to: number };
export type Tally = Pick<Row<"insight_days">, "posts" | "servers" | "homes" | "interactions">;

/** ms that one statement looks at. */
const SLICE = 2 * 3_600_000;
/** Statuses in one statement, and followers. */
const STATUSES = 20;
const FOLLOWERS = 500;
/** Posts of one account and day whose homes are counted. */
const MOST = 500;

type Counted = { account_id: number; count: number };
type Written = { id: number; account_id: number; group_id: number; begins: number };

/** Of accounts of this server, groups among them; who is in it without anything counted has a new follower. */
export async function countSpan(kith: Pick<Kith, "db" | "engine">, { from, to }: Span): Promise<Map<number, Tally>> {
  const ask = asking(kith);
  const tallies = new Map<number, Tally>();
  const written: Written[] = [];
  for (let at = from; at < to; at += SLICE) {
    const slice = { from: at, to: Math.min(at + SLICE, to) };
    add(tallies, "interactions", await ask(interactions(slice, "account_id")));
    add(tallies, "interactions", await ask(interactions(slice, "group_id")));
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
    written.push(...posts);
  }
  await countHomes(ask, tallies, written);
  return tallies;
}

type Ask = <Item>(query: RawBuilder<Item>) => Promise<Item[]>;

/** SQLite answers at once, in this thread: between two statements others have their turn. */
function asking({ db, engine }: Pick<Kith, "db" | "engine">): Ask {
  const breathe = engine === "sqlite" ? makeBreath() : async () => undefined;
  return async (query) => {
    const { rows } = await query.execute(db);
    await breathe();
    return rows;
  };
}

function tallyOf(tallies: Map<number, Tally>, account_id: number): Tally {
  const known = tallies.get(account_id) ?? { posts: 0, servers: 0, homes: 0, interactions: 0 };
  tallies.set(account_id, known);
  return known;
}

function add(tallies: Map<number, Tally>, what: keyof Tally, counted: readonly Counted[]): void {
  for (const { account_id, count } of counted) tallyOf(tallies, account_id)[what] += Number(count);
}

/** The ids of what is ours are those of its time. */
const within = (table: string, { from, to }: Span) =>
  sql`${sql.ref(`${table}.id`)} >= ${idAt(from)} and ${sql.ref(`${table}.id`)} < ${idAt(to)}`;

/** What people here wrote: no boosts, no messages. */
const posted = (span: Span) => sql<Written>`select s.id, s.account_id, s.group_id,
    case when s.in_reply_to_id is null then 1 else 0 end as begins
  from statuses as s where ${within("s", span)} and s.local = 1 and s.deleted_at = 0 and s.reblog_of_id is null and s.visibility <> 'direct'`;

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

/** In how many homes of followers here each of them stands; of a group what begins its threads. */
async function countHomes(ask: Ask, tallies: Map<number, Tally>, written: readonly Written[]): Promise<void> {
  const own = grouped(written, ({ account_id }) => account_id);
  const inGroups = grouped(
    written.filter(({ group_id, begins }) => group_id > 0 && begins === 1),
    ({ group_id }) => group_id,
  );
  for (const [account_id, posts] of [...own, ...inGroups]) {
    for (const some of parts(posts.slice(0, MOST), STATUSES)) {
      const ids = some.map(({ id }) => id);
      let after: number | undefined = 0;
      while (after !== undefined) {
        const [row]: Homes[] = await ask(homesOf(account_id, ids, after));
        add(tallies, "homes", [{ account_id, count: row?.homes ?? 0 }]);
        after = Number(row?.people ?? 0) < FOLLOWERS ? undefined : Number(row?.last);
      }
    }
  }
}

type Homes = { people: number; last: number | null; homes: number };
/** Of the next followers after a follow. */
const homesOf = (target_id: number, ids: readonly number[], after: number) => sql<Homes>`
  select count(distinct f.id) as people, max(f.id) as last, count(h.status_id) as homes
  from (select id, account_id from follows where target_id = ${target_id} and state = 'accepted' and id > ${after} order by id limit ${sql.lit(FOLLOWERS)}) as f
  left join home_entries as h on h.account_id = f.account_id and h.status_id in (${sql.join([...ids])})`;
