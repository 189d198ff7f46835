/** https://docs.joinmastodon.org/methods/annual_reports/ and /async_refreshes/: what is made in the background, and how far it is. */
import { findReport, loadReports, markReportRead, requestReport, stateOf, type AnnualReport } from "../annual/report.ts";
import { fromJson } from "../db/columns.ts";
import type { AnnualReportData } from "../db/values.ts";
import { missing } from "../errors.ts";
import { readId } from "../ids.ts";
import { annualRefreshId, findRefresh, isRunning } from "../refreshes/refreshes.ts";
import { refreshHeader } from "./links.ts";
import { showAccounts, showStatuses } from "./present.ts";
import { answer, get, me, nothing, post, user, type Answer, type ApiRequest, type Route } from "./respond.ts";

const SCHEMA_VERSION = 2;
const SHOWN = 40;

/** @throws Refusal `missing` for what is no year */
function yearParam({ params }: ApiRequest): number {
  const year = readId(params["year"]);
  if (year === undefined || year < 1000 || year > 9999) throw missing();
  return year;
}

/** The reports with the accounts and statuses that they name. */
async function wrapped(request: ApiRequest, reports: readonly AnnualReport[]): Promise<Answer> {
  const all = reports.map(({ data }) => fromJson(data));
  const status_ids = all.flatMap(({ top_statuses }) => Object.values(top_statuses)).map((id) => Number(id ?? 0));
  return answer({
    annual_reports: reports.map(({ year, account_id }, at) => ({
      year,
      account_id: String(account_id),
      data: renderData(all[at] as AnnualReportData),
      schema_version: SCHEMA_VERSION,
      share_url: null,
    })),
    accounts: await showAccounts(request, [...new Set(reports.map(({ account_id }) => account_id))]),
    statuses: await showStatuses(request, [...new Set(status_ids)].filter((id) => id > 0).slice(0, SHOWN), "account"),
  });
}

/** What was reckoned in version 1 has more, of which version 2 knows nothing. */
const renderData = ({ archetype, top_statuses, time_series, top_hashtags }: AnnualReportData) => ({
  archetype,
  top_statuses,
  time_series,
  top_hashtags,
});

async function show(request: ApiRequest): Promise<Answer> {
  const report = await findReport(request.kith.db, me(request).id, yearParam(request));
  if (report === undefined || report.made_at === 0) throw missing();
  return await wrapped(request, [report]);
}

async function generate(request: ApiRequest): Promise<Answer> {
  const year = yearParam(request);
  const state = await requestReport(request.kith, me(request), year);
  if (state === "available") return nothing;
  return { body: {}, status: 202, headers: refreshHeader(annualRefreshId(me(request).id, year), 0) };
}

async function state(request: ApiRequest): Promise<Answer> {
  const year = yearParam(request);
  const found = await stateOf(request.kith, me(request).id, year);
  const headers = found === "generating" ? refreshHeader(annualRefreshId(me(request).id, year), 0) : {};
  return { body: { state: found }, headers };
}

async function read(request: ApiRequest): Promise<Answer> {
  if (!(await markReportRead(request.kith, me(request), yearParam(request)))) throw missing();
  return nothing;
}

async function refresh(request: ApiRequest): Promise<Answer> {
  const id = request.params["id"] ?? "";
  const found = await findRefresh(request.kith.db, me(request).id, id);
  if (found === undefined) throw missing();
  const status = isRunning(found, request.kith.now()) ? "running" : "finished";
  return answer({ async_refresh: { id, status, result_count: found.result_count } });
}

const at = "/api/v1/annual_reports";

export const annualReportRoutes: readonly Route[] = [
  get(at, user("read:accounts"), async (request) => await wrapped(request, await loadReports(request.kith.db, me(request).id))),
  get(`${at}/:year`, user("read:accounts"), show),
  get(`${at}/:year/state`, user("read:accounts"), state),
  post(`${at}/:year/generate`, user("write:accounts"), generate),
  post(`${at}/:year/read`, user("write:accounts"), read),
  get("/api/v1_alpha/async_refreshes/:id", user("read"), refresh),
];
