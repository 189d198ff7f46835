/** How the server is: numbers, health, work that was given up, and the log of what has been done. */
import { loadAccounts } from "../../accounts/find.ts";
import { loadProcesses, loadRefused } from "../../budgets/processes.ts";
import { loadGauges, readGauges, type Reading } from "../../health/gauges.ts";
import { countFailed, dropWork, loadFailed, retryAllWork, retryWork, type FailedTable } from "../../health/jobs.ts";
import { lookOver } from "../../health/look.ts";
import { loadWaitingWork } from "../../health/waiting.ts";
import { dimension } from "../../insights/dimensions.ts";
import { loadInsights } from "../../insights/load.ts";
import { DAY } from "../../insights/days.ts";
import { measure, spanOf } from "../../insights/measures.ts";
import type { Kith } from "../../kith.ts";
import { loadAudit, loadAuditKinds } from "../../moderation/audit.ts";
import { missing } from "../../errors.ts";
import { auditView } from "../../../views/admin/audit.ts";
import { dashboardView } from "../../../views/admin/dashboard.ts";
import { failedView, healthView } from "../../../views/admin/health.ts";
import { adminRoutes } from "../../../views/admin/routes.ts";
import { contextOf } from "../frame/context.ts";
import { cut, readPaging } from "../frame/paging.ts";
import { go, show, type Answer, type Handle } from "../frame/respond.ts";
import type { Visit } from "../frame/visit.ts";
import { idNamed } from "./named.ts";
import { asked, by, chosen, getId, staffAction, staffPage, type StaffRoute } from "./staff.ts";

const SIZE = 40;
const KEPT = 60_000;

async function showDashboard(visit: Visit): Promise<Answer> {
  const { kith } = visit;
  const span_asked = chosen(visit, "days", ["7", "90"]);
  const days: 7 | 30 | 90 = span_asked === undefined ? 30 : span_asked === "7" ? 7 : 90;
  const span = spanOf(kith, days);
  const counted = async (key: string) => await measure(kith, key, span, {});
  const versions = await dimension(kith, "software_versions", { span, limit: 10, about: {} });
  const board = {
    days,
    waiting: await loadWaitingWork(kith.db),
    failed: await countFailed(kith.db),
    measures: {
      new_users: await counted("new_users"),
      new_statuses: await counted("new_statuses"),
      interactions: await counted("interactions"),
    },
    gauges: await loadGauges(kith.db, { from: span.from, step: days === 7 ? DAY / 12 : DAY }),
    now: await currentGauges(kith),
    ceilings: {
      database: kith.instance.limits.database_bytes,
      media: kith.instance.limits.media_bytes,
      memory: (await loadProcesses(kith)).reduce((sum, { ceiling }) => sum + ceiling, 0),
    },
    refused: await loadRefused(kith.db, span),
    insights: kith.instance.insights ? await insightsOfServer(kith, days) : undefined,
    server_id: (await kith.instanceAccount()).id,
    versions: versions?.data ?? [],
    wrong: (await lookOver(kith)).filter(({ state }) => state === "wrong").length,
  };
  return show(dashboardView(await contextOf(visit), board));
}

/** What became of everybody's posts together, and from where visitors came. */
const insightsOfServer = async (kith: Kith, days: 7 | 30 | 90) =>
  await loadInsights(kith, { ...(await kith.instanceAccount()), created_at: 0 }, days === 90 ? "quarter" : "month");

/** At most a minute old: they are sums over whole tables. */
async function currentGauges(kith: Kith): Promise<Reading> {
  const cache = kith.cache<{ reading: Reading; until: number }>("gauges", 1);
  const known = cache.get("");
  if (known !== undefined && known.until > kith.now()) return known.reading;
  const reading = await readGauges(kith);
  cache.set("", { reading, until: kith.now() + KEPT });
  return reading;
}

const showHealth = async (visit: Visit): Promise<Answer> =>
  show(healthView(await contextOf(visit), { findings: await lookOver(visit.kith) }));

const TABLES: readonly FailedTable[] = ["jobs", "inbox"];

async function showFailed(visit: Visit): Promise<Answer> {
  const table = chosen(visit, "table", TABLES) ?? "jobs";
  const paging = readPaging(visit, SIZE);
  const { items, pager } = cut(visit, paging, await loadFailed(visit.kith.db, table, paging), ({ id }) => id);
  return show(failedView(await contextOf(visit), { table, counts: await countFailed(visit.kith.db), work: items, pager }));
}

/** @throws Refusal `missing` */
function tableOf({ params }: Visit): FailedTable {
  const table = TABLES.find((name) => name === params["table"]);
  if (table === undefined) throw missing();
  return table;
}

const acting =
  (act: typeof retryWork): Handle =>
  async (visit) => {
    const table = tableOf(visit);
    await act(visit.kith, by(visit), table, getId(visit));
    return go(adminRoutes.jobs({ table: table === "jobs" ? undefined : table }), "admin.said_done");
  };

async function retryAll(visit: Visit): Promise<Answer> {
  const table = tableOf(visit);
  await retryAllWork(visit.kith, by(visit), table);
  return go(adminRoutes.jobs({ table: table === "jobs" ? undefined : table }), "admin.said_retried");
}

async function showAudit(visit: Visit): Promise<Answer> {
  const { kith } = visit;
  const [who, action, target_type, whom] = [
    asked(visit, "who"),
    asked(visit, "action"),
    asked(visit, "target_type"),
    asked(visit, "whom"),
  ];
  const paging = readPaging(visit, SIZE);
  const query = {
    account_id: await idNamed(visit, who),
    action,
    target_type: whom === undefined ? target_type : "Account",
    target_id: await idNamed(visit, whom),
  };
  const { items, pager } = cut(visit, paging, await loadAudit(kith.db, paging, query), ({ id }) => id);
  const accounts = await loadAccounts(
    kith.db,
    items.map(({ account_id }) => account_id),
  );
  const said = { who: who ?? "", action: action ?? "", target_type: target_type ?? "", whom: whom ?? "" };
  return show(
    auditView(await contextOf(visit), { entries: items, accounts, kinds: await loadAuditKinds(kith.db), asked: said, pager }),
  );
}

export const dashboardRoutes: readonly StaffRoute[] = [
  staffPage("/admin", "view_dashboard", showDashboard),
  staffPage("/admin/health", "view_devops", showHealth),
  staffPage("/admin/jobs", "view_devops", showFailed),
  staffAction("/admin/jobs/:table/retry", "view_devops", retryAll),
  staffAction("/admin/jobs/:table/:id/retry", "view_devops", acting(retryWork)),
  staffAction("/admin/jobs/:table/:id/drop", "view_devops", acting(dropWork)),
  staffPage("/admin/audit", "view_audit_log", showAudit),
];
