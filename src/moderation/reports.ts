/** What those who run the server do with reports: read, sort, take on, resolve. */
import { toJson } from "../db/columns.ts";
import { inOrder, paged, type Paging } from "../db/paging.ts";
import type { Reads, Tx } from "../db/schema.ts";
import { invalid, missing } from "../errors.ts";
import type { Kith } from "../kith.ts";
import type { KithEvent } from "../kith-events.ts";
import { writeAudit, type By } from "./audit.ts";
import { isCategory, type Report } from "./report.ts";

export type ReportQuery = {
  resolved?: boolean | undefined;
  account_id?: number | undefined;
  target_id?: number | undefined;
  /** Of the reported account: a host, or "" for accounts of this server. */
  target_host?: string | undefined;
};

/** Newest first; those that wait, unless the resolved ones are asked for. */
export async function loadReports(db: Reads, asked: ReportQuery, paging: Paging): Promise<Report[]> {
  const { account_id, target_id, target_host } = asked;
  let query = db.selectFrom("reports").selectAll();
  query = query.where("action_taken_at", asked.resolved === true ? ">" : "=", 0);
  if (account_id !== undefined) query = query.where("account_id", "=", account_id);
  if (target_id !== undefined) query = query.where("target_id", "=", target_id);
  if (target_host !== undefined)
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom("accounts")
          .select("accounts.id")
          .whereRef("accounts.id", "=", "reports.target_id")
          .where("accounts.host", "=", target_host),
      ),
    );
  return inOrder(await paged(query, "id", paging).execute(), paging);
}

/** @throws Refusal `missing` */
export async function getReport(db: Reads, id: number): Promise<Report> {
  const report = await db.selectFrom("reports").selectAll().where("id", "=", id).executeTakeFirst();
  if (report === undefined) throw missing();
  return report;
}

type Changes = Partial<Pick<Report, "category" | "rule_ids" | "assigned_id" | "action_taken_at" | "action_taken_by_id">>;

async function change(kith: Kith, by: By, report: Report, { action, ...changes }: Changes & { action: string }): Promise<Report> {
  return await kith.write(async (tx, happened) => {
    await writeAudit(tx, kith, by, deedOf(action, report));
    if ((changes.action_taken_at ?? 0) > 0) happened({ type: "reports.closed", target_id: report.target_id });
    return await tx
      .updateTable("reports")
      .set({ ...changes, updated_at: kith.now() })
      .where("id", "=", report.id)
      .returningAll()
      .executeTakeFirstOrThrow();
  });
}

const deedOf = (action: string, { id }: Pick<Report, "id">) => ({
  action,
  target_type: "Report",
  target_id: id,
  target_name: `#${id}`,
});

/** @throws Refusal `invalid` */
export async function sortReport(
  kith: Kith,
  by: By,
  report: Report,
  sorted: { category?: string | undefined; rule_ids?: readonly number[] | undefined },
): Promise<Report> {
  const { category = report.category, rule_ids } = sorted;
  if (!isCategory(category)) throw invalid("Validation failed: Category is not included in the list");
  const rules = category === "violation" ? (rule_ids === undefined ? report.rule_ids : toJson([...rule_ids])) : toJson([]);
  return await change(kith, by, report, { action: "update", category, rule_ids: rules });
}

export const assignReport = async (kith: Kith, by: By, report: Report): Promise<Report> =>
  await change(kith, by, report, { action: "assigned_to_self", assigned_id: by.id });

export const unassignReport = async (kith: Kith, by: By, report: Report): Promise<Report> =>
  await change(kith, by, report, { action: "unassigned", assigned_id: null });

export const resolveReport = async (kith: Kith, by: By, report: Report): Promise<Report> =>
  await change(kith, by, report, { action: "resolve", action_taken_at: kith.now(), action_taken_by_id: by.id });

export const reopenReport = async (kith: Kith, by: By, report: Report): Promise<Report> =>
  await change(kith, by, report, { action: "reopen", action_taken_at: 0, action_taken_by_id: null });

/** Tells the server of a reported account elsewhere, without saying who reports. @throws Refusal `invalid` for one of ours, or told already */
export async function forwardReport(kith: Kith, by: By, report: Report): Promise<void> {
  await kith.write(async (tx, happened) => {
    const told = await tx
      .updateTable("reports")
      .set({ forwarded: 1, updated_at: kith.now() })
      .where("id", "=", report.id)
      .where("forwarded", "=", 0)
      .where((eb) =>
        eb.exists(
          eb
            .selectFrom("accounts")
            .select("accounts.id")
            .whereRef("accounts.id", "=", "reports.target_id")
            .where("accounts.host", "<>", ""),
        ),
      )
      .returning("id")
      .executeTakeFirst();
    if (told === undefined) throw invalid("Validation failed: Report cannot be forwarded");
    await writeAudit(tx, kith, by, deedOf("forward", report));
    happened({ type: "report.forwarded", report_id: report.id });
  });
}

/** In the transaction of the act that answers them: one report, or all that wait about its account. */
export async function settleReports(
  tx: Tx,
  kith: Pick<Kith, "newId" | "now">,
  happened: (event: KithEvent) => void,
  { by, ...which }: { by: By; report_id: number; target_id: number; all: boolean },
): Promise<void> {
  const now = kith.now();
  let query = tx
    .updateTable("reports")
    .set({ action_taken_at: now, action_taken_by_id: by.id === 0 ? null : by.id, updated_at: now })
    .where("target_id", "=", which.target_id)
    .where("action_taken_at", "=", 0);
  if (!which.all) query = query.where("id", "=", which.report_id);
  for (const { id } of await query.returning("id").execute()) await writeAudit(tx, kith, by, deedOf("resolve", { id }));
  happened({ type: "reports.closed", target_id: which.target_id });
}
