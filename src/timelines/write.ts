/**
 * Writes a status into the home timelines of those who follow its author, in the transaction in which the status comes to be.
 *
 * Entries are candidates: what their reader may and wants to see is decided when they are read, so a stale one leaks nothing. What is
 * decided here is only what would be too dear there: replies to strangers, boosts that were seen a moment ago, languages, exclusive lists.
 */
import { sql, type RawBuilder } from "kysely";
import { padded } from "../db/lists.ts";
import { prepareSql } from "../db/prepared.ts";
import type { Status, Tx } from "../db/schema.ts";

const DAY = 86_400_000;
/** Homes are written for people who were here in these last days; others find theirs rebuilt when they return. */
export const HOME_DAYS = 30 * DAY;
/** So many followers are served at once; the rest goes by jobs. */
export const FAN_OUT = 500;
/** A boost enters unless it, or what it boosts, is among so many newest entries. */
export const RECENT = 40;

/** The id of the status whose content an entry shows. */
export const shownId = (status: Status): number => status.reblog_of_id ?? status.id;

/** Messages stand in chats, and in nobody's home: not in that of who writes them either, which a lively chat would fill with half of what is said in it. */
export const isMessage = ({ visibility }: Pick<Status, "visibility">): boolean => visibility === "direct";

/** Whether a status can be in anybody's home but its author's. An answer to something unknown waits until its parent is known. */
export const entersHomes = (status: Status): boolean => !isMessage(status) && status.in_reply_to_uri === "";

// PostgreSQL cannot guess the type of a parameter in a select list.
const big = (value: number): RawBuilder<number> => sql`cast(${value} as bigint)`;
const text = (value: string): RawBuilder<string> => sql`cast(${value} as text)`;
const nothing = sql``;

/** 1 when the reader keeps the author in an exclusive list. `reader` is a column. */
const listOnly = (author_id: number, reader: string): RawBuilder<number> => sql`coalesce((
  select max(lists.exclusive) from list_members join lists on lists.id = list_members.list_id
  where list_members.account_id = ${author_id} and lists.account_id = ${sql.ref(reader)}), 0)`;

/** What is for a few of the followers enters their homes only. */
const addressedRule = (id: number): RawBuilder<unknown> =>
  sql`and f.account_id in (select account_id from mentions where status_id = ${id})`;

