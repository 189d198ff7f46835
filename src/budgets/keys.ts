/**
 * What names statuses and accounts: read from the database's own foreign keys, so that a table that comes to be later keeps what it names, until
 * somebody has decided here that it need not.
 */
import { sql } from "kysely";
import type { Kith } from "../kith.ts";

export type Tie = { table: string; column: string; /** The column by which its row hangs on a status. */ of: string | undefined };
/** By which a status, and an account, is held. */
export type Ties = { statuses: readonly Tie[]; accounts: readonly Tie[] };

/** Rows that go with their status, or are judged otherwise (`touched.ts`). */
const WITH_STATUS: readonly string[] = Object.freeze([
  "statuses.in_reply_to_id",
  "statuses.quoted_id",
  "statuses.reblog_of_id",
  "status_edits.status_id",
  "mentions.status_id",
  "status_tags.status_id",
  "media.status_id",
  "polls.status_id",
  "events.status_id",
  "favourites.status_id",
  "downvotes.status_id",
  "pins.status_id",
  "quotes.status_id",
  "quotes.quoted_id",
  "status_cards.status_id",
  "translations.status_id",
  "reply_counts.status_id",
  "quiet_statuses.status_id",
  "reactions.status_id",
  "standing_likes.status_id",
  "gone_forms.status_id",
  "group_locks.status_id",
  "group_removals.status_id",
  "group_unpassed.status_id",
]);

/** What an account of another server is or says of itself: of no use without it. */
const WITH_ACCOUNT: readonly string[] = Object.freeze([
  "account_words.account_id",
  "featured_tags.account_id",
  "collections.account_id",
  "playlists.account_id",
  "endorsements.account_id",
  "remote_groups.account_id",
  "group_moderators.group_id",
]);

type Key = { table: string; column: string; parent: string };

export async function loadTies(kith: Pick<Kith, "db" | "engine">): Promise<Ties> {
  const keys = await loadKeys(kith);
  const tiesTo = (parent: string, free: readonly string[]): Tie[] =>
    keys
      .filter((key) => key.parent === parent && !free.includes(`${key.table}.${key.column}`))
      .map(({ table, column }) => ({ table, column, of: table === "statuses" ? "id" : statusColumn(keys, table) }));
  return { statuses: tiesTo("statuses", WITH_STATUS), accounts: tiesTo("accounts", WITH_ACCOUNT) };
}

const statusColumn = (keys: readonly Key[], table: string): string | undefined =>
  keys.find((key) => key.table === table && key.parent === "statuses" && key.column === "status_id")?.column;

/** Every foreign key of one column to a status or an account. */
async function loadKeys({ db, engine }: Pick<Kith, "db" | "engine">): Promise<Key[]> {
  const query =
    engine === "sqlite"
      ? sql<Key>`select m.name as "table", k."from" as "column", k."table" as parent
          from sqlite_master as m, pragma_foreign_key_list(m.name) as k
          where m.type = 'table' and k."table" in ('statuses', 'accounts') order by 1, 2`
      : sql<Key>`select child.relname as "table", a.attname as "column", parent.relname as parent from pg_constraint as c
          join pg_class as child on child.oid = c.conrelid join pg_class as parent on parent.oid = c.confrelid
          join pg_attribute as a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
          where c.contype = 'f' and parent.relname in ('statuses', 'accounts') and c.connamespace = current_schema()::regnamespace
          order by 1, 2`;
  return (await query.execute(db as never)).rows;
}
