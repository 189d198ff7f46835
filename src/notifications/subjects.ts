/** Loads what notifications tell of besides statuses: a query for each kind that a page has, none for a page that has none. */
import { loadAccounts } from "../accounts/find.ts";
import { padded } from "../db/lists.ts";
import type { Account, Reads, Row } from "../db/schema.ts";
import { FRIEND_ASKS } from "./keys.ts";

/** The rows that notifications name, by their ids, and the accounts that those name. */
export type Subjects = {
  reports: ReadonlyMap<number, Row<"reports">>;
  strikes: ReadonlyMap<number, Row<"strikes">>;
  severances: ReadonlyMap<number, Row<"severed_relationships">>;
  reactions: ReadonlyMap<number, Row<"reactions">>;
  gone_events: ReadonlyMap<number, Row<"gone_events">>;
  /** Drafts that could not be published when their time had come. */
  refused: ReadonlyMap<number, Row<"drafts">>;
  accounts: ReadonlyMap<number, Account>;
  /** Who waits to hear whether the reader wants to be friends. */
  friend_requests: ReadonlySet<number>;
};

type Told = "reports" | "strikes" | "severed_relationships" | "reactions" | "drafts";

export async function loadSubjects(db: Reads, rows: readonly Row<"notifications">[]): Promise<Subjects> {
  const idsOf = (type: string) => rows.filter((row) => row.type === type).map(({ subject_id }) => subject_id);
  const reports = await load(db, "reports", idsOf("admin.report"));
  const strikes = await load(db, "strikes", idsOf("moderation_warning"));
  const severances = await load(db, "severed_relationships", idsOf("severed_relationships"));
  const reactions = await load(db, "reactions", idsOf("reaction"));
  const refused = await load(db, "drafts", idsOf("post_refused"));
  const gone_events = await loadGone(db, idsOf("event_gone"));
  const groups = rows.filter(({ type }) => /^(?:group|team)_/.test(type)).map(({ subject_id }) => subject_id);
  const holders = [...gone_events.values()].map(({ account_id }) => account_id);
  const named = [...[...reports.values(), ...strikes.values()].map(({ target_id }) => target_id), ...groups, ...holders];
  const accounts = named.length === 0 ? new Map<number, Account>() : await loadAccounts(db, named);
  return { reports, strikes, severances, reactions, gone_events, refused, accounts, friend_requests: await loadAsking(db, rows) };
}

/** Of those who have asked: who still waits. */
async function loadAsking(db: Reads, rows: readonly Row<"notifications">[]): Promise<Set<number>> {
  const asking = rows.filter(({ group_key }) => group_key.startsWith(FRIEND_ASKS));
  const [first] = asking;
  if (first === undefined) return new Set();
  const found = await db
    .selectFrom("friend_requests")
    .select("account_id")
    .where("target_id", "=", first.account_id)
    .where("account_id", "in", padded(asking.map(({ from_account_id }) => from_account_id)))
    .where("declined_at", "=", 0)
    .execute();
  return new Set(found.map(({ account_id }) => account_id));
}

async function loadGone(db: Reads, ids: readonly number[]): Promise<Map<number, Row<"gone_events">>> {
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom("gone_events").selectAll().where("event_id", "in", padded(ids)).execute();
  return new Map(rows.map((row) => [row.event_id, row]));
}

async function load<Table extends Told>(db: Reads, table: Table, ids: readonly number[]): Promise<Map<number, Row<Table>>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom(table as "strikes")
    .selectAll()
    .where("id", "in", padded(ids))
    .execute();
  return new Map(rows.map((row) => [row.id, row as unknown as Row<Table>]));
}
