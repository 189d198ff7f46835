/** Loads what notifications tell of besides statuses: a query for each kind that a page has, none for a page that has none. */
import { loadAccounts } from "../accounts/find.ts";
import { padded } from "../db/lists.ts";
import type { Account, Reads, Row } from "../db/schema.ts";

/** The rows that notifications name, by their ids, and the accounts that those name. */
export type Subjects = {
  reports: ReadonlyMap<number, Row<"reports">>;
  strikes: ReadonlyMap<number, Row<"strikes">>;
  severances: ReadonlyMap<number, Row<"severed_relationships">>;
  reactions: ReadonlyMap<number, Row<"reactions">>;
  accounts: ReadonlyMap<number, Account>;
};

type Told = "reports" | "strikes" | "severed_relationships" | "reactions";

export async function loadSubjects(db: Reads, rows: readonly Row<"notifications">[]): Promise<Subjects> {
  const idsOf = (type: string) => rows.filter((row) => row.type === type).map(({ subject_id }) => subject_id);
  const reports = await load(db, "reports", idsOf("admin.report"));
  const strikes = await load(db, "strikes", idsOf("moderation_warning"));
  const severances = await load(db, "severed_relationships", idsOf("severed_relationships"));
  const reactions = await load(db, "reactions", idsOf("reaction"));
  const groups = rows.filter(({ type }) => type.startsWith("group_")).map(({ subject_id }) => subject_id);
  const named = [...[...reports.values(), ...strikes.values()].map(({ target_id }) => target_id), ...groups];
  return { reports, strikes, severances, reactions, accounts: named.length === 0 ? new Map() : await loadAccounts(db, named) };
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
