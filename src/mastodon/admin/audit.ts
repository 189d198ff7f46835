/** Our own: the audit log, newest first, in pages. */
import { loadAccounts } from "../../accounts/find.ts";
import { fromJson, rfc3339 } from "../../db/columns.ts";
import { loadAudit } from "../../moderation/audit.ts";
import { renderAccount } from "../entities/account.ts";
import { sceneOf } from "../entities/scene.ts";
import { paged } from "../links.ts";
import { get, user, type Answer, type ApiRequest, type Route } from "../respond.ts";
import { pagingOf } from "../shapes.ts";
import { staff } from "./admin.ts";

async function page(request: ApiRequest): Promise<Answer> {
  const { kith, query } = request;
  const paging = pagingOf(query, 40, 200);
  const rows = await loadAudit(kith.db, paging);
  const accounts = await loadAccounts(
    kith.db,
    rows.map(({ account_id }) => account_id),
  );
  const scene = sceneOf(kith);
  const entries = rows.map((row) => {
    const account = accounts.get(row.account_id);
    return {
      id: String(row.id),
      created_at: rfc3339(row.created_at),
      // Null for the command line.
      account: account === undefined ? null : renderAccount(account, scene),
      action: row.action,
      target: { type: row.target_type, id: String(row.target_id), name: row.target_name },
      details: fromJson(row.details),
    };
  });
  return paged(request, entries, { cursors: rows.map(({ id }) => id), paging });
}

export const adminAuditRoutes: readonly Route[] = [
  get("/api/kith/v1/admin/audit_log", user("admin:read"), staff("view_audit_log", page)),
];
