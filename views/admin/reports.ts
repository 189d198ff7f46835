/** Reports: what was reported, by whom, and what came before; and judging them. */
import type { Account, Row } from "../../src/db/schema.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Note } from "../../src/moderation/notes.ts";
import type { Report } from "../../src/moderation/report.ts";
import type { Template } from "../../src/moderation/templates.ts";
import type { StatusPage } from "../../src/statuses/page.ts";
import type { Pager, ViewContext } from "../frame/context.ts";
import { tabs } from "../frame/layout.ts";
import { form, stateOf } from "../parts/form.ts";
import { handleOf, readJson } from "../parts/names.ts";
import { shownOf } from "../parts/page.ts";
import { timeView } from "../parts/time.ts";
import { pagerView } from "../parts/timeline.ts";
import { shortened } from "../parts/words.ts";
import type { ShownStory } from "../../src/stories/load.ts";
import { statusView } from "../reading/status.ts";
import { storyContentView } from "../reading/stories.ts";
import { adminPage } from "./frame.ts";
import { moderateForm, notesView, strikesView, wordsFields } from "./judging.ts";
import {
  actButton,
  askFirst,
  cardsOr,
  dotted,
  factList,
  filterForm,
  momentView,
  sectionView,
  smallField,
  smallSelect,
  stateView,
  whoView,
} from "./parts.ts";
import { personView } from "./people.ts";
import { adminRoutes } from "./routes.ts";

/** One report in a list. */
export function reportCard(report: Report, accounts: ReadonlyMap<number, Account>, ctx: ViewContext): Html {
  const { t } = ctx;
  const target = accounts.get(report.target_id);
  const posts = readJson<number[]>(report.status_ids, []).length;
  const state =
    report.action_taken_at > 0
      ? stateView("good", t("admin.report_resolved"))
      : report.assigned_id === null
        ? ""
        : html`<span class="hint">${ctx.rich("admin.report_taken_by", { who: whoView(ctx, report.assigned_id, accounts) })}</span>`;
  const facts = dotted([
    t(`admin.category_${report.category}`),
    posts === 0 ? undefined : t("common.posts", { count: posts }),
    ctx.rich("admin.report_by", { who: whoView(ctx, report.account_id, accounts) }),
    timeView(report.created_at, ctx),
  ]);
  const comment = report.comment === "" ? "" : html`<p class="excerpt" dir="auto">${shortened(report.comment, 200)}</p>`;
  const title = target === undefined ? t("admin.account_gone") : handleOf(target);
  return html`<li class="card"><div class="head"><div class="what"><a class="name" href="${adminRoutes.report(report.id)}" dir="auto">${title}</a><p class="hint">${facts}</p></div>${state}</div>${comment}</li>`;
}

export type Reports = {
  reports: readonly Report[];
  accounts: ReadonlyMap<number, Account>;
  asked: { resolved: boolean; host: string };
  pager: Pager;
};

export function reportsView(ctx: ViewContext, { reports, accounts, asked, pager }: Reports): Html {
  const { t } = ctx;
  const which = tabs(t("admin.reports_which"), [
    { href: adminRoutes.reports(), label: t("admin.reports_open"), current: !asked.resolved },
    { href: adminRoutes.reports({ resolved: "1" }), label: t("admin.reports_resolved"), current: asked.resolved },
  ]);
  const filter = filterForm(
    ctx,
    adminRoutes.reports(),
    html`${asked.resolved ? html`<input type="hidden" name="resolved" value="1">` : ""}${smallField("host", t("admin.reports_host"), { value: asked.host, maxlength: 300, placeholder: t("admin.reports_host_hint") })}`,
  );
  const list = cardsOr(
    reports.map((report) => reportCard(report, accounts, ctx)),
    t(asked.resolved || asked.host !== "" ? "admin.none_found" : "admin.reports_none"),
  );
  return adminPage(ctx, {
    at: "reports",
    title: t("admin.page_reports"),
    main: html`${which}${filter}${list}${pagerView(pager, ctx)}`,
  });
}

