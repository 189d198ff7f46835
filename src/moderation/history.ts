/** What came before: warnings that an account got, reports about it and by it. */
import type { Reads, Row } from "../db/schema.ts";
import type { Report } from "./report.ts";

export type History = { strikes: Row<"strikes">[]; reports: Report[]; reports_made: number };

const MOST = 20;

/** The newest first. @param except a report that is shown by itself */
export async function loadHistory(db: Reads, account_id: number, except = 0): Promise<History> {
  const strikes = await db
    .selectFrom("strikes")
    .selectAll()
    .where("target_id", "=", account_id)
    .orderBy("id", "desc")
    .limit(MOST)
    .execute();
  const reports = await db
    .selectFrom("reports")
    .selectAll()
    .where("target_id", "=", account_id)
    .where("id", "<>", except)
    .orderBy("id", "desc")
    .limit(MOST)
    .execute();
  const made = await db.selectFrom("reports").select("id").where("account_id", "=", account_id).limit(1000).execute();
  return { strikes, reports, reports_made: made.length };
}
