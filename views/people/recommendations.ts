/** Recommendations: those about one, those that one has written, one alone, writing one, and whether one is what it says; and recommending somebody to somebody. */
import type { Account } from "../../src/db/schema.ts";
import type { Recommendation } from "../../src/recommendations/load.ts";
import type { RecommendationCheck } from "../../src/remote.ts";
import { html } from "../../src/html.ts";
import type { Html } from "../../src/html.ts";
import type { Pager, ViewContext } from "../frame/context.ts";
import { proseView, relationWords } from "./cv.ts";
import { icon } from "../frame/icons.ts";
import { layout, pageHead, tabs } from "../frame/layout.ts";
import { field, form, problemSummary, select, submit } from "../parts/form.ts";
import type { FormState } from "../parts/form.ts";
import { bylineView, nameLink, nameOf } from "../parts/names.ts";
import { emptyView, pagerView } from "../parts/timeline.ts";
import { timeView } from "../parts/time.ts";
import { hidden } from "../parts/words.ts";
import { routes } from "../frame/routes.ts";
import { settingsPage } from "../settings/settings.ts";

/** With both of its people, as far as they are there. */
export type Stated = { row: Recommendation; author: Account | undefined; subject: Account | undefined };
export type RecommendationsPage = { which: "received" | "given"; items: readonly Stated[]; pager: Pager };

export function recommendationsView(ctx: ViewContext, { which, items, pager }: RecommendationsPage): Html {
  const { t } = ctx;
  const links = tabs(t("cv.recommendations"), [
    { href: routes.recommendations, label: t("cv.received"), current: which === "received" },
    { href: routes.recommendationsGiven, label: t("cv.given"), current: which === "given" },
  ]);
  const list =
    items.length === 0
      ? emptyView(t(`cv.${which}_none`), t(`cv.${which}_lesson`))
      : html`<ul class="cards">${items.map((one) => html`<li class="card recommendation">${statedView(ctx, one, "h2")}</li>`)}</ul>`;
  return settingsPage(ctx, "cv", html`${links}${list}${pagerView(pager, ctx)}`, { title: t("cv.recommendations") });
}

function statedView(ctx: ViewContext, { row, author, subject }: Stated, level: "h1" | "h2"): Html {
  const { t } = ctx;
  const names = { who: whoView(author, ctx), whom: whoView(subject, ctx) };
  const line = ctx.rich("cv.recommends", names);
  const party = ctx.viewer !== undefined && [row.author_id, row.subject_id].includes(ctx.viewer.account.id);
  const state = party && row.state !== "revoked" ? html` · ${t(`cv.state_${row.state}`)}` : "";
  const head = level === "h1" ? pageHead(line) : html`<h2>${line}</h2>`;
  const words = relationWords(ctx, row.relation);
  return html`${head}<blockquote>${proseView(row.content)}</blockquote>${words === "" ? "" : html`<p>${words}</p>`}<p class="hint">${timeView(row.updated_at, ctx)}${state}</p>${deedsView(ctx, { row, author, subject })}`;
}

const whoView = (account: Account | undefined, ctx: ViewContext): Html =>
  account === undefined ? html`—` : nameLink(account, ctx);

function deedsView(ctx: ViewContext, { row, author, subject }: Stated): Html {
  const { t } = ctx;
  const own = ctx.viewer?.account.id;
  const about = hidden(
    ` ${nameOf((own === row.author_id ? subject : author) ?? ({ username: "", display_name: "" } as Account))}`,
  );
  const act = (which: "accept" | "decline" | "revoke", label: string, look = "") =>
    form(ctx, routes.actOnRecommendation(row.id, which), html`<button class="button ${look}">${label}${about}</button>`);
  const subjects =
    own !== row.subject_id
      ? ""
      : row.state === "accepted"
        ? act("decline", t("cv.hide"))
        : html`${act("accept", t("cv.accept"), "primary")}${row.state === "pending" ? act("decline", t("cv.decline")) : ""}`;
  const authors =
    own === row.author_id
      ? html`<a class="button" href="${routes.recommend(row.subject_id)}">${icon("edit")}${t("cv.change")}${about}</a>${act("revoke", t("cv.revoke"), "danger")}`
      : "";
  const check =
    row.state === "accepted"
      ? html`<a class="button" href="${routes.checkRecommendation(row.uri)}" rel="nofollow">${icon("check")}${t("cv.check")}${about}</a>`
      : "";
  return html`<div class="answer">${subjects}${authors}${check}</div>`;
}

/** One alone: for everybody when it is shown. */
export function recommendationView(ctx: ViewContext, stated: Stated): Html {
  const title = ctx.t("cv.recommends", {
    who: stated.author === undefined ? "—" : nameOf(stated.author),
    whom: stated.subject === undefined ? "—" : nameOf(stated.subject),
  });
  const meta = {
    type: "article",
    url: stated.row.uri,
    title,
    description: stated.row.content.slice(0, 200),
    noindex: true,
  } as const;
  return layout(ctx, {
    title,
    main: html`<article class="recommendation">${statedView(ctx, stated, "h1")}</article>`,
    meta,
    narrow: true,
  });
}

