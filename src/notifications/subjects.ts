/** Loads what notifications tell of besides statuses: a query for each kind that a page has, none for a page that has none. */
import { loadAccounts } from "../accounts/find.ts";
import { fromJson } from "../db/columns.ts";
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
  /** What could not be published when its time had come. */
  refused: ReadonlyMap<number, Refused>;
  accounts: ReadonlyMap<number, Account>;
  /** Who waits to hear whether the reader wants to be friends. */
  friend_requests: ReadonlySet<number>;
};

/** A draft again, what would come again and rests now, or the next event of a series, which waits: then `id` is that of the event announced last. */
export type Refused = { kind: "draft" | "recurring" | "event"; id: number; text: string; refused: string };

type Told = "reports" | "strikes" | "severed_relationships" | "reactions" | "drafts" | "recurring_statuses";

export async function loadSubjects(db: Reads, rows: readonly Row<"notifications">[]): Promise<Subjects> {
  const idsOf = (type: string) => rows.filter((row) => row.type === type).map(({ subject_id }) => subject_id);
  const reports = await load(db, "reports", idsOf("admin.report"));
  const strikes = await load(db, "strikes", idsOf("moderation_warning"));
  const severances = await load(db, "severed_relationships", idsOf("severed_relationships"));
  const reactions = await load(db, "reactions", idsOf("reaction"));
  const refused = await loadRefused(db, idsOf("post_refused"));
  const gone_events = await loadGone(db, idsOf("event_gone"));
  const groups = rows.filter(({ type }) => /^(?:group|team)_/.test(type)).map(({ subject_id }) => subject_id);
  const holders = [...gone_events.values()].map(({ account_id }) => account_id);
  const named = [...[...reports.values(), ...strikes.values()].map(({ target_id }) => target_id), ...groups, ...holders];
  const accounts = named.length === 0 ? new Map<number, Account>() : await loadAccounts(db, named);
  return { reports, strikes, severances, reactions, gone_events, refused, accounts, friend_requests: await loadAsking(db, rows) };
}

async function loadRefused(db: Reads, ids: readonly number[]): Promise<Map<number, Refused>> {
  if (ids.length === 0) return new Map();
  const words =
    (kind: "draft" | "recurring") =>
    ([id, { params, refused }]: [number, Pick<Row<"drafts">, "params" | "refused">]) =>
      [id, { kind, id, text: (JSON.parse(params) as { text?: string }).text ?? "", refused }] as const;
  const series = await db
    .selectFrom("event_series")
    .innerJoin("events", "events.series_id", "event_series.id")
    .select(({ fn }) => ["event_series.id", "event_series.event", "event_series.refused", fn.max("events.id").as("event_id")])
    .where("event_series.id", "in", padded(ids))
    .groupBy(["event_series.id", "event_series.event", "event_series.refused"])
    .execute();
  return new Map<number, Refused>([
    ...[...(await load(db, "drafts", ids))].map(words("draft")),
    ...[...(await load(db, "recurring_statuses", ids))].map(words("recurring")),
    ...series.map(
      ({ id, event_id, event, refused }) => [id, { kind: "event", id: event_id, text: fromJson(event).title, refused }] as const,
    ),
  ]);
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
