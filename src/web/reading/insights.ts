/** Insights as pages and files: one's own, and those of groups that one looks after. */
import { loadHints } from "../../insights/hints.ts";
import { loadHours } from "../../insights/hours.ts";
import { choose } from "../../insights/choices.ts";
import { loadInsights } from "../../insights/load.ts";
import { daysFile, loadAll, readSpanName, sitesFile } from "../../insights/page.ts";
import { getWatched } from "../../insights/rules.ts";
import { missing } from "../../errors.ts";
import type { Account } from "../../db/schema.ts";
import { groupInsightsView, insightsView, type InsightsPage } from "../../../views/reading/insights.ts";
import { routes } from "../../../views/frame/routes.ts";
import { person } from "../frame/acting.ts";
import { contextOf } from "../frame/context.ts";
import { onGroup } from "../groups/groups.ts";
import { action, file, go, page, show, type Answer, type Route } from "../frame/respond.ts";
import { loadFor } from "./timelines.ts";
import { idParam, type Visit } from "../frame/visit.ts";

/** The account of the path. @throws Refusal `missing` for who may not see its insights */
const watched = async (visit: Visit): Promise<Account> => await getWatched(visit.kith.db, person(visit), idParam(visit) ?? 0);

async function pageOf(visit: Visit, account: Account): Promise<InsightsPage> {
  const { kith, locale, query } = visit;
  const { best, ...loaded } = await loadAll(kith, account, readSpanName(query.get("span")));
  const zone = locale.times.timeZone;
  const person = account.actor_type !== "Group";
  const hours = person ? await loadHours(kith, account, zone) : undefined;
  return {
    account,
    ...loaded,
    best: await loadFor(visit, best, "account"),
    slots: hours?.slots ?? [],
    times: person ? await loadHints(kith, account, zone) : [],
    zone: kith.instance.time_zone,
  };
}

async function showOf(visit: Visit): Promise<Answer> {
  const account = await watched(visit);
  if (account.actor_type === "Group") return go(routes.groupPage(account.id, "insights"));
  return show(insightsView(await contextOf(visit), await pageOf(visit, account)));
}

async function download(visit: Visit): Promise<Answer> {
  const account = await watched(visit);
  const which = visit.params["file"];
  if (which !== "days" && which !== "sites") throw missing();
  const insights = await loadInsights(visit.kith, account, readSpanName(visit.query.get("span")));
  const text = which === "sites" ? sitesFile(insights) : daysFile(insights, account.actor_type !== "Application");
  return file(text, { type: "text/csv; charset=utf-8", name: `insights-${account.username}-${which}.csv` });
}

async function save(visit: Visit): Promise<Answer> {
  const account = await getWatched(visit.kith.db, person(visit), idParam(visit) ?? 0, "decide");
  const counted = visit.form.has("counted") && visit.form.text("counted") === "1";
  await choose(visit.kith, account.id, counted);
  const back =
    account.actor_type === "Group"
      ? routes.groupPage(account.id, "insights")
      : account.id === visit.viewer_id
        ? routes.insights
        : routes.insightsOf(account.id);
  return go(back, counted ? "insights.said_on" : "insights.said_off");
}

export const insightRoutes: readonly Route[] = [
  page(routes.insights, "member", async (visit) =>
    show(
      insightsView(await contextOf(visit), await pageOf(visit, await getWatched(visit.kith.db, person(visit), visit.viewer_id))),
    ),
  ),
  page("/insights/:id", "member", showOf),
  page("/insights/:id/:file.csv", "member", download),
  action("/insights/:id/choice", "member", save),
  page(
    "/groups/:id/insights",
    "member",
    onGroup(async (visit, _group, head) =>
      show(groupInsightsView(await contextOf(visit), head, await pageOf(visit, await watched(visit)))),
    ),
  ),
];
