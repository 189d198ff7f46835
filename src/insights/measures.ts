/**
 * Numbers for those who run the server, a day each: counted from the tables, over at most 90 days, and kept for a while.
 *
 * Days are UTC for apps, whose API says so, and those of the server's clocks on pages. What has been counted of days that are over can still change (somebody is
 * deleted), so nothing is kept for long. Letters are no posts, and answers to them nothing that a post got.
 */
import { sql, type RawBuilder } from "kysely";
import { isPerson } from "../accounts/users.ts";
import type { Kith } from "../kith.ts";
import { idAt } from "../ids.ts";
import { beginOf, clocksOf, DAY, dateAfter } from "./days.ts";

export const MOST_DAYS = 90;
const KEPT = 300_000;
/** All clocks of today are set by multiples of it. */
const QUARTER = 900_000;

/** `begins`: when its days begin, where they are not those of UTC; `before`: when as many days before it began. */
export type Span = { from: number; to: number; begins?: readonly number[]; before?: number };
/** `total` is null where it is no sum of days. */
export type Measure = { key: string; total: number; previous_total: number | null; days: { day: number; value: number }[] };
/** What particular measures are of. */
export type About = { account_id?: number | undefined; tag_id?: number | undefined; host?: string | undefined };

/** Whole days from the first to the last, 90 at most; an end before the start counts as the start. Instants in ms. */
export function readSpan(start_at: number, end_at: number): Span {
  const from = Math.floor(start_at / DAY) * DAY;
  const last = Math.floor(Math.max(end_at, start_at) / DAY) * DAY;
  return { from: Math.max(from, last - (MOST_DAYS - 1) * DAY), to: last + DAY };
}

/** So many days, this one last, on the server's clocks. */
export function spanOf(kith: Pick<Kith, "instance" | "locales" | "now">, days: number): Span {
  const clocks = clocksOf(kith);
  const today = clocks.isoDay(kith.now());
  const begin = (days_on: number) => beginOf(clocks, dateAfter(today, days_on));
  const begins = Array.from({ length: days }, (_, at) => begin(at + 1 - days));
  return { from: begin(1 - days), to: begin(1), begins, before: begin(1 - 2 * days) };
}

/** `slot`: of the length that `lengthOf` says, since 1970. */
type Row = { slot: number; value: number };
type Rows = RawBuilder<Row>;
type Query = (span: Span, about: About) => Rows | undefined;

const lengthOf = ({ begins }: Span): number => (begins === undefined ? DAY : QUARTER);
const slotOf = (column: string, span: Span) => sql`cast(${sql.ref(column)} / ${sql.lit(lengthOf(span))} as bigint)`;

/** Rows of a table by a column of instants. `where` narrows them. */
const counting =
  (table: string, column: string, where: RawBuilder<unknown> = sql`1 = 1`) =>
  (span: Span): Rows =>
    sql`select ${slotOf(column, span)} as slot, count(*) as value from ${sql.table(table)}
    where ${sql.ref(column)} >= ${span.from} and ${sql.ref(column)} < ${span.to} and ${where} group by 1`;

const written = ({ from, to }: Span) => sql`statuses.id >= ${idAt(from)} and statuses.id < ${idAt(to)}`;

/** Statuses are found by their ids, which are in the order of their instants. */
const statuses = (
  span: Span,
  where: RawBuilder<unknown>,
): Rows => sql`select ${slotOf("statuses.created_at", span)} as slot, count(*) as value
  from statuses where ${written(span)} and statuses.created_at >= ${span.from} and statuses.created_at < ${span.to}
  and statuses.deleted_at = 0 and ${where} group by 1`;

/** Favourites, answers and reblogs that statuses of this server got. */
const interactions = (span: Span): Rows => sql`select slot, sum(value) as value from (
  ${statuses(
    span,
    sql`statuses.visibility <> 'direct' and (statuses.in_reply_to_id in (select id from statuses as parent where parent.local = 1 and parent.id = statuses.in_reply_to_id)
    or statuses.reblog_of_id in (select id from statuses as original where original.local = 1 and original.id = statuses.reblog_of_id))`,
  )}
  union all select ${slotOf("favourites.created_at", span)} as slot, count(*) as value from favourites join statuses on statuses.id = favourites.status_id
    where favourites.id >= ${idAt(span.from)} and favourites.id < ${idAt(span.to)} and statuses.local = 1 group by 1) as both_kinds group by slot`;

const ofHost =
  (build: (span: Span, host: string) => Rows): Query =>
  (span, { host }) =>
    host === undefined ? undefined : build(span, host);
