/** https://docs.joinmastodon.org/methods/notifications/: policies, and the requests of those whom a policy keeps aside. */
import { loadAccounts } from "../accounts/find.ts";
import type { NotificationAction } from "../db/values.ts";
import { invalid, missing } from "../errors.ts";
import { withFilters } from "../filters/match.ts";
import { changePolicy, countPending, findPolicy, POLICY_RULES, type Policy, type PolicyRule } from "../notifications/policy.ts";
import {
  acceptRequests,
  dismissRequests,
  getRequest,
  loadRequests,
  type NotificationRequest,
} from "../notifications/requests.ts";
import type { Kith } from "../kith.ts";
import { loadStatusPage } from "../statuses/load.ts";
import { renderRequest } from "./entities/conversation.ts";
import { paged } from "./links.ts";
import { sceneWith } from "./present.ts";
import {
  answer,
  get,
  idParam,
  me,
  nothing,
  patch,
  post,
  user,
  type Answer,
  type ApiRequest,
  type Handle,
  type Route,
} from "./respond.ts";
import { idsOf, isTrue, pagingOf, textOf } from "./shapes.ts";

const ACTIONS: readonly string[] = ["accept", "filter", "drop"] satisfies NotificationAction[];
/** What the first version of policies knew, as booleans. */
const OLD: Readonly<Record<string, PolicyRule>> = {
  filter_not_following: "for_not_following",
  filter_not_followers: "for_not_followers",
  filter_new_accounts: "for_new_accounts",
  filter_private_mentions: "for_private_mentions",
};

async function summary({ db }: Kith, account_id: number) {
  const pending = await countPending(db, account_id);
  return { pending_requests_count: pending.requests, pending_notifications_count: pending.notifications };
}

async function policy(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  return answer({ ...(await findPolicy(kith.db, me(request).id)), summary: await summary(kith, me(request).id) });
}

async function oldPolicy(request: ApiRequest): Promise<Answer> {
  const { kith } = request;
  const found = await findPolicy(kith.db, me(request).id);
  const flags = Object.entries(OLD).map(([name, rule]) => [name, found[rule] !== "accept"]);
  return answer({ ...Object.fromEntries(flags), summary: await summary(kith, me(request).id) });
}

async function setPolicy(request: ApiRequest): Promise<Answer> {
  const changes: Partial<Record<PolicyRule, NotificationAction>> = {};
  for (const rule of POLICY_RULES) {
    const asked = request.body[rule];
    if (asked === undefined || asked === null) continue;
    if (!ACTIONS.includes(textOf(asked))) throw invalid(`Validation failed: ${rule} is not included in the list`);
    changes[rule] = textOf(asked) as NotificationAction;
  }
  await changePolicy(request.kith, me(request).id, changes satisfies Partial<Policy>);
  return await policy(request);
}

async function setOldPolicy(request: ApiRequest): Promise<Answer> {
  const asked = Object.entries(OLD).filter(([name]) => (request.body[name] ?? null) !== null);
  const changes = asked.map(([name, rule]) => [rule, isTrue(request.body[name]) ? "filter" : "accept"]);
  await changePolicy(request.kith, me(request).id, Object.fromEntries(changes) as Partial<Policy>);
  return await oldPolicy(request);
}

async function show(request: ApiRequest, rows: readonly NotificationRequest[]) {
  const { kith } = request;
  const ids = rows.flatMap(({ last_status_id }) => last_status_id ?? []);
  const statuses = await withFilters(kith, await loadStatusPage(kith.db, me(request).id, ids), "notifications");
  const accounts = await loadAccounts(
    kith.db,
    rows.map(({ from_account_id }) => from_account_id),
  );
  const scene = await sceneWith(kith, me(request).id, [...accounts.values()]);
  return rows.flatMap((row) => renderRequest(row, { accounts, statuses }, scene) ?? []);
}

async function page(request: ApiRequest): Promise<Answer> {
  const paging = pagingOf(request.query, 40, 80);
  const rows = await loadRequests(request.kith, me(request).id, paging);
  return paged(request, await show(request, rows), { cursors: rows.map(({ id }) => id), paging });
}

async function one(request: ApiRequest): Promise<Answer> {
  const [shown] = await show(request, [await getRequest(request.kith, me(request).id, idParam(request))]);
  return answer(shown);
}

type Decide = typeof acceptRequests;

const single =
  (decide: Decide): Handle =>
  async (request) => {
    if ((await decide(request.kith, me(request).id, [idParam(request)])) === 0) throw missing();
    return nothing;
  };

const MOST_AT_ONCE = 200;
const many =
  (decide: Decide): Handle =>
  async (request) => {
    await decide(request.kith, me(request).id, idsOf(request.body["id"], MOST_AT_ONCE));
    return nothing;
  };

const [reading, writing] = [user("read:notifications"), user("write:notifications")];
const requests = "/api/v1/notifications/requests";
const at = (version: "v1" | "v2") => `/api/${version}/notifications/policy`;

export const notificationRequestRoutes: readonly Route[] = [
  get(at("v2"), reading, policy),
  patch(at("v2"), writing, setPolicy),
  get(at("v1"), reading, oldPolicy),
  patch(at("v1"), writing, setOldPolicy),
  get(requests, reading, page),
  // Whoever is let in is let in at once: nothing is ever still being merged.
  get(`${requests}/merged`, reading, async () => answer({ merged: true })),
  get(`${requests}/:id`, reading, one),
  post(`${requests}/accept`, writing, many(acceptRequests)),
  post(`${requests}/dismiss`, writing, many(dismissRequests)),
  post(`${requests}/:id/accept`, writing, single(acceptRequests)),
  post(`${requests}/:id/dismiss`, writing, single(dismissRequests)),
];
