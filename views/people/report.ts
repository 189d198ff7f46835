/** Reporting somebody in small steps, each a page: why, against which rules, with which posts, and in one's own words. */
import type { Account, Row } from "../../src/db/schema.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { ViewContext, WholeRelation } from "../frame/context.ts";
import { layout, pageHead } from "../frame/layout.ts";
import { check, field, form, problemSummary, submit, type FormState } from "../parts/form.ts";
import { bylineView, handleOf } from "../parts/names.ts";
import { shownOf } from "../parts/page.ts";
import { excerptView } from "../parts/quote.ts";
import { followButton } from "../parts/relation.ts";
import { timeView } from "../parts/time.ts";
import { emptyView } from "../parts/timeline.ts";
import { routes } from "../frame/routes.ts";

export const REPORT_CATEGORIES = ["spam", "violation", "legal", "other"] as const;
export type ReportStep = "category" | "rules" | "posts" | "words";
type Rule = Pick<Row<"rules">, "id" | "text" | "hint">;

/** What has been said so far goes along in the address. */
export type ReportForm = FormState & {
  account: Account;
  step: ReportStep;
  category: string;
  rules: readonly Rule[];
  rule_ids: readonly number[];
  status_ids: readonly number[];
  /** Come with the address: one reports a story from its page. */
  story_ids: readonly number[];
  /** For the step `posts`. */
  page?: StatusPage | undefined;
};

export function reportView(ctx: ViewContext, report: ReportForm): Html {
  const { account, step, problems } = report;
  const { t } = ctx;
  const steps = stepsOf(report);
  const lead = t("people.report_step", { step: steps.indexOf(step) + 1, steps: steps.length });
  const views = { category: categoryView, rules: rulesView, posts: postsView, words: wordsView };
  const main = html`${pageHead(t("people.report_title", { handle: handleOf(account) }), { lead })}<progress class="report-steps" max="${steps.length}" value="${steps.indexOf(step) + 1}" aria-hidden="true"></progress><div class="about-whom">${bylineView(account, ctx)}</div>${problemSummary(ctx, problems, false)}${views[step](report, ctx)}`;
  return layout(ctx, { title: t("people.report_title", { handle: handleOf(account) }), main, narrow: true });
}

const stepsOf = ({ category, rules }: ReportForm): readonly ReportStep[] =>
  category === "violation" && rules.length > 0 ? ["category", "rules", "posts", "words"] : ["category", "posts", "words"];

/** A form that only leads on: nothing is sent to anybody yet. */
function onward(report: ReportForm, ctx: ViewContext, next: ReportStep, body: Html): Html {
  const { t } = ctx;
  const kept = hiddenFields(report, report.step);
  return html`<form class="stack" method="get" action="${routes.aboutAccount(report.account.id, "report")}"><input type="hidden" name="step" value="${next}">${kept}${body}<p class="buttons">${submit(t("people.next"))} ${backView(report, ctx)}</p></form>`;
}

/** What other steps have said. */
function hiddenFields({ category, rule_ids, status_ids, story_ids }: ReportForm, step: ReportStep): Html {
  const one = (name: string, value: string | number) => html`<input type="hidden" name="${name}" value="${value}">`;
  return html`${step === "category" || category === "" ? "" : one("category", category)}${step === "rules" ? "" : rule_ids.map((id) => one("rule", id))}${step === "posts" ? "" : status_ids.map((id) => one("status_id", id))}${story_ids.map((id) => one("story_id", id))}`;
}

function backView(report: ReportForm, { t }: ViewContext): Html {
  const steps = stepsOf(report);
  const before = steps[steps.indexOf(report.step) - 1];
  if (before === undefined) return html`<a class="button" href="${routes.profile(report.account)}">${t("common.cancel")}</a>`;
  const query = new URLSearchParams([
    ["step", before],
    ["category", report.category],
    ...report.rule_ids.map((id) => ["rule", String(id)]),
    ...report.status_ids.map((id) => ["status_id", String(id)]),
    ...report.story_ids.map((id) => ["story_id", String(id)]),
  ]);
  return html`<a class="button" href="${routes.aboutAccount(report.account.id, "report")}?${query.toString()}">${t("common.back")}</a>`;
}

function categoryView(report: ReportForm, ctx: ViewContext): Html {
  const { t } = ctx;
  const options = REPORT_CATEGORIES.filter((one) => one !== "violation" || report.rules.length > 0).map(
    (one) =>
      html`<div class="check"><input type="radio" id="f-${one}" name="category" value="${one}" required${one === report.category ? html` checked` : ""} aria-describedby="f-${one}-hint"><div><label for="f-${one}">${t(`people.report_${one}`)}</label><p class="hint" id="f-${one}-hint">${t(`people.report_${one}_hint`)}</p></div></div>`,
  );
  return onward(
    report,
    ctx,
    "posts",
    html`<fieldset><legend>${t("people.report_why")}</legend>${options}</fieldset><p class="hint">${t("people.report_private")}</p>`,
  );
}

