/** Those whose notifications wait aside: who they are, what they sent, letting them in or sending them away, and the choice of who waits. */
import { getAccount, loadAccounts } from "../../accounts/find.ts";
import type { NotificationAction } from "../../db/values.ts";
import { missing } from "../../errors.ts";
import { readId } from "../../ids.ts";
import { changePolicy, findPolicy, POLICY_RULES, type PolicyRule } from "../../notifications/policy.ts";
import { acceptRequests, dismissRequests, getRequest, loadRequests } from "../../notifications/requests.ts";
import {
  notificationPolicyView,
  notificationRequestsView,
  notificationRequestView,
} from "../../../views/reading/notification-requests.ts";
import { routes } from "../../../views/frame/routes.ts";
import { contextOf } from "../frame/context.ts";
import { loadAbout, loadGroups } from "./notifications.ts";
import { cut, readPaging } from "../frame/paging.ts";
import { action, go, page, show, type Answer, type Route } from "../frame/respond.ts";
import { loadFor } from "./timelines.ts";
import { idParam, me, type Visit } from "../frame/visit.ts";

/** Requests answered at once. */
const MOST_REQUESTS = 200;

async function showRequests(visit: Visit): Promise<Answer> {
  const { kith, viewer_id } = visit;
  const paging = readPaging(visit);
  const { items: requests, pager } = cut(visit, paging, await loadRequests(kith, viewer_id, paging), ({ id }) => id);
  const accounts = await loadAccounts(
    kith.db,
    requests.map(({ from_account_id }) => from_account_id),
  );
  const statuses = await loadFor(
    visit,
    requests.flatMap(({ last_status_id }) => last_status_id ?? []),
    "notifications",
  );
  return show(notificationRequestsView(await contextOf(visit), { requests, accounts, page: statuses, pager }));
}

async function showRequest(visit: Visit): Promise<Answer> {
  const { kith, viewer_id } = visit;
  const request = await getRequest(kith, viewer_id, idParam(visit) ?? 0);
  const account = await getAccount(kith.db, request.from_account_id);
  const { groups, pager } = await loadGroups(visit, { from_account_id: account.id, include_filtered: true });
  const about = await loadAbout(visit, groups);
  return show(notificationRequestView(await contextOf(visit), { request, account, groups, ...about, pager }));
}

/** `id`: one, or `all` that wait. */
async function askedRequests({ kith, viewer_id, form }: Visit): Promise<number[]> {
  const asked = form.all("id").slice(0, MOST_REQUESTS);
  if (asked.includes("all")) return (await loadRequests(kith, viewer_id, { limit: MOST_REQUESTS })).map(({ id }) => id);
  return asked.flatMap((text) => readId(text) ?? []);
}

const answerRequests = (answer: "accept" | "dismiss"): Route =>
  action(routes.answerNotificationRequests(answer), "member", async (visit) => {
    const decide = answer === "accept" ? acceptRequests : dismissRequests;
    if ((await decide(visit.kith, me(visit).id, await askedRequests(visit))) === 0) throw missing();
    return go(routes.notificationRequests, answer === "accept" ? "notifications.said_accepted" : "notifications.said_dismissed");
  });

const ACTIONS: readonly NotificationAction[] = ["accept", "filter", "drop"];

async function savePolicy(visit: Visit): Promise<Answer> {
  const changes: Partial<Record<PolicyRule, NotificationAction>> = {};
  for (const rule of POLICY_RULES) {
    const chosen = ACTIONS.find((each) => each === visit.form.text(rule));
    if (chosen !== undefined) changes[rule] = chosen;
  }
  await changePolicy(visit.kith, me(visit).id, changes);
  return go(routes.notificationPolicy, "notifications.said_policy");
}

export const notificationRequestRoutes: readonly Route[] = [
  page(routes.notificationRequests, "member", showRequests),
  page("/notifications/requests/:id", "member", showRequest),
  answerRequests("accept"),
  answerRequests("dismiss"),
  page(routes.notificationPolicy, "member", async (visit) =>
    show(notificationPolicyView(await contextOf(visit), await findPolicy(visit.kith.db, me(visit).id))),
  ),
  action(routes.notificationPolicy, "member", savePolicy),
];
