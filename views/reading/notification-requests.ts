/** Those whose notifications wait aside, and the choice of who is kept there. */
import type { Account } from "../../src/db/schema.ts";
import { html, join } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { NotificationGroup } from "../../src/notifications/groups.ts";
import type { Policy, PolicyRule } from "../../src/notifications/policy.ts";
import type { NotificationRequest } from "../../src/notifications/requests.ts";
import type { Subjects } from "../../src/notifications/subjects.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { Pager, ViewContext } from "../frame/context.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { form, select, submit } from "../parts/form.ts";
import { bylineView, handleOf, nameOf } from "../parts/names.ts";
import { noticeView } from "../parts/notice.ts";
import { excerptView } from "../parts/quote.ts";
import { emptyView, pagerView } from "../parts/timeline.ts";
import { hidden } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";

export type Requests = {
  requests: readonly NotificationRequest[];
  accounts: ReadonlyMap<number, Account>;
  /** Holds the newest status of each. */
  page: StatusPage;
  pager: Pager;
};

export function notificationRequestsView(ctx: ViewContext, { requests, accounts, page, pager }: Requests): Html {
  const { t, rich } = ctx;
  const title = t("notifications.requests");
  const lead = rich("notifications.requests_lead", {
    a: (words) => html`<a href="${routes.notificationPolicy}">${words}</a>`,
  });
  const cards = requests.flatMap((request) => {
    const account = accounts.get(request.from_account_id);
    return account === undefined ? [] : [requestView(request, account, page, ctx)];
  });
  const all =
    requests.length < 2
      ? ""
      : html`<p class="buttons">${answerButton("accept", "all", t("notifications.accept_all"))}${answerButton("dismiss", "all", t("notifications.dismiss_all"))}</p>`;
  const list =
    cards.length === 0
      ? emptyView(t("notifications.requests_empty"), t("notifications.requests_lesson"))
      : form(ctx, routes.answerNotificationRequests("accept"), html`<ul class="cards">${join(cards, "\n")}</ul>${all}`);
  return layout(ctx, {
    title,
    main: html`${pageHead(title, { lead, back: { href: routes.notifications, label: t("notifications.title") } })}${list}${pagerView(pager, ctx)}`,
    place: "notifications",
  });
}

const answerButton = (answer: "accept" | "dismiss", id: string, words: Html | string): Html =>
  html`<button class="button" formaction="${routes.answerNotificationRequests(answer)}" name="id" value="${id}">${words}</button>`;

/** The two buttons. */
function answersView(request: NotificationRequest, account: Account, { t }: ViewContext): Html {
  const handle = handleOf(account);
  const button = (answer: "accept" | "dismiss") =>
    answerButton(
      answer,
      String(request.id),
      html`${t(`notifications.${answer}`)}${hidden(` ${t(`notifications.${answer}_spoken`, { handle })}`)}`,
    );
  return html`${button("accept")}${button("dismiss")}`;
}

export type Request = Omit<Requests, "requests"> & {
  request: NotificationRequest;
  account: Account;
  groups: readonly NotificationGroup[];
  subjects: Subjects;
};

/** What one of them has sent. */
export function notificationRequestView(ctx: ViewContext, shown: Request): Html {
  const { request, account, groups, pager, ...about } = shown;
  const { t } = ctx;
  const title = t("notifications.request_from", { name: nameOf(account) });
  const answers = html`<p class="buttons">${answersView(request, account, ctx)}</p>`;
  const notices = groups.map((group) => html`<li class="notice">${noticeView(group, { ...about, ctx })}</li>`);
  const head = pageHead(title, {
    lead: t("notifications.request_lead"),
    back: { href: routes.notificationRequests, label: t("notifications.requests") },
  });
  const main = html`${head}${bylineView(account, ctx)}${form(ctx, routes.answerNotificationRequests("accept"), answers)}<ul class="notices">${join(notices, "\n")}</ul>${pagerView(pager, ctx)}`;
  return layout(ctx, { title, main, place: "notifications" });
}

function requestView(request: NotificationRequest, account: Account, page: StatusPage, ctx: ViewContext): Html {
  const { t } = ctx;
  const status = page.statuses.get(request.last_status_id ?? 0);
  const words = status === undefined ? "" : excerptView(status, page, ctx, 160);
  return html`<li class="card"><div class="head">${bylineView(account, ctx)}<a href="${routes.notificationRequest(request.id)}">${t("notifications.request_count", { count: request.notifications_count })}</a></div>${words}<p class="buttons">${answersView(request, account, ctx)}</p></li>`;
}

const RULES: readonly PolicyRule[] = [
  "for_not_following",
  "for_not_followers",
  "for_new_accounts",
  "for_private_mentions",
  "for_limited_accounts",
];
const HINTED = ["for_not_followers", "for_new_accounts", "for_private_mentions"] as const;

/** Posts each rule's choice under its name. */
export function notificationPolicyView(ctx: ViewContext, policy: Policy): Html {
  const { t } = ctx;
  const title = t("notifications.policy");
  const choices = (["accept", "filter", "drop"] as const).map((value) => [value, t(`notifications.policy_${value}`)] as const);
  const fields = RULES.map((rule) => {
    const hinted = HINTED.find((each) => each === rule);
    const hint = hinted === undefined ? {} : { hint: t(`notifications.${hinted}_hint`) };
    return select(rule, { label: t(`notifications.${rule}`), choices, value: policy[rule], ...hint });
  });
  const main = html`${pageHead(title, { lead: t("notifications.policy_lead"), back: { href: routes.notifications, label: t("notifications.title") } })}${form(ctx, routes.notificationPolicy, html`${fields}${submit(t("common.save"))}`, { className: "stack" })}`;
  return layout(ctx, { title, main, narrow: true, place: "notifications" });
}
