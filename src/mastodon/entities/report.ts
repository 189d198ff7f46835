/** Reports, to whoever reported and to those who read reports. */
import { fromJson, rfc3339 } from "../../db/columns.ts";
import type { Account, Row } from "../../db/schema.ts";
import { renderAccount } from "./account.ts";
import type { AdminAccountJson } from "./admin-account.ts";
import type { RuleJson } from "./rule.ts";
import type { Scene } from "./scene.ts";
import type { StatusJson } from "./status.ts";

type Report = Row<"reports">;

const common = (report: Report) => ({
  id: String(report.id),
  action_taken: report.action_taken_at > 0,
  action_taken_at: report.action_taken_at > 0 ? rfc3339(report.action_taken_at) : null,
  category: report.category,
  comment: report.comment,
  forwarded: report.forwarded === 1,
  created_at: rfc3339(report.created_at),
});

export const renderReport = (report: Report, target: Account, scene: Scene) => ({
  ...common(report),
  status_ids: fromJson(report.status_ids).map(String),
  rule_ids: fromJson(report.rule_ids).map(String),
  collection_ids: fromJson(report.collection_ids).map(String),
  target_account: renderAccount(target, scene),
});

export type ReportParts = {
  accounts: ReadonlyMap<number, AdminAccountJson>;
  statuses: ReadonlyMap<string, StatusJson>;
  rules: ReadonlyMap<number, RuleJson>;
};

/** Undefined when one of the two accounts is gone. */
export function renderAdminReport(report: Report, { accounts, statuses, rules }: ReportParts) {
  const [account, target_account] = [accounts.get(report.account_id), accounts.get(report.target_id)];
  if (account === undefined || target_account === undefined) return undefined;
  return {
    ...common(report),
    updated_at: rfc3339(report.updated_at),
    account,
    target_account,
    assigned_account: accounts.get(report.assigned_id ?? 0) ?? null,
    action_taken_by_account: accounts.get(report.action_taken_by_id ?? 0) ?? null,
    statuses: fromJson(report.status_ids).flatMap((id) => statuses.get(String(id)) ?? []),
    rules: fromJson(report.rule_ids).flatMap((id) => rules.get(id) ?? []),
  };
}
