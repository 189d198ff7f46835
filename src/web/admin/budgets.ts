/** What the server takes and may take; what pruning would let go, and letting it go. */
import { prune } from "../../budgets/prune.ts";
import { loadBudgets } from "../../budgets/report.ts";
import { loadPruned, loadRuns } from "../../budgets/state.ts";
import { pruneGoal } from "../../budgets/upkeep.ts";
import { writeAudit } from "../../moderation/audit.ts";
import { budgetsView } from "../../../views/admin/budgets.ts";
import { adminRoutes } from "../../../views/admin/routes.ts";
import { contextOf } from "../frame/context.ts";
import { go, show, type Answer } from "../frame/respond.ts";
import type { Visit } from "../frame/visit.ts";
import { asked, by, staffAction, staffPage, type StaffRoute } from "./staff.ts";

const RUNS = 10;

async function showBudgets(visit: Visit): Promise<Answer> {
  const { kith } = visit;
  const goal = await pruneGoal(kith);
  const looking = asked(visit, "look") !== undefined;
  const page = {
    budgets: await loadBudgets(kith),
    pruned: await loadPruned(kith.db),
    runs: await loadRuns(kith.db, RUNS),
    goal,
    told: looking ? await prune(kith, { goal, dry: true }) : undefined,
  };
  return show(budgetsView(await contextOf(visit), page));
}

async function pruneNow(visit: Visit): Promise<Answer> {
  const { kith } = visit;
  await kith.write(async (tx, happened) => {
    await writeAudit(tx, kith, by(visit), {
      action: "prune",
      target_type: "Site",
      target_id: 0,
      target_name: kith.instance.domain,
    });
    happened({ type: "prune.asked" });
  });
  return go(adminRoutes.budgets(), "admin.said_pruning");
}

export const budgetRoutes: readonly StaffRoute[] = [
  staffPage("/admin/budgets", "view_devops", showBudgets),
  staffAction("/admin/budgets/prune", "view_devops", pruneNow),
];