export type ReportFacts = {
  report: Report;
  target: Account;
  accounts: ReadonlyMap<number, Account>;
  /** The reported posts that are still there, and those that were deleted since. */
  page: StatusPage;
  rules: readonly Row<"rules">[];
  stories: readonly ShownStory[];
  /** Names of the reported collections. */
  collections: readonly string[];
  /** Other reports about the same account, and warnings that it got. */
  others: readonly Report[];
  strikes: readonly Row<"strikes">[];
  notes: readonly Note[];
  templates: readonly Template[];
};

export function reportPageView(ctx: ViewContext, facts: ReportFacts): Html {
  const { t } = ctx;
  const { report, target, accounts } = facts;
  const main = html`${sectionView(t("admin.report_about"), personView(target, ctx))}
${sectionView(t("admin.report_what"), html`${reportFacts(ctx, facts)}${report.comment === "" ? "" : html`<blockquote class="prose" dir="auto"><p class="pre">${report.comment}</p></blockquote>`}<div class="buttons">${workView(ctx, report, target)}</div>`)}
${sectionView(t("admin.report_posts"), postsView(ctx, facts))}
${facts.stories.length === 0 ? "" : sectionView(t("stories.report_stories"), storiesView(ctx, facts))}
${sectionView(t("admin.judge"), moderateForm(ctx, target, { templates: facts.templates, report_id: report.id }))}
${sectionView(t("admin.notes"), notesView(ctx, { notes: facts.notes, accounts, action: adminRoutes.actOnReport(report.id, "note") }))}
${sectionView(t("admin.strikes"), strikesView(facts.strikes, accounts, ctx))}
${sectionView(t("admin.report_others"), facts.others.length === 0 ? html`<p class="hint">${t("admin.no_reports")}</p>` : html`<ul class="cards">${facts.others.map((one) => reportCard(one, accounts, ctx))}</ul>`)}`;
  return adminPage(ctx, { at: "reports", title: t("admin.report_title", { who: handleOf(target) }), main });
}

function reportFacts(ctx: ViewContext, { report, accounts, rules, collections }: ReportFacts): Html {
  const { t } = ctx;
  return factList([
    [t("admin.report_reporter"), whoView(ctx, report.account_id, accounts)],
    [t("admin.report_when"), momentView(report.created_at, ctx)],
    [t("admin.report_category"), t(`admin.category_${report.category}`)],
    [t("admin.report_rules"), rules.map(({ text }) => text).join(" · ")],
    [t("admin.report_collections"), collections.join(" · ")],
    [t("admin.report_assigned"), report.assigned_id === null ? t("common.nobody") : whoView(ctx, report.assigned_id, accounts)],
    report.action_taken_at === 0
      ? undefined
      : [
          t("admin.report_resolved"),
          html`${whoView(ctx, report.action_taken_by_id ?? 0, accounts)}, ${timeView(report.action_taken_at, ctx)}`,
        ],
    report.forwarded === 1 ? [t("admin.report_forwarded"), t("common.yes")] : undefined,
  ]);
}

const CATEGORIES = ["spam", "legal", "violation", "other"] as const;

function workView(ctx: ViewContext, report: Report, target: Account): Html {
  const { t } = ctx;
  const act = (name: "assign" | "unassign" | "resolve" | "reopen" | "forward", looks?: "primary") =>
    actButton(ctx, adminRoutes.actOnReport(report.id, name), t(`admin.report_${name}`), looks === undefined ? {} : { looks });
  const mine = report.assigned_id === ctx.viewer?.account.id;
  const sort = askFirst(
    t("admin.report_sort"),
    form(
      ctx,
      adminRoutes.actOnReport(report.id, "sort"),
      html`${smallSelect(
        "category",
        t("admin.report_category"),
        CATEGORIES.map((one) => [one, t(`admin.category_${one}`)] as const),
        report.category,
      )}<p><button class="button">${t("common.save")}</button></p>`,
      { className: "stack" },
    ),
  );
  const forward =
    target.host === "" || report.forwarded === 1
      ? ""
      : askFirst(
          t("admin.report_forward"),
          html`<p>${t("admin.report_forward_hint", { host: target.host })}</p>${act("forward")}`,
        );
  return html`${report.action_taken_at > 0 ? act("reopen") : act("resolve", "primary")}${mine ? act("unassign") : act("assign")}${sort}${forward}`;
}