const RELATIONS = ["colleague", "manager", "report", "client", "contractor", "teacher", "student", "friend", "other"] as const;

export type Recommending = FormState & { subject: Account; written: Recommendation | undefined };

/** Posts `relation` and `text`. */
export function recommendView(ctx: ViewContext, state: Recommending): Html {
  const { t } = ctx;
  const { subject, written, typed } = state;
  const choices = RELATIONS.map((one) => [one, t(`cv.relation_${one}`)] as const);
  const again = written === undefined ? "" : html`<p class="note">${t("cv.recommend_again")}</p>`;
  const body = html`${select("relation", { label: t("cv.relation"), choices, value: typed?.["relation"] ?? written?.relation ?? "colleague" })}
${field("text", { ...state, label: t("cv.recommend_text"), value: written?.content ?? "", rows: 8, maxlength: 2000, required: true })}
<p class="buttons">${submit(t("cv.recommend_do"))} <a class="button" href="${routes.profile(subject)}">${t("common.cancel")}</a></p>`;
  return aboutView(ctx, subject, t("cv.recommend_title", { name: nameOf(subject) }), {
    lead: t("cv.recommend_lead"),
    body: html`${again}${problemSummary(ctx, state.problems)}${form(ctx, routes.recommend(subject.id), body, { className: "stack" })}`,
  });
}

export type Referring = FormState & { account: Account };

/** Posts `to` (a handle) and `comment`. */
export function referView(ctx: ViewContext, state: Referring): Html {
  const { t } = ctx;
  const { account } = state;
  const name = nameOf(account);
  const body = html`${field("to", { ...state, label: t("cv.refer_to"), hint: t("cv.refer_to_hint"), plain: true, required: true, maxlength: 300 })}
${field("comment", { ...state, label: t("cv.refer_words"), hint: t("cv.refer_words_hint"), rows: 4, maxlength: 500 })}
<p class="buttons">${submit(t("cv.refer_do"))} <a class="button" href="${routes.profile(account)}">${t("common.cancel")}</a></p>`;
  return aboutView(ctx, account, t("cv.refer_title", { name }), {
    lead: t("cv.refer_lead", { name }),
    body: html`${problemSummary(ctx, state.problems)}${form(ctx, routes.refer(account.id), body, { className: "stack" })}`,
  });
}

function aboutView(ctx: ViewContext, account: Account, title: string, { lead, body }: { lead: string; body: Html }): Html {
  const back = { href: routes.profile(account), label: nameOf(account) };
  return layout(ctx, {
    title,
    main: html`${pageHead(title, { lead, back })}${bylineView(account, ctx, "within")}${body}`,
    narrow: true,
  });
}

export type Checked = { check: RecommendationCheck; author: Account | undefined; subject: Account | undefined };

/** What was asked of whom, and what they said. */
export function checkView(ctx: ViewContext, { check, author, subject }: Checked): Html {
  const { t } = ctx;
  const { origin, proof, shown, signed } = check;
  const host = URL.parse(check.uri)?.host ?? "";
  const names = { who: personView(author, signed?.author_uri, ctx), whom: personView(subject, signed?.subject_uri, ctx) };
  const good = origin === "found" && (proof === "valid" || proof === "old_key");
  const verdict = good && proof === "valid" && shown === true ? "yes" : good || origin === "unreachable" ? "partly" : "no";
  const sentence =
    verdict === "yes" ? ctx.rich("cv.check_yes", names) : html`${t(verdict === "no" ? "cv.check_no" : "cv.check_partly")}`;
  const date = signed === undefined || signed.signed_at === 0 ? "—" : ctx.locale.times.dateTime(signed.signed_at);
  const row = (label: string, words: Html | string) => html`<div><dt>${label}</dt><dd dir="auto">${words}</dd></div>`;
  const facts = html`<dl class="facts-list">${row(t("cv.origin"), t(`cv.origin_${origin}`, { host }))}${
    proof === undefined
      ? ""
      : row(t("cv.proof"), proof === "valid" || proof === "old_key" ? t(`cv.proof_${proof}`, { date }) : t(`cv.proof_${proof}`))
  }${signed === undefined ? "" : row(t("cv.shown_by"), t(shown === undefined ? "cv.shown_unknown" : shown ? "cv.shown_yes" : "cv.shown_no"))}${check.key_id === "" ? "" : row(t("cv.key"), html`<code>${check.key_id}</code>`)}</dl>`;
  const words =
    signed === undefined ? "" : html`<div class="recommendation"><blockquote>${proseView(signed.content)}</blockquote></div>`;
  const main = html`${pageHead(t("cv.check_title"))}<p class="flash ${verdict === "yes" ? "done" : verdict === "no" ? "problem" : ""}" role="status">${icon(verdict === "yes" ? "check" : "warn")}<span>${sentence}</span></p>${words}<section class="profile-facts checked"><h2>${t("cv.check_what")}</h2>${facts}</section>`;
  return layout(ctx, { title: t("cv.check_title"), main, narrow: true });
}

const personView = (account: Account | undefined, uri: string | undefined, ctx: ViewContext): Html =>
  account === undefined ? html`<a href="${uri ?? ""}" rel="nofollow noopener">${uri ?? ""}</a>` : nameLink(account, ctx);