const ofTag =
  (build: (span: Span, tag_id: number) => Rows): Query =>
  (span, { tag_id }) =>
    tag_id === undefined ? undefined : build(span, tag_id);

const taggedWith = (id: number) =>
  sql`exists (select 1 from status_tags where status_tags.status_id = statuses.id and status_tags.tag_id = ${id})`;
const authoredAt = (host: string) =>
  sql`exists (select 1 from accounts where accounts.id = statuses.account_id and accounts.host = ${host})`;

const QUERIES: Readonly<Record<string, Query>> = {
  // By the day on which they were last here, which is all that is kept: who was here again later counts there.
  active_users: counting("users", "last_seen_at", sql`disabled = 0 and ${isPerson}`),
  new_users: counting("users", "created_at", isPerson),
  new_statuses: (span) =>
    statuses(span, sql`statuses.local = 1 and statuses.reblog_of_id is null and statuses.visibility <> 'direct'`),
  interactions,
  opened_reports: counting("reports", "created_at"),
  resolved_reports: counting("reports", "action_taken_at"),
  instance_accounts: ofHost((span, host) => counting("accounts", "created_at", sql`host = ${host}`)(span)),
  instance_statuses: ofHost((span, host) => statuses(span, authoredAt(host))),
  instance_reports: ofHost((span, host) =>
    counting("reports", "created_at", sql`target_id in (select id from accounts where host = ${host})`)(span),
  ),
  instance_follows: ofHost((span, host) =>
    counting("follows", "created_at", sql`target_id in (select id from accounts where host = ${host})`)(span),
  ),
  instance_followers: ofHost((span, host) =>
    counting("follows", "created_at", sql`account_id in (select id from accounts where host = ${host})`)(span),
  ),
  instance_media_attachments: ofHost((span, host) =>
    counting("media", "created_at", sql`account_id in (select id from accounts where host = ${host})`)(span),
  ),
  tag_uses: ofTag((span, id) => statuses(span, taggedWith(id))),
  tag_accounts: ofTag(
    (
      span,
      id,
    ) => sql`select ${slotOf("statuses.created_at", span)} as slot, count(distinct statuses.account_id) as value from statuses
      join status_tags on status_tags.status_id = statuses.id and status_tags.tag_id = ${id}
      where ${written(span)} and statuses.deleted_at = 0 group by 1`,
  ),
  tag_servers: ofTag(
    (span, id) => sql`select ${slotOf("statuses.created_at", span)} as slot, count(distinct accounts.host) as value from statuses
      join status_tags on status_tags.status_id = statuses.id and status_tags.tag_id = ${id} join accounts on accounts.id = statuses.account_id
      where ${written(span)} and statuses.deleted_at = 0 group by 1`,
  ),
};

/** Undefined for what is no measure, or lacks what it is of. At most five minutes old. */
export async function measure(
  kith: Pick<Kith, "db" | "cache" | "now">,
  key: string,
  span: Span,
  about: About,
): Promise<Measure | undefined> {
  const query = Object.hasOwn(QUERIES, key) ? QUERIES[key] : undefined;
  if (query?.(span, about) === undefined) return undefined;
  const cache = kith.cache<{ measure: Measure; until: number }>("measures", 500);
  const name = JSON.stringify([key, span, about]);
  const known = cache.get(name);
  if (known !== undefined && known.until > kith.now()) return known.measure;
  const { from, before = 2 * from - span.to } = span;
  const previous = { from: before, to: from };
  const made = shape(key, span, await run(kith, query(span, about)), await run(kith, query(previous, about)));
  cache.set(name, { measure: made, until: kith.now() + KEPT });
  return made;
}

const run = async ({ db }: Pick<Kith, "db">, rows: Rows | undefined): Promise<Row[]> =>
  rows === undefined ? [] : (await rows.execute(db)).rows;

const sum = (rows: readonly Row[]): number => rows.reduce((all, { value }) => all + Number(value), 0);

function shape(key: string, span: Span, rows: readonly Row[], before: readonly Row[]): Measure {
  const { begins = Array.from({ length: Math.round((span.to - span.from) / DAY) }, (_, at) => span.from + at * DAY) } = span;
  const values = begins.map(() => 0);
  let at = 0;
  for (const { slot, value } of rows.toSorted((a, b) => Number(a.slot) - Number(b.slot))) {
    while ((begins[at + 1] ?? span.to) <= Number(slot) * lengthOf(span) && at + 1 < begins.length) at += 1;
    values[at] = (values[at] ?? 0) + Number(value);
  }
  return { key, total: sum(rows), previous_total: sum(before), days: begins.map((day, n) => ({ day, value: values[n] ?? 0 })) };
}
