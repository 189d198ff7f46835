/** https://docs.joinmastodon.org/methods/admin/reports/, and the stories that reports name. */
import { z } from "zod";
import { getAccount } from "../../accounts/find.ts";
import { fromJson } from "../../db/columns.ts";
import { padded } from "../../db/lists.ts";
import { missing } from "../../errors.ts";
import type { By } from "../../moderation/audit.ts";
import type { Report } from "../../moderation/report.ts";
import {
  assignReport,
  getReport,
  loadReports,
  reopenReport,
  resolveReport,
  sortReport,
  unassignReport,
} from "../../moderation/reports.ts";
import type { Kith } from "../../kith.ts";
import { removeStories } from "../../moderation/stories.ts";
import { loadJudgedPage } from "../../statuses/judged.ts";
import { loadReportedStories } from "../../stories/reported.ts";
import { normalizeHost } from "../../text/names.ts";
import { renderAdminReport } from "../entities/report.ts";
import { renderRule } from "../entities/rule.ts";
import { sceneOf } from "../entities/scene.ts";
import { renderStatuses } from "../entities/status.ts";
import { renderStory } from "../entities/story.ts";
import { paged } from "../links.ts";
import { answer, get, idParam, post, put, type Answer, type ApiRequest, type Route } from "../respond.ts";
import { id, idsOf, isTrue, list, pagingOf, parse, text, textOf } from "../shapes.ts";
import { by, reading, showAdminAccounts, staff, writing } from "./admin.ts";

/** The reports with all that they speak of, in a number of queries that does not grow with them. */
async function show(request: ApiRequest, reports: readonly Report[]) {
  const { db } = request.kith;
  const people = reports.flatMap((one) => [one.account_id, one.target_id, one.assigned_id ?? 0, one.action_taken_by_id ?? 0]);
  const accounts = await showAdminAccounts(
    request,
    [...new Set(people)].filter((person) => person > 0),
  );
  const page = await loadJudgedPage(
    db,
    reports.flatMap((one) => fromJson(one.status_ids)),
  );
  const rule_ids = padded(reports.flatMap((one) => fromJson(one.rule_ids)));
  const rules = await db.selectFrom("rules").selectAll().where("id", "in", rule_ids).execute();
  const parts = {
    accounts: new Map(accounts.map((account) => [Number(account.id), account])),
    statuses: new Map(renderStatuses(page, sceneOf(request.kith)).map((status) => [status.id, status])),
    rules: new Map(rules.map((rule) => [rule.id, renderRule(rule)])),
  };
  return reports.flatMap((report) => renderAdminReport(report, parts) ?? []);
}

async function page(request: ApiRequest): Promise<Answer> {
  const { query } = request;
  const paging = pagingOf(query, 100, 200);
  const host = textOf(query["by_target_domain"]);
  const asked = {
    resolved: isTrue(query["resolved"]),
    account_id: idsOf(query["account_id"], 1)[0],
    target_id: idsOf(query["target_account_id"], 1)[0],
    target_host: host === "" ? undefined : (normalizeHost(host) ?? "?"),
  };
  const reports = await loadReports(request.kith.db, asked, paging);
  return paged(request, await show(request, reports), { cursors: reports.map((report) => report.id), paging });
}

async function showOne(request: ApiRequest, report: Report): Promise<Answer> {
  const [shown] = await show(request, [report]);
  if (shown === undefined) throw missing();
  return answer(shown);
}

const sorting = z.object({ category: text(100).nullish(), rule_ids: list(id, 100).nullish() });

async function sort(request: ApiRequest): Promise<Answer> {
  const report = await getReport(request.kith.db, idParam(request));
  const { category, rule_ids } = parse(request.body, sorting);
  const sorted = { category: category ?? undefined, rule_ids: rule_ids ?? undefined };
  return await showOne(request, await sortReport(request.kith, by(request), report, sorted));
}

const acting =
  (act: (kith: Kith, who: By, report: Report) => Promise<Report>) =>
  async (request: ApiRequest): Promise<Answer> =>
    await showOne(request, await act(request.kith, by(request), await getReport(request.kith.db, idParam(request))));

/** The stories that a report names, also those that are over: they are kept until it is answered. */
async function showStories(request: ApiRequest): Promise<Answer> {
  const { kith, viewer_id } = request;
  const report = await getReport(kith.db, idParam(request));
  const scene = sceneOf(kith);
  return answer((await loadReportedStories(kith, report.id)).map((story) => renderStory(story, scene, viewer_id)));
}

const removal = z.object({ story_ids: list(id, 100), text: text(5000).nullish() });

async function takeDown(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const { story_ids, text: why } = parse(request.body, removal);
  const report = await getReport(kith.db, idParam(request));
  const target = await getAccount(kith.db, report.target_id);
  await removeStories(kith, by(request), target, { story_ids, text: why ?? "", report_id: report.id });
  return await showOne(request, await getReport(kith.db, report.id));
}

const at = "/api/v1/admin/reports";
const own = "/api/kith/v1/admin/reports";
const reports = "manage_reports";

export const adminReportRoutes: readonly Route[] = [
  get(at, reading("reports"), staff(reports, page)),
  get(
    `${at}/:id`,
    reading("reports"),
    staff(reports, async (request) => await showOne(request, await getReport(request.kith.db, idParam(request)))),
  ),
  put(`${at}/:id`, writing("reports"), staff(reports, sort)),
  post(`${at}/:id/assign_to_self`, writing("reports"), staff(reports, acting(assignReport))),
  post(`${at}/:id/unassign`, writing("reports"), staff(reports, acting(unassignReport))),
  post(`${at}/:id/resolve`, writing("reports"), staff(reports, acting(resolveReport))),
  post(`${at}/:id/reopen`, writing("reports"), staff(reports, acting(reopenReport))),
  get(`${own}/:id/stories`, reading("reports"), staff(reports, showStories)),
  post(`${own}/:id/stories`, writing("reports"), staff(reports, takeDown)),
];
