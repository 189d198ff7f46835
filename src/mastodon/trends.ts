/** https://docs.joinmastodon.org/methods/trends/, and their review: https://docs.joinmastodon.org/methods/admin/trends/ */
import { loadAccounts } from "../accounts/find.ts";
import { rfc3339 } from "../db/columns.ts";
import { loadCards } from "../cards/load.ts";
import type { Account } from "../db/schema.ts";
import type { TrendKind } from "../db/values.ts";
import { loadTagsById } from "../tags/find.ts";
import {
  loadDecisions,
  loadLinkHistory,
  loadTrends,
  reviewTrend,
  trendIds,
  trendingStatusIds,
  type Trend,
} from "../trends/load.ts";
import { loadPublishers, reviewPublisher, type Publisher } from "../trends/publishers.ts";
import { by, reading, staff, writing } from "./admin/admin.ts";
import { sceneOf } from "./entities/scene.ts";
import { renderTrendLink } from "./entities/trend-link.ts";
import { paged, pagedByOffset } from "./links.ts";
import { showStatuses } from "./present.ts";
import { answer, anyone, get, idParam, post, type Answer, type ApiRequest, type Route } from "./respond.ts";
import { limitOf, offsetOf, pagingOf } from "./shapes.ts";
import { showTags } from "./tags.ts";

const pageOf = ({ query }: ApiRequest, usual: number, most: number) => ({
  limit: limitOf(query, usual, most),
  offset: offsetOf(query),
});

async function tagsOf(request: ApiRequest, ids: readonly number[]) {
  return await showTags(request, await loadTagsById(request.kith.db, ids));
}

async function linksOf({ kith, viewer_id }: ApiRequest, ids: readonly number[]) {
  if (ids.length === 0) return [];
  const cards = await loadCards(kith.db, ids);
  const histories = await loadLinkHistory(kith, ids);
  const scene = sceneOf(kith);
  const named = cards.map(({ author_id }) => author_id).filter((id) => id !== null);
  const authors = named.length === 0 ? new Map<number, Account>() : await loadAccounts(kith.db, named);
  return cards.map((card) =>
    renderTrendLink(card, histories.get(card.id) ?? [], scene, { author: authors.get(card.author_id ?? 0), viewer_id }),
  );
}

async function tags(request: ApiRequest): Promise<Answer> {
  const page = pageOf(request, 10, 20);
  return pagedByOffset(request, await tagsOf(request, await trendIds(request.kith, "tag", page)), page);
}

async function links(request: ApiRequest): Promise<Answer> {
  const page = pageOf(request, 10, 20);
  return pagedByOffset(request, await linksOf(request, await trendIds(request.kith, "link", page)), page);
}

async function statuses(request: ApiRequest): Promise<Answer> {
  const page = pageOf(request, 20, 40);
  const ids = await trendingStatusIds(request.kith, request.viewer_id, page);
  return pagedByOffset(request, await showStatuses(request, ids, "public"), page);
}

const decided = (trend: Trend | undefined) => ({
  trendable: trend?.state === "approved",
  requires_review: trend === undefined || trend.state === "pending",
});

type Subjects = (request: ApiRequest, ids: readonly number[]) => Promise<readonly { id: string }[]>;

const subjects: Readonly<Record<TrendKind, Subjects>> = {
  tag: tagsOf,
  link: linksOf,
  status: async (request, ids) => await showStatuses(request, ids, "account"),
};

/** With what was decided; `usable` is so for every tag, for none can be switched off here. */
async function showForReview(request: ApiRequest, kind: TrendKind, ids: readonly number[]) {
  const decisions = await loadDecisions(request.kith.db, kind, ids);
  const shown = await subjects[kind](request, ids);
  return shown.map((one) => ({ ...one, ...decided(decisions.get(Number(one.id))), ...(kind === "tag" ? { usable: true } : {}) }));
}

const review = (kind: TrendKind) =>
  staff("manage_taxonomies", async (request) => {
    const page = pageOf(request, 20, 100);
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

const at = "/api/v1/trends";
const admin = "/api/v1/admin/trends";
/** Mastodon has no scope for trends alone: whoever may read, or write, as a moderator. */
const [read, write] = [reading("accounts"), writing("accounts")];

const reviewed = ([kind, name]: readonly [TrendKind, string]): Route[] => [
  get(`${admin}/${name}`, read, review(kind)),
  post(`${admin}/${name}/:id/approve`, write, deciding(kind, "approved")),
  post(`${admin}/${name}/:id/reject`, write, deciding(kind, "rejected")),
];

export const trendRoutes: readonly Route[] = [
  get(at, anyone("read"), tags),
  get(`${at}/tags`, anyone("read"), tags),
  get(`${at}/statuses`, anyone("read"), statuses),
  get(`${at}/links`, anyone("read"), links),
  get(`${admin}/links/publishers`, read, publishers),
  post(`${admin}/links/publishers/:id/approve`, write, decidingOn("approved")),
  post(`${admin}/links/publishers/:id/reject`, write, decidingOn("rejected")),
  ...[["tag", "tags"] as const, ["status", "statuses"] as const, ["link", "links"] as const].flatMap(reviewed),
];