/** As they were shown; nobody else sees those that are over. */
function storiesView(ctx: ViewContext, { report, target, stories, templates }: ReportFacts): Html {
  const { t } = ctx;
  const list = stories.map((shown) => {
    const { story, media } = shown;
    const gone = story.text === "" && media === undefined;
    const content = gone ? html`<p class="hint">${t("stories.over")}</p>` : storyContentView(shown, ctx);
    return html`<div class="pick"><label class="tick"><input type="checkbox" name="story_ids" value="${story.id}" form="act-on-stories"${gone ? "" : html` checked`}><span class="vh">${t("admin.pick_post", { when: ctx.locale.times.dateTime(story.created_at) })}</span></label><div class="story">${content}</div></div>`;
  });
  const words = target.host === "" ? wordsFields(ctx, templates) : "";
  const body = html`${words}<p><button class="button danger">${t("stories.report_remove")}</button></p>`;
  const acts = form(ctx, adminRoutes.actOnReport(report.id, "stories"), body, { className: "stack", id: "act-on-stories" });
  return html`<div class="feed">${list}</div>${askFirst(t("stories.report_remove"), acts)}`;
}

/** The posts with a box each; the form that acts on them stands below, for posts may hold forms of their own. */
function postsView(ctx: ViewContext, { report, target, page, templates }: ReportFacts): Html {
  const { t } = ctx;
  const reported = readJson<number[]>(report.status_ids, []).length;
  const statuses = shownOf(page);
  if (reported === 0) return html`<p class="hint">${t("admin.report_no_posts")}</p>`;
  const gone =
    reported > statuses.length
      ? html`<p class="hint">${t("admin.report_posts_gone", { count: reported - statuses.length })}</p>`
      : "";
  if (statuses.length === 0) return html`${gone}`;
  const list = statuses.map((status) => {
    const shown = statusView(status, page, ctx, { still: true });
    if (status.deleted_at > 0) return html`<div><p class="hint">${t("admin.report_post_deleted")}</p>${shown}</div>`;
    return html`<div class="pick"><label class="tick"><input type="checkbox" name="status_ids" value="${status.id}" form="act-on-posts" checked><span class="vh">${t("admin.pick_post", { when: ctx.locale.times.dateTime(status.created_at) })}</span></label>${shown}</div>`;
  });
  if (statuses.every(({ deleted_at }) => deleted_at > 0)) return html`${gone}<div class="feed">${list}</div>`;
  const action = adminRoutes.actOnAccount(target.id, "statuses");
  const state = stateOf(ctx, action);
  const choices = [
    ["mark_statuses_as_sensitive", t("admin.action_mark_statuses_as_sensitive")],
    ["delete_statuses", t("admin.action_delete_statuses")],
  ] as const;
  const body = html`<input type="hidden" name="report_id" value="${report.id}">${smallSelect("type", t("admin.posts_action"), choices, state.typed?.["type"])}${target.host === "" ? wordsFields(ctx, templates, state) : ""}<p><button class="button danger">${t("admin.carry_out")}<span class="vh"> ${t("admin.report_posts")}</span></button></p>`;
  const acts = form(ctx, action, body, { className: "stack", id: "act-on-posts" });
  return html`${gone}<div class="feed">${list}</div>${askFirst(t("admin.act_on_posts"), acts, undefined, state.problems !== undefined)}`;
}