function rulesView(report: ReportForm, ctx: ViewContext): Html {
  const chosen = new Set(report.rule_ids);
  const options = report.rules.map(
    ({ id, text, hint }) =>
      html`<div class="check"><input type="checkbox" id="f-rule-${id}" name="rule" value="${id}"${chosen.has(id) ? html` checked` : ""}><div><label for="f-rule-${id}" dir="auto">${text}</label>${hint === "" ? "" : html`<p class="hint" dir="auto">${hint}</p>`}</div></div>`,
  );
  const problem = report.problems?.["rule"];
  const body = html`<fieldset><legend>${ctx.t("people.report_which_rules")}</legend>${problem === undefined ? "" : html`<p class="problem">${problem}</p>`}${options}</fieldset><input type="hidden" name="ruled" value="1">`;
  return onward(report, ctx, "posts", body);
}

function postsView(report: ReportForm, ctx: ViewContext): Html {
  const { t } = ctx;
  const { page } = report;
  const chosen = new Set(report.status_ids);
  if (page === undefined || page.ids.length === 0)
    return onward(report, ctx, "words", html`${emptyView(t("people.report_no_posts"), t("people.report_no_posts_lesson"))}`);
  const options = shownOf(page).map(
    (status) =>
      html`<div class="check"><input type="checkbox" id="f-status-${status.id}" name="status_id" value="${status.id}"${chosen.has(status.id) ? html` checked` : ""}><div><label for="f-status-${status.id}">${timeView(status.created_at, ctx)}${excerptView(status, page, ctx, 200)}</label></div></div>`,
  );
  return onward(
    report,
    ctx,
    "words",
    html`<fieldset class="posts-to-report"><legend>${t("people.report_which_posts")}</legend><p class="hint">${t("people.report_which_posts_hint")}</p>${options}</fieldset>`,
  );
}

/** Only this step posts. */
function wordsView(report: ReportForm, ctx: ViewContext): Html {
  const { t } = ctx;
  const { account, category, rules, rule_ids, status_ids, story_ids, typed, problems } = report;
  const broken = rules.filter(({ id }) => rule_ids.includes(id));
  const known = REPORT_CATEGORIES.find((one) => one === category) ?? "other";
  const facts = html`<ul class="says"><li>${t(`people.report_${known}`)}</li>${broken.map(({ text }) => html`<li dir="auto">${text}</li>`)}<li>${t("people.report_posts", { count: status_ids.length })}</li>${story_ids.length === 0 ? "" : html`<li>${t("stories.report_with", { count: story_ids.length })}</li>`}</ul>`;
  const forward =
    account.host === ""
      ? ""
      : check("forward", {
          label: t("people.report_forward", { host: account.host }),
          hint: t("people.report_forward_hint"),
          checked: typed?.["forward"] !== undefined,
        });
  const body = html`${hiddenFields(report, "words")}${facts}${field("comment", { typed, problems, label: t("people.report_comment"), hint: t("people.report_comment_hint"), rows: 4, maxlength: 1000 })}${forward}<p class="buttons"><button class="button danger">${t("people.report_send")}</button> ${backView(report, ctx)}</p>`;
  return form(ctx, routes.aboutAccount(account.id, "report"), body, { className: "stack" });
}

/** Afterwards: thanks, and what one can do oneself. */
export function reportedView(ctx: ViewContext, { account, relation }: { account: Account; relation: WholeRelation }): Html {
  const { t } = ctx;
  const handle = handleOf(account);
  const back = routes.profile(account);
  const act = (to: "unfollow" | "block", words: string) =>
    form(ctx, routes.actOnAccount(account.id, to), html`<button class="button">${words}</button>`, { return_to: back });
  const way = (words: string, deed: Html) => html`<li><p>${words}</p>${deed}</li>`;
  const muting = html`<a class="button" href="${routes.aboutAccount(account.id, "mute")}">${t("profile.mute", { handle })}</a>`;
  const ways = html`<ul class="ways-out">${relation.following ? way(t("people.reported_follow"), followButton(account, relation, ctx)) : ""}${relation.muting ? "" : way(t("people.reported_mute"), muting)}${relation.blocking ? "" : way(t("people.reported_block"), act("block", t("profile.block", { handle })))}</ul>`;
  const main = html`${pageHead(t("people.reported"), { lead: t("people.reported_lead") })}<section><h2>${t("people.reported_yourself")}</h2>${ways}</section><p class="after"><a class="button" href="${back}">${t("people.reported_back")}</a></p>`;
  return layout(ctx, { title: t("people.reported"), main, narrow: true });
}
