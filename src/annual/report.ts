/** Somebody's year in numbers: asked for by them, reckoned once by a job, and kept. */
import { toJson } from "../db/columns.ts";
import type { Account, Reads, Row } from "../db/schema.ts";
import { missing } from "../errors.ts";
import { idAt } from "../ids.ts";
import type { Kith } from "../kith.ts";
import type { KithEventOf } from "../kith-events.ts";
import { annualRefreshId, noteRefresh, startRefresh } from "../refreshes/refreshes.ts";

export type AnnualReport = Row<"annual_reports">;
export type ReportState = "available" | "generating" | "eligible" | "ineligible";

/** In December of a year, its report can be made from this day on. */
const FIRST_DAY = 10;

/** The year whose reports are the talk of the day, in December only; null otherwise. `now` in ms. */
export function campaignAt(now: number): string | null {
  const today = new Date(now);
  return today.getUTCMonth() === 11 && today.getUTCDate() >= FIRST_DAY ? String(today.getUTCFullYear()) : null;
}

export const findReport = async (db: Reads, account_id: number, year: number): Promise<AnnualReport | undefined> =>
  await db
    .selectFrom("annual_reports")
    .selectAll()
    .where("account_id", "=", account_id)
    .where("year", "=", year)
    .executeTakeFirst();

/** Those that are made, the latest year first. */
export const loadReports = async (db: Reads, account_id: number): Promise<AnnualReport[]> =>
  await db
    .selectFrom("annual_reports")
    .selectAll()
    .where("account_id", "=", account_id)
    .where("made_at", ">", 0)
    .orderBy("year", "desc")
    .execute();

/** There is something to report of a year that is over, or nearly, in which the account wrote at all. */
export async function stateOf({ db, now }: Pick<Kith, "db" | "now">, account_id: number, year: number): Promise<ReportState> {
  const known = await findReport(db, account_id, year);
  if (known !== undefined) return known.made_at > 0 ? "available" : "generating";
  if (now() < Date.UTC(year, 11, FIRST_DAY) || year < 2000) return "ineligible";
  const wrote = await db
    .selectFrom("statuses")
    .select("id")
    .where("account_id", "=", account_id)
    .where("id", ">=", idAt(Date.UTC(year, 0, 1)))
    .where("id", "<", idAt(Date.UTC(year + 1, 0, 1)))
    .where("deleted_at", "=", 0)
    .limit(1)
    .executeTakeFirst();
  return wrote === undefined ? "ineligible" : "eligible";
}

/** Asks for a report; asking again changes nothing. @throws Refusal `missing` for a year of which there is nothing to report */
export async function requestReport(kith: Kith, account: Pick<Account, "id">, year: number): Promise<ReportState> {
  const state = await stateOf(kith, account.id, year);
  if (state === "ineligible") throw missing();
  if (state !== "eligible") return state;
  await kith.write(async (tx, happened) => {
    const times = { requested_at: kith.now(), made_at: 0, viewed_at: 0 };
    const asked = await tx
      .insertInto("annual_reports")
      .values({ account_id: account.id, year, data: "{}", ...times })
      .onConflict((oc) => oc.doNothing())
      .returning("year")
      .executeTakeFirst();
    if (asked === undefined) return;
    await startRefresh(tx, kith, annualRefreshId(account.id, year), account.id);
    happened({ type: "annual_report.requested", account_id: account.id, year });
  });
  return "generating";
}

/** What follows from `annual_report.requested`. */
export async function makeReport(kith: Kith, { account_id, year }: KithEventOf<"annual_report.requested">): Promise<void> {
  // Once a year.
  const { reckonYear } = await import("./reckon.ts");
  const data = toJson(await reckonYear(kith.db, account_id, year));
  await kith.write(async (tx) => {
    await tx
      .updateTable("annual_reports")
      .set({ data, made_at: kith.now() })
      .where("account_id", "=", account_id)
      .where("year", "=", year)
      .execute();
    await noteRefresh(tx, kith, annualRefreshId(account_id, year), { result_count: 1, done: true });
  });
}

export const markReportRead = async (kith: Kith, account: Pick<Account, "id">, year: number): Promise<boolean> => {
  const read = await kith.write(
    async (tx) =>
      await tx
        .updateTable("annual_reports")
        .set({ viewed_at: kith.now() })
        .where("account_id", "=", account.id)
        .where("year", "=", year)
        .where("made_at", ">", 0)
        .returning("year")
        .executeTakeFirst(),
  );
  return read !== undefined;
};