/** A reblog that has been taken back leaves its entry, and hides no later one. */
const notSeenLately = (shown_id: number, reader: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`and not exists (
    select 1 from (select recent.status_id, recent.shown_id from home_entries as recent where recent.account_id = ${reader}
      order by recent.status_id desc limit ${sql.lit(RECENT)}) as lately
    join statuses as shown on shown.id = lately.status_id where lately.shown_id = ${big(shown_id)} and shown.deleted_at = 0)`;

/** Mastodon's rule: an answer is for those who follow both; answers to oneself and to the reader are for every follower. */
const repliesRule = (to: number): RawBuilder<unknown> =>
  sql`and (f.account_id = ${to} or exists (
    select 1 from follows as both_followed where both_followed.account_id = f.account_id and both_followed.target_id = ${to} and both_followed.state = 'accepted'))`;

/** Whom it answers, if that is somebody else. */
function answeredOther({ in_reply_to_id, in_reply_to_account_id: to, account_id }: Status): number | undefined {
  return in_reply_to_id === null || to === null || to === account_id ? undefined : to;
}

type OwnEntry = { id: number; shown_id: number; account_id: number; reblog: boolean };
const insertOwn = prepareSql(
  ({ id, shown_id, account_id, reblog }: OwnEntry) => sql`insert into home_entries (account_id, status_id, shown_id, list_only)
    select users.id, ${big(id)}, ${big(shown_id)}, 0 from users where users.id = ${account_id}
    ${reblog ? notSeenLately(shown_id, sql`users.id`) : nothing} on conflict do nothing`,
);

/** The entry of a local author. */
export async function enterOwnHome(tx: Tx, status: Status): Promise<void> {
  const { id, account_id } = status;
  await insertOwn(tx, { id, account_id, shown_id: shownId(status), reblog: status.reblog_of_id !== null });
}

type Entries = OwnEntry & {
  after: number;
  language: string;
  /** As it stands in a list of languages. */
  quoted_language: string;
  seen_since: number;
  answered: number | undefined;
  addressed: boolean;
};
const insertEntries = prepareSql(
  ({ id, shown_id, account_id, after, language, quoted_language, seen_since, reblog, answered, addressed }: Entries) =>
    sql`insert into home_entries (account_id, status_id, shown_id, list_only)
    select f.account_id, ${big(id)}, ${big(shown_id)}, ${listOnly(account_id, "f.account_id")}
    from (select id, account_id, reblogs, languages from follows
      where target_id = ${account_id} and state = 'accepted' and id > ${after} order by id limit ${sql.lit(FAN_OUT)}) as f
    join users on users.id = f.account_id
    where users.last_seen_at > ${seen_since}
      and (f.languages = '[]' or ${text(language)} = '' or replace(f.languages, ${text(quoted_language)}, '') <> f.languages)
      ${reblog ? sql`and f.reblogs = 1` : nothing}
      ${answered === undefined ? nothing : repliesRule(answered)}
      ${addressed ? addressedRule(id) : nothing}
      ${reblog ? notSeenLately(shown_id, sql`f.account_id`) : nothing}
    on conflict do nothing`,
);

/**
 * Enters the status into the homes of up to 500 followers, those whose follow comes after `after` (an id, 0 = the first).
 *
 * @param now ms
 */
export async function enterHomes(tx: Tx, status: Status, after: number, now: number): Promise<void> {
  if (!entersHomes(status)) return;
  const { id, account_id, language, visibility } = status;
  await insertEntries(tx, {
    id,
    account_id,
    shown_id: shownId(status),
    after,
    language,
    quoted_language: JSON.stringify(language),
    seen_since: now - HOME_DAYS,
    reblog: status.reblog_of_id !== null,
    answered: answeredOther(status),
    addressed: visibility === "limited",
  });
}

/** Enters what begins a thread in a group into the homes of its members, 500 of them as above. */
export async function enterHomesOfGroup(tx: Tx, status: Status, after: number, now: number): Promise<void> {
  if (status.created_at <= now - HOME_DAYS) return;
  const { id, group_id, language } = status;
  await insertEntries(tx, {
    id,
    account_id: group_id,
    shown_id: id,
    after,
    language,
    quoted_language: JSON.stringify(language),
    seen_since: now - HOME_DAYS,
    reblog: false,
    answered: undefined,
    addressed: false,
  });
}

/** Enters what is for a few into the homes of those of them who have been named later, and follow its author. */
export async function enterHomesOfReaders(tx: Tx, status: Status, account_ids: readonly number[], now: number): Promise<void> {
  if (account_ids.length === 0 || !entersHomes(status) || status.created_at <= now - HOME_DAYS) return;
  await sql`insert into home_entries (account_id, status_id, shown_id, list_only)
    select users.id, ${big(status.id)}, ${big(status.id)}, ${listOnly(status.account_id, "users.id")}
    from users join follows on follows.account_id = users.id
    where users.id in (${sql.join(padded(account_ids))}) and follows.target_id = ${status.account_id} and follows.state = 'accepted'
      and users.last_seen_at > ${now - HOME_DAYS}
    on conflict do nothing`.execute(tx);
}

/** Enters a public status into the homes of those who follow one of its tags. */
export async function enterHomesOfTags(tx: Tx, status: Status, tag_ids: readonly number[], now: number): Promise<void> {
  if (tag_ids.length === 0 || status.visibility !== "public" || status.reblog_of_id !== null) return;
  await sql`insert into home_entries (account_id, status_id, shown_id, list_only)
    select distinct followed_tags.account_id, ${big(status.id)}, ${big(status.id)}, cast(0 as bigint)
    from followed_tags join users on users.id = followed_tags.account_id
    where followed_tags.tag_id in (${sql.join(padded(tag_ids))}) and users.last_seen_at > ${now - HOME_DAYS}
    on conflict do nothing`.execute(tx);
}
