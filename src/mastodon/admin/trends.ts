/** The review of trends: https://docs.joinmastodon.org/methods/admin/trends/ */
import { rfc3339 } from "../../db/columns.ts";
import type { TrendKind } from "../../db/values.ts";
import { loadDecisions, loadTrends, reviewTrend, type Trend } from "../../trends/load.ts";
import { loadPublishers, reviewPublisher, type Publisher } from "../../trends/publishers.ts";
import { paged, pagedByOffset } from "../links.ts";
import { answer, get, idParam, post, type ApiRequest, type Route } from "../respond.ts";
import { pagingOf } from "../shapes.ts";
import { trendPageOf, trendSubjects } from "../trends.ts";
import { by, reading, staff, writing } from "./admin.ts";

const decided = (trend: Trend | undefined) => ({
  trendable: trend?.state === "approved",
  requires_review: trend === undefined || trend.state === "pending",
});

/** With what was decided; `usable` is so for every tag, for none can be switched off here. */
async function showForReview(request: ApiRequest, kind: TrendKind, ids: readonly number[]) {
  const decisions = await loadDecisions(request.kith.db, kind, ids);
  const shown = await trendSubjects[kind](request, ids);
  return shown.map((one) => ({ ...one, ...decided(decisions.get(Number(one.id))), ...(kind === "tag" ? { usable: true } : {}) }));
}

const review = (kind: TrendKind) =>
  staff("manage_taxonomies", async (request) => {
    const page = trendPageOf(request, 20, 100);
    const trends = await loadTrends(request.kith.db, kind, page);
    const ids = trends.map(({ subject_id }) => subject_id);
    return pagedByOffset(request, await showForReview(request, kind, ids), page);
  });

const deciding = (kind: TrendKind, state: "approved" | "rejected") =>
  staff("manage_taxonomies", async (request) => {
    const subject_id = idParam(request);
    await reviewTrend(request.kith, by(request), { kind, subject_id, state });
    return answer((await showForReview(request, kind, [subject_id]))[0] ?? {});
  });

const renderPublisher = ({ id, host, state, reviewed_at }: Publisher) => ({
  id: String(id),
  domain: host,
  trendable: state === "approved",
  reviewed_at: reviewed_at === 0 ? null : rfc3339(reviewed_at),
  requires_review: state === "pending",
});

const publishers = staff("manage_taxonomies", async (request) => {
  const paging = pagingOf(request.query, 20, 100);
  const rows = await loadPublishers(request.kith.db, paging);
  return paged(request, rows.map(renderPublisher), { cursors: rows.map(({ id }) => id), paging });
});

const decidingOn = (state: "approved" | "rejected") =>
  staff("manage_taxonomies", async (request) =>
    answer(renderPublisher(await reviewPublisher(request.kith, by(request), { id: idParam(request), state }))),
  );

const at = "/api/v1/admin/trends";
/** Mastodon has no scope for trends alone: whoever may read, or write, as a moderator. */
const [read, write] = [reading("accounts"), writing("accounts")];

const reviewed = ([kind, name]: readonly [TrendKind, string]): Route[] => [
  get(`${at}/${name}`, read, review(kind)),
  post(`${at}/${name}/:id/approve`, write, deciding(kind, "approved")),
  post(`${at}/${name}/:id/reject`, write, deciding(kind, "rejected")),
];

export const adminTrendRoutes: readonly Route[] = [
  get(`${at}/links/publishers`, read, publishers),
  post(`${at}/links/publishers/:id/approve`, write, decidingOn("approved")),
  post(`${at}/links/publishers/:id/reject`, write, decidingOn("rejected")),
  ...[["tag", "tags"] as const, ["status", "statuses"] as const, ["link", "links"] as const].flatMap(reviewed),
];
